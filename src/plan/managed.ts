/**
 * What of a resource is managed: what the files write, and do not leave to others by `ignore_changes`. A plan changes, and
 * drift reports, nothing else.
 */

import { fieldFacts } from '../kinds/registry.ts';
import type { DesiredResource, PromptField } from '../model/desired.ts';

/** `path` as a plan and state have it: the API's name of a field, of an agent list `items`. */
export function isManaged(resource: DesiredResource, path: string): boolean {
  const ignored = resource.lifecycle.ignoreChanges;
  if (resource.kind === 'agents') return !ignored.includes('agents');
  // A prompt has two names: either can be written, and either can be ignored.
  const file = fieldFacts(resource.kind, path)?.prompt?.file;
  if (ignored.includes(path) || (file !== undefined && ignored.includes(file))) return false;
  const isFile = resource.kind === 'queue' && resource.prompts[path as PromptField] !== undefined;
  return isFile || Object.hasOwn(resource.fields, path) || Object.hasOwn(resource.extra, path);
}
