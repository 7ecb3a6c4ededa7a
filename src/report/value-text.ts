/** Values as a person reads them: close to the YAML one would write, on one line, cut where they are long. */

import { isObject, type Json } from '../model/json.ts';
import { distinguishTexts } from '../model/look-alikes.ts';
import { printable, truncate } from './sanitize.ts';

/** Characters of one value on a line. */
const VALUE_LIMIT = 60;
/** Characters kept before the place where two long texts begin to differ. */
const CONTEXT = 12;

const PLAIN_NAME = /^[A-Z][A-Z0-9_]*$/;

function quote(text: string): string {
  return PLAIN_NAME.test(text)
    ? text
    : `"${printable(text.replaceAll('\\', '\\\\').replaceAll('"', '\\"'))}"`;
}

function formatWhole(value: Json): string {
  if (value === null) return '(not set)';
  if (typeof value === 'string') return quote(value);
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[ ${value.map(formatWhole).join(', ')} ]`;
  if (isObject(value)) {
    const fields = Object.entries(value).map(([name, item]) => `${printable(name)}: ${formatWhole(item)}`);
    return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
  }
  return String(value);
}

export function formatValue(value: Json, limit = VALUE_LIMIT): string {
  return truncate(formatWhole(value), limit);
}

/** Both sides apart, as in the columns of a table. */
export function formatSides(before: Json, after: Json, limit = VALUE_LIMIT): [string, string] {
  const [old, now] = distinguishTexts(formatWhole(before), formatWhole(after));
  return [truncate(old, limit), truncate(now, limit)];
}

/** `before -> after`; where both are cut, they are cut so that the first difference is seen. */
export function formatTransition(before: Json, after: Json, limit = VALUE_LIMIT): string {
  const [old, now] = distinguishTexts(formatWhole(before), formatWhole(after));
  if (old.length <= limit && now.length <= limit) return `${old} -> ${now}`;
  let same = 0;
  while (same < old.length && old[same] === now[same]) same++;
  const start = same + 1 < limit - CONTEXT ? 0 : same - CONTEXT;
  const window = (text: string) =>
    start <= 0 ? truncate(text, limit) : `…${truncate(text.slice(start), limit - 1)}`;
  return `${window(old)} -> ${window(now)}`;
}

const UNITS = ['bytes', 'kB', 'MB', 'GB'] as const;

/** Bytes in powers of 1000, as file managers show them. */
export function formatSize(bytes: number): string {
  let [size, unit] = [bytes, 0];
  while (size >= 1000 && unit < UNITS.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${unit === 0 ? size : size.toFixed(1)} ${UNITS[unit]}`;
}

export function plural(count: number, noun: string, many = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : many}`;
}
