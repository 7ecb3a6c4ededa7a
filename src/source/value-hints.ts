/** What to type instead of a value that the schema refuses, as far as it can be seen what was meant. */

import type { Json } from '../model/json.ts';

/** Words of other formats, and of YAML before 1.2. */
const TRUE = new Set(['true', 'yes', 'y', 'on', '1']);
const FALSE = new Set(['false', 'no', 'n', 'off', '0']);

/** What a text means as a count of this unit: `5m` is 300 seconds. */
export type CountOf = (text: string, unit: string) => number | undefined;

/** `unit`: what a number counts. */
export function typeHint(
  value: Json,
  types: readonly string[],
  { unit, countOf }: { unit: unknown; countOf: CountOf | undefined },
): string | undefined {
  const text = typeof value === 'object' ? '' : String(value).trim().toLowerCase();
  if (types.includes('boolean')) return booleanHint(text);
  if (types.includes('integer')) return integerHint(value, text, { unit, countOf });
  if (types.includes('array')) return 'write a list, as in [one, two]';
  if (types.includes('object')) return objectHint(value);
  return types.includes('string') ? 'write one text' : undefined;
}

/** `name:foo` is a text. */
function objectHint(value: Json): string {
  const key = typeof value === 'string' ? /^([\w-]+):\S/.exec(value)?.[1] : undefined;
  return key === undefined
    ? 'write `key: value` pairs, indented below it'
    : `put a blank after each colon, as in ${key}: …`;
}

function booleanHint(text: string): string {
  if (text === 'true' || text === 'false') return `without quotes: ${text}`;
  if (TRUE.has(text)) return 'write true';
  return FALSE.has(text) ? 'write false' : 'write true or false';
}

function integerHint(
  value: Json,
  text: string,
  { unit, countOf }: { unit: unknown; countOf: CountOf | undefined },
): string {
  if (typeof value === 'number') return `without a fraction: ${Math.round(value)}`;
  if (/^-?[0-9]+$/.test(text)) return `without quotes: ${text}`;
  const count = typeof unit === 'string' ? countOf?.(text, unit) : undefined;
  return count === undefined ? 'write digits, without quotes' : `it counts ${unit}: write ${count}`;
}
