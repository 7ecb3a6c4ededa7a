/** What is sent for a server or a queue. */

import type { Fields } from '../kinds/field.ts';
import { fieldFacts, KINDS, updatableFields } from '../kinds/registry.ts';
import { createDefaults, type DesiredQueue, type DesiredServer } from '../model/desired.ts';
import { isObject, type Json, type JsonObject, withoutNulls } from '../model/json.ts';

type Root = DesiredServer | DesiredQueue;

/** All written values, prompts apart, under the names the API has. */
export function writtenValues(desired: Root): JsonObject {
  const values = { ...desired.fields, ...desired.extra };
  for (const name of Object.keys(values)) {
    if (fieldFacts(desired.kind, name)?.prompt !== undefined) delete values[name];
  }
  return values;
}

/** Without prompts. */
export function createBody(desired: Root): JsonObject {
  return { ...createDefaults(desired), ...writtenValues(desired) };
}

/**
 * Every writable field that the PBX reported, since what is omitted may be reset; then what the files write in `extra`,
 * then what changes. Without prompts, read-only and unknown fields, and without nulls at any depth. A field in `extra`
 * whose changes are ignored is sent as the PBX has it.
 */
export function updateBody(desired: Root, live: JsonObject, changes: JsonObject): JsonObject {
  const body: JsonObject = {};
  for (const name of updatableFields(desired.kind)) {
    const kept = onlyWritable(KINDS[desired.kind].fields[name], live[name] ?? null);
    if (kept !== undefined) body[name] = kept;
  }
  for (const [name, value] of Object.entries(desired.extra)) {
    const isIgnored = desired.lifecycle.ignoreChanges.includes(name);
    const sent = isIgnored ? withoutNulls(live[name] ?? null) : value;
    if (sent !== undefined) body[name] = sent;
  }
  return { ...body, ...changes };
}

function onlyWritable(facts: Fields[string] | undefined, value: Json): Json | undefined {
  if (facts === undefined || facts.writeOnly === true) return undefined;
  const present = withoutNulls(value);
  if (present === undefined) return undefined;
  if (facts.type === 'object') {
    const known = isObject(present) ? onlyKnown(facts.fields, present) : {};
    // An object with nothing in it is how some say that there is none; sent, it would lack what it must have.
    return Object.keys(known).length === 0 ? undefined : known;
  }
  if (facts.type !== 'list') return present;
  if (!Array.isArray(present)) return undefined;
  return present.filter(isObject).map((item) => onlyKnown(facts.item.fields, item));
}

/** Newer PBXs show more in an item than they take. */
function onlyKnown(fields: Fields, value: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(value).filter(([name]) => fields[name]?.readOnly !== true && Object.hasOwn(fields, name)),
  );
}
