/** What is sent to update a server or a queue. */

import type { Fields } from '../kinds/field.ts';
import { kindOf, updatableFields } from '../kinds/registry.ts';
import { isList } from '../model/desired.ts';
import { isObject, type Json, type JsonObject, withoutNulls } from '../model/json.ts';
import type { Step } from '../model/plan.ts';

/**
 * Every writable field that the PBX reported, since what is omitted may be reset; then what the files write in `extra`,
 * then what changes. Without prompts, read-only and unknown fields, and without nulls at any depth. A field in `extra`
 * whose changes are ignored is sent as the PBX has it.
 */
export function updateBody({ change: { kind }, desired, send }: Step, live: JsonObject): JsonObject {
  const body: JsonObject = {};
  for (const name of updatableFields(kind)) {
    const kept = onlyWritable(kindOf(kind).fields[name], live[name] ?? null);
    if (kept !== undefined) body[name] = kept;
  }
  const extra = desired === undefined || isList(desired) ? {} : desired.extra;
  for (const [name, value] of Object.entries(extra)) {
    const isIgnored = desired?.lifecycle.ignoreChanges.includes(name);
    const sent = isIgnored ? withoutNulls(live[name] ?? null) : value;
    if (sent !== undefined) body[name] = sent;
  }
  return { ...body, ...send };
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
