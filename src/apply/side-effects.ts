/**
 * What an update changed besides what it was meant to: a PBX that resets what it was not sent, or keeps two fields in step.
 *
 * Of fields that the schema knows, every change counts. A newer PBX reports fields that it does not know, which are never
 * sent, and some of those change with every update for good reasons: revisions, times, names of who changed it. So of them
 * only what looks like a reset counts: a value that is gone, empty or off, or a number that fell (clocks and counters
 * only grow).
 */

import { isSameValue } from '../kinds/compare.ts';
import type { FieldSpec } from '../kinds/field.ts';
import { PROMPT_FIELDS } from '../kinds/queue-prompts.ts';
import { fieldFacts } from '../kinds/registry.ts';
import type { KindName } from '../model/address.ts';
import { type Json, type JsonObject, withoutNulls } from '../model/json.ts';
import { shownPrompt } from '../plan/prompts.ts';

/** In words, or undefined when there is none. `meant` are names of fields, of a prompt that of its id. */
export function describeSideEffects(
  kind: KindName,
  { before, after, meant }: { before: JsonObject; after: JsonObject; meant: ReadonlySet<string> },
): string | undefined {
  const names = Object.keys(before).filter((name) => {
    if (meant.has(name)) return false;
    const facts = fieldFacts(kind, name);
    // What the PBX makes up itself: its id, its type, and what it shows of prompts, which are looked at below.
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

/** The same value both ways: nothing more on either side. */
export function isAlike(facts: FieldSpec | undefined, a: Json, b: Json | undefined): boolean {
  return isSameValue(facts, a, b) && isSameValue(facts, b ?? null, a);
}

function show(value: Json | undefined): string {
  return value === undefined || value === null ? 'nothing' : JSON.stringify(value);
}
