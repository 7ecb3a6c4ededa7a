/**
 * Finds side effects of an update: a PBX may reset omitted fields, or change one field along with another.
 *
 * Every change of a field in the schema counts. A newer PBX also reports fields that are not in the schema and are
 * never sent. Some of those change with every update: revisions, times, the name of the editor. So of them only a reset
 * counts: a value that is gone, empty or off, or a number that fell (clocks and counters only grow).
 */

import { isSameValue } from '../kinds/compare.ts';
import type { FieldSpec } from '../kinds/field.ts';
import { PROMPT_FIELDS } from '../kinds/queue-prompts.ts';
import { fieldFacts } from '../kinds/registry.ts';
import type { KindName } from '../model/address.ts';
import { type Json, type JsonObject, withoutNulls } from '../model/json.ts';
import { shownPrompt } from '../plan/prompts.ts';

/** Undefined when there are none. `meant` are the names of the fields to change, for a prompt that of its id. */
export function describeSideEffects(
  kind: KindName,
  { before, after, meant }: { before: JsonObject; after: JsonObject; meant: ReadonlySet<string> },
): string | undefined {
  const names = Object.keys(before).filter((name) => {
    if (meant.has(name)) return false;
    const facts = fieldFacts(kind, name);
    // Skips what the PBX sets itself: id, type, and the shown prompts, which are compared below.
    if (facts?.readOnly === true || name === 'id') return false;
    return facts === undefined
      ? isReset(before[name] ?? null, after[name] ?? null)
      : before[name] !== null && !isAlike(facts, before[name] ?? null, after[name]);
  });
  const words = names.map((name) => `${name} (${show(before[name])} -> ${show(after[name])})`);
  words.push(...describePrompts({ before, after, meant }));
  return words.length === 0 ? undefined : words.join(', ');
}

function describePrompts({
  before,
  after,
  meant,
}: {
  before: JsonObject;
  after: JsonObject;
  meant: ReadonlySet<string>;
}): string[] {
  return PROMPT_FIELDS.flatMap((field) => {
    const [old, now] = [shownPrompt(before, field).name, shownPrompt(after, field).name];
    return meant.has(field) || old === undefined || old === now
      ? []
      : [`${field} (the file ${show(old)} -> ${show(now)})`];
  });
}

function isReset(before: Json, after: Json): boolean {
  if (isEmpty(before)) return false;
  if (isEmpty(after)) return true;
  return typeof before === 'number' && typeof after === 'number' && after < before;
}

function isEmpty(value: Json): boolean {
  const present = withoutNulls(value);
  if (present === undefined || present === '' || present === false || present === 0) return true;
  return typeof present === 'object' && Object.keys(present ?? {}).length === 0;
}

/** Equal in both directions: neither side has anything more. */
export function isAlike(facts: FieldSpec | undefined, a: Json, b: Json | undefined): boolean {
  return isSameValue(facts, a, b) && isSameValue(facts, b ?? null, a);
}

function show(value: Json | undefined): string {
  return value === undefined || value === null ? 'nothing' : JSON.stringify(value);
}
