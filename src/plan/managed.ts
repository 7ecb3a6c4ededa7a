/**
 * Decides what is managed of a resource: the fields that the files write and `ignore_changes` does not exclude. Plans
 * change, and drift reports, only these.
 */

import { isUnset } from '../kinds/compare.ts';
import { fieldFacts, kindOf } from '../kinds/registry.ts';
import { type DesiredResource, isList, type PromptField } from '../model/desired.ts';
import type { LiveObject } from '../model/live.ts';

/** `path` is the API's field name, or `items` for an agent list. */
export function isManaged(resource: DesiredResource, path: string): boolean {
  const ignored = resource.lifecycle.ignoreChanges;
  if (isList(resource)) return !ignored.includes(kindOf(resource.kind).section);
  // A prompt has two names, its file and its id. Either can be written, and either can be ignored.
  const file = fieldFacts(resource.kind, path)?.prompt?.file;
  if (ignored.includes(path) || (file !== undefined && ignored.includes(file))) return false;
  const isFile = resource.prompts[path as PromptField] !== undefined;
  return isFile || Object.hasOwn(resource.fields, path) || Object.hasOwn(resource.extra, path);
}

/**
 * Whether the PBX does not show a field that must be written. The address of its built-in server may be hidden, and
 * files must write it because nobody knows offline which server is the built-in one.
 */
export function isHidden({ kind, internal, fields }: LiveObject, path: string): boolean {
  if (!internal || path === kindOf(kind).naturalKey) return false;
  return fieldFacts(kind, path)?.createOnly === true && isUnset(fields?.[path]);
}
