/**
 * What of a resource is managed: what the files write, and do not leave to others by `ignore_changes`. A plan changes, and
 * drift reports, nothing else.
 */

import { isUnset } from '../kinds/compare.ts';
import { fieldFacts, kindOf } from '../kinds/registry.ts';
import { type DesiredResource, isList, type PromptField } from '../model/desired.ts';
import type { LiveObject } from '../model/live.ts';

/** `path` as a plan and state have it: the API's name of a field, of an agent list `items`. */
export function isManaged(resource: DesiredResource, path: string): boolean {
  const ignored = resource.lifecycle.ignoreChanges;
  if (isList(resource)) return !ignored.includes(kindOf(resource.kind).section);
  // A prompt has two names: either can be written, and either can be ignored.
  const file = fieldFacts(resource.kind, path)?.prompt?.file;
  if (ignored.includes(path) || (file !== undefined && ignored.includes(file))) return false;
  const isFile = resource.prompts[path as PromptField] !== undefined;
  return isFile || Object.hasOwn(resource.fields, path) || Object.hasOwn(resource.extra, path);
}

/**
 * Whether a field has to be written and there is nothing to compare it with: offline nobody knows which server is the
 * PBX's own, and of that one a PBX may show no address.
 */
export function isHidden({ kind, internal, fields }: LiveObject, path: string): boolean {
  if (!internal || path === kindOf(kind).naturalKey) return false;
  return fieldFacts(kind, path)?.createOnly === true && isUnset(fields?.[path]);
}
