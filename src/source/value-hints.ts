/** What to type instead of a value that the schema refuses, as far as it can be seen what was meant. */

import { canonicalIpv6, canonicalLanguage, isIpv4 } from '../kinds/compare.ts';
import { parseDurationMs } from '../kinds/duration.ts';
import type { Json } from '../model/json.ts';

/** Words of other formats, and of YAML before 1.2. */
const TRUE = new Set(['true', 'yes', 'y', 'on', '1']);
const FALSE = new Set(['false', 'no', 'n', 'off', '0']);

/** `unit`: what a number counts. */
export function typeHint(value: Json, types: readonly string[], unit: unknown): string | undefined {
  const text = typeof value === 'object' ? '' : String(value).trim().toLowerCase();
  if (types.includes('boolean')) return booleanHint(text);
  if (types.includes('integer')) return integerHint(value, text, unit);
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

function integerHint(value: Json, text: string, unit: unknown): string {
  if (typeof value === 'number') return `without a fraction: ${Math.round(value)}`;
  if (/^-?[0-9]+$/.test(text)) return `without quotes: ${text}`;
  const count = typeof unit === 'string' ? countOf(text, unit) : undefined;
  return count === undefined ? 'write digits, without quotes' : `it counts ${unit}: write ${count}`;
}

/** `20s` and `20 seconds` are 20 seconds, `5m` is 300. */
function countOf(text: string, unit: string): number | undefined {
  const [, count, word = ''] = /^([0-9]+) ?([a-z]+)$/.exec(text) ?? [];
  if (count !== undefined && unit.startsWith(word)) return Number(count);
  const seconds = unit === 'seconds' ? (parseDurationMs(text) ?? Number.NaN) / 1000 : Number.NaN;
  return Number.isInteger(seconds) ? seconds : undefined;
}

const FORMATS: { readonly [name: string]: { title: string; hint: (text: string) => string } } = {
  ipv4: { title: 'an IPv4 address such as 192.0.2.10', hint: ipv4Hint },
  ipv6: { title: 'an IPv6 address such as 2001:db8::10', hint: ipv6Hint },
  language: { title: 'a language tag such as en-US', hint: languageHint },
};

export function formatTitle(format: unknown): string {
  return FORMATS[String(format)]?.title ?? 'well-formed';
}

export function formatHint(format: unknown, text: string): string | undefined {
  return FORMATS[String(format)]?.hint(text);
}

/** Without a scheme, a port, a mask, and zeros in front. */
function ipv4Hint(text: string): string {
  if (canonicalIpv6(bareIpv6(text)) !== undefined) return 'an IPv6 address goes into `ipv6`';
  const host = text.trim().replace(/^[a-z]+:\/\//i, '');
  const bare = host.replace(/[:/].*$/, '').replace(/(?<![0-9])0+(?=[0-9])/g, '');
  return isIpv4(bare) ? `write ${bare}` : 'write four numbers from 0 to 255, with dots between them';
}

function ipv6Hint(text: string): string {
  if (isIpv4(text.trim())) return 'an IPv4 address goes into `ipv4`';
  const bare = bareIpv6(text);
  return canonicalIpv6(bare) === undefined
    ? 'write eight groups of hexadecimal digits, with one `::` at most in the place of zeros'
    : `write ${bare}`;
}

/** Without brackets and a port, a zone, a mask. */
function bareIpv6(text: string): string {
  return text
    .trim()
    .replace(/^\[(.*)\](:[0-9]*)?$/, '$1')
    .replace(/[%/].*$/, '');
}

/** `en_US.UTF-8`, as the environment of a process has it, is en-US. */
function languageHint(text: string): string {
  const tag = canonicalLanguage(
    text
      .trim()
      .replace(/[.@].*$/, '')
      .replaceAll('_', '-'),
  );
  return tag === undefined
    ? 'write the code of a language, alone or with that of a country: en, en-US'
    : `write ${tag}`;
}
