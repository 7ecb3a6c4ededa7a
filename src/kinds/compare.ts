/**
 * Compares a desired value with a live one.
 *
 * Only what is written counts: of an object, the fields that the desired value has; of a list, all items, matched by
 * identity, whatever their order. Absent, null, an empty text and an empty list are alike: a PBX shows the last two as
 * null. Spellings with the same canonical form are equal, and so are texts that differ only in Unicode normalization: a
 * PBX may store a name in another form than the file.
 */

import type { Json } from '../model/json.ts';
import { isObject, withoutNulls } from '../model/json.ts';
import type { FieldSpec, ValueSpec } from './field.ts';

/** Whether the PBX already has the desired value. `facts` is undefined for a field newer than this schema. */
export function isSameValue(facts: ValueSpec | undefined, desired: Json, live: Json | undefined): boolean {
  // The most common and cheapest case: equal spelling.
  if (desired === live && typeof desired !== 'object') return true;
  const wanted = withoutNulls(desired);
  const has = live === undefined ? undefined : withoutNulls(live);
  if (isUnset(wanted) || isUnset(has)) return isUnset(wanted) && isUnset(has);
  if (facts === undefined) return isCovered(wanted, has);
  switch (facts.type) {
    case 'object':
      return isObject(wanted) && isObject(has) && isObjectCovered(facts.fields, wanted, has);
    case 'list':
      return Array.isArray(wanted) && Array.isArray(has) && isListCovered(facts, wanted, has);
    default:
      return canonicalScalar(facts, wanted) === canonicalScalar(facts, has);
  }
}

/** Whether a value means "not set". */
export function isUnset(value: Json | undefined): value is null | undefined | '' | [] {
  return (
    value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
  );
}

function isObjectCovered(
  fields: { readonly [name: string]: FieldSpec },
  wanted: { [name: string]: Json },
  has: { [name: string]: Json },
): boolean {
  return Object.entries(wanted).every(([name, value]) => isSameValue(fields[name], value, has[name]));
}

function isListCovered(facts: Extract<ValueSpec, { type: 'list' }>, wanted: Json[], has: Json[]): boolean {
  if (wanted.length !== has.length) return false;
  const identity = (item: Json): string =>
    JSON.stringify(facts.identity.map((name) => (isObject(item) ? (item[name] ?? null) : null))).normalize();
  const byIdentity = new Map(has.map((item) => [identity(item), item]));
  return wanted.every((item) => isSameValue(facts.item, item, byIdentity.get(identity(item))));
}

/** Structural: every written key of an object must match, lists match item by item. */
function isCovered(wanted: Json, has: Json): boolean {
  if (Array.isArray(wanted)) {
    return (
      Array.isArray(has) &&
      wanted.length === has.length &&
      wanted.every((item, index) => isSameValue(undefined, item, has[index]))
    );
  }
  if (isObject(wanted)) {
    return (
      isObject(has) &&
      Object.entries(wanted).every(([name, value]) => isSameValue(undefined, value, has[name]))
    );
  }
  return typeof wanted === 'string' && typeof has === 'string' ? isSameText(wanted, has) : wanted === has;
}

/** The same characters, whether composed or with their accents apart. */
export function isSameText(a: string | undefined, b: string | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && a.normalize() === b.normalize());
}

function canonicalScalar(facts: ValueSpec, value: Json): Json {
  if (typeof value !== 'string') return value;
  if (facts.type !== 'string') return value.normalize();
  switch (facts.canonical) {
    case 'language':
      return canonicalLanguage(value) ?? value;
    case 'ipv6':
      return canonicalIpv6(value) ?? value;
    default:
      return value.normalize();
  }
}

/** Cached: a look-up costs two microseconds, and ten thousand queues use a handful of languages. */
const canonicalLanguages = new Map<string, string | undefined>();
const MAX_LANGUAGES = 1000;

/** `en-us` and `EN-US` are `en-US`; undefined when it is no language tag. */
export function canonicalLanguage(tag: string): string | undefined {
  if (canonicalLanguages.has(tag)) return canonicalLanguages.get(tag);
  if (canonicalLanguages.size >= MAX_LANGUAGES) canonicalLanguages.clear();
  const canonical = readLanguage(tag);
  canonicalLanguages.set(tag, canonical);
  return canonical;
}

function readLanguage(tag: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(tag)[0];
  } catch {
    return undefined;
  }
}

/** The shortest spelling of an IPv6 address; undefined when it is none. */
export function canonicalIpv6(address: string): string | undefined {
  if (!/^[0-9a-f:.]+$/i.test(address)) return undefined;
  const url = `http://[${address}]`;
  return URL.canParse(url) ? new URL(url).hostname.slice(1, -1) : undefined;
}

/** Four numbers from 0 to 255 without leading zeros. */
export function isIpv4(address: string): boolean {
  const part = '(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])';
  return new RegExp(`^(${part}\\.){3}${part}$`).test(address);
}
