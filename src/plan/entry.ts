/** What state says of a resource that is as its files want it. The planner, apply and the projection take it from here. */

import { fieldFacts, kindOf } from '../kinds/registry.ts';
import type { DesiredList, DesiredObject } from '../model/desired.ts';
import { canonicalJson, type Json, type JsonObject } from '../model/json.ts';
import type { StateResource } from '../model/state.ts';
import { type ListRules, shownList } from './agents.ts';
import { isManaged } from './managed.ts';

/** All of an entry but the id, which the PBX makes, and the prompts, which it shows. */
export type EntryDraft = Omit<StateResource, 'id' | 'prompts'>;

/** All written values under the names that the API has, without prompts, which are sent as ids of files. */
export function writtenValues({ kind, fields, extra }: DesiredObject): JsonObject {
  const values: JsonObject = {};
  for (const written of [fields, extra]) {
    for (const name of Object.keys(written)) {
      if (fieldFacts(kind, name)?.prompt === undefined) values[name] = written[name] ?? null;
    }
  }
  return values;
}

/** What a create sends, without prompts. */
export function createValues(desired: DesiredObject): JsonObject {
  return { ...kindOf(desired.kind).createDefaults(desired.key), ...writtenValues(desired) };
}

export function objectEntry(desired: DesiredObject, key: string = desired.naturalKey): EntryDraft {
  const applied = writtenValues(desired);
  for (const name of desired.lifecycle.ignoreChanges) delete applied[name];
  return {
    kind: desired.kind,
    key,
    applied,
    prevent_destroy: desired.lifecycle.preventDestroy === true,
    ...(desired.file === undefined ? {} : { file: desired.file }),
  };
}

export function listEntry(
  desired: DesiredList,
  rules: ListRules,
  key: string = desired.naturalKey,
): EntryDraft {
  return {
    kind: desired.kind,
    key,
    applied: isManaged(desired, 'items') ? { items: shownList(desired.items, rules) } : {},
    prevent_destroy: false,
  };
}

/** Whether state says just that already; prompts apart. */
export function isEntry(known: StateResource, draft: EntryDraft): boolean {
  return (
    known.key === draft.key &&
    known.prevent_destroy === draft.prevent_destroy &&
    known.file === draft.file &&
    isEqual(known.applied, draft.applied)
  );
}

function isEqual(a: JsonObject, b: JsonObject): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => isSame(a[name], b[name]));
}

function isSame(a: Json | undefined, b: Json | undefined): boolean {
  return a === b || (typeof a === 'object' && typeof b === 'object' && canonicalJson(a) === canonicalJson(b));
}
