/** Builds the state entry of a resource that matches its files. The planner, apply and the projection use it. */

import { fieldFacts, kindOf } from '../kinds/registry.ts';
import type { DesiredList, DesiredObject } from '../model/desired.ts';
import { canonicalJson, type Json, type JsonObject } from '../model/json.ts';
import type { StateResource } from '../model/state.ts';
import { type ListRules, recordedList } from './list-rules.ts';
import { isManaged } from './managed.ts';

/** An entry without the id, which the PBX assigns, and without the prompts, which are read back. */
export type EntryDraft = Omit<StateResource, 'id' | 'prompts'>;

/** All written values by API field name, without prompts, which are sent as file ids. */
export function writtenValues({ kind, fields, extra }: DesiredObject): JsonObject {
  const values: JsonObject = {};
  for (const written of [fields, extra]) {
    for (const name of Object.keys(written)) {
      if (fieldFacts(kind, name)?.prompt === undefined) values[name] = written[name] ?? null;
    }
  }
  return values;
}

/** The values that a create sends, without prompts. */
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
    applied: isManaged(desired, 'items') ? { items: recordedList(desired.items, rules) } : {},
    prevent_destroy: false,
  };
}

/** Whether the known entry equals the draft, prompts ignored. */
export function isSameEntry(known: StateResource, draft: EntryDraft): boolean {
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
