/**
 * Compares the written fields of one object with the live ones and gives each difference its cause.
 *
 * A difference is drift when the state says that the value was applied, the files still have it, and the PBX does not.
 * Every other difference is a change of the config.
 */

import { isSameValue } from '../kinds/compare.ts';
import { fieldFacts } from '../kinds/registry.ts';
import type { KindName } from '../model/address.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Cause, FieldChange } from '../model/plan.ts';

export interface Written {
  kind: KindName;
  fields: JsonObject;
  extra: JsonObject;
}

/** In the order written; prompts are compared separately. */
export function diffFields(
  desired: Written,
  live: JsonObject,
  applied: JsonObject | undefined,
  ignored: readonly string[],
): FieldChange[] {
  const changes: FieldChange[] = [];
  for (const written of [desired.fields, desired.extra]) {
    for (const path of Object.keys(written)) {
      const facts = fieldFacts(desired.kind, path);
      if (ignored.includes(path) || (facts?.prompt !== undefined && facts.writeOnly === true)) continue;
      const after = written[path] ?? null;
      if (isSameValue(facts, after, live[path])) continue;
      const cause = causeOf(desired.kind, path, after, applied);
      changes.push({ path, before: live[path] ?? null, after, cause });
    }
  }
  return changes;
}

export function causeOf(kind: KindName, path: string, after: Json, applied: JsonObject | undefined): Cause {
  const last = applied?.[path];
  return last !== undefined && isSameValue(fieldFacts(kind, path), after, last) ? 'drift' : 'config';
}
