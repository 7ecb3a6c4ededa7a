/** Builds the body of an update of a server or queue. */

import type { Fields } from '../kinds/field.ts';
import { kindOf, updatableFields } from '../kinds/registry.ts';
import { isList } from '../model/desired.ts';
import { isObject, type Json, type JsonObject, withoutNulls } from '../model/json.ts';
import type { Step } from '../model/plan.ts';

/**
 * Every writable field that the PBX reported (an omitted one may be reset), then the `extra` of the files, then the
 * changes. No prompts, no read-only or unknown fields, no nulls at any depth. A field in `extra` whose changes are
 * ignored is sent with its live value.
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
    // Some PBXs report an absent object as an empty one. Sent back, it would lack its required fields.
    return Object.keys(known).length === 0 ? undefined : known;
  }
  if (facts.type !== 'list') return present;
  if (!Array.isArray(present)) return undefined;
  return present.filter(isObject).map((item) => onlyKnown(facts.item.fields, item));
}

/** Newer PBXs report more fields in an item than they accept. */
function onlyKnown(fields: Fields, value: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(value).filter(([name]) => fields[name]?.readOnly !== true && Object.hasOwn(fields, name)),
  );
}
