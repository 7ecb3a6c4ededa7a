/** Builds the object that a GET shows from what a client sent, by the facts about the kind's fields. */

import type { FieldProblem } from '../kinds/check.ts';
import { checkFields } from '../kinds/check.ts';
import type { FieldSpec, Fields, ValueSpec } from '../kinds/field.ts';
import { kindOf } from '../kinds/registry.ts';
import type { KindName } from '../model/address.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { isObject } from '../model/json.ts';
import { invalidFields } from './refusal.ts';

/** All problems at once; `id` is the PBX's own in every kind. */
export function demandFields(kind: KindName, body: JsonObject, mode: 'create' | 'update'): void {
  const problems: FieldProblem[] = checkFields(kind, body, mode);
  if (Object.hasOwn(body, 'id')) problems.unshift({ path: 'id', rule: 'readOnly', message: 'is read-only' });
  if (problems.length > 0) throw invalidFields(problems);
}

/**
 * What is shown of a new object: every readable field of the kind, at its default or null where nothing was sent, then
 * the fields that this version does not know, as they were sent.
 */
export function createdFields(kind: KindName, body: JsonObject): JsonObject {
  const { fields } = kindOf(kind);
  const shown: JsonObject = {};
  for (const [name, facts] of Object.entries(fields)) {
    if (facts.writeOnly === true) continue;
    shown[name] = isSent(body, name) ? shownValue(facts, body[name] as Json) : defaultOf(facts);
  }
  return { ...shown, ...unknownFields(fields, body) };
}

/**
 * What is shown after an update. An explicit null sets a field to its default, or to null where it has none. With
 * `replace` so does leaving it out, but for what has neither default nor null (a name), what cannot be sent again
 * (write-only), and what this version does not know.
 */
export function updatedFields(
  kind: KindName,
  before: JsonObject,
  body: JsonObject,
  mode: 'merge' | 'replace',
): JsonObject {
  const { fields } = kindOf(kind);
  const after: JsonObject = { ...before };
  for (const [name, facts] of Object.entries(fields)) {
    if (facts.writeOnly === true || facts.readOnly === true || facts.createOnly === true) continue;
    if (isSent(body, name)) after[name] = shownValue(facts, body[name] as Json);
    else if (Object.hasOwn(body, name)) after[name] = defaultOf(facts);
    else if (mode === 'replace' && (facts.required !== true || facts.default !== undefined)) {
      after[name] = defaultOf(facts);
    }
  }
  return { ...after, ...unknownFields(fields, body) };
}

function isSent(body: JsonObject, name: string): boolean {
  return Object.hasOwn(body, name) && body[name] !== null;
}

function defaultOf(facts: FieldSpec): Json {
  return facts.default ?? null;
}

function unknownFields(fields: Fields, body: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([name]) => !Object.hasOwn(fields, name)));
}

/** Objects show all their fields, the empty ones as null. */
function shownValue(spec: ValueSpec, value: Json): Json {
  if (spec.type === 'list' && Array.isArray(value)) return value.map((item) => shownValue(spec.item, item));
  if (spec.type !== 'object' || !isObject(value)) return value;
  const empty = Object.fromEntries(Object.keys(spec.fields).map((name) => [name, null]));
  return { ...empty, ...value };
}
