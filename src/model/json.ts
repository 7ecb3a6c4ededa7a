/** JSON values, and the few operations on them that every room needs. */

import { compareText } from './compare-text.ts';

export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [name: string]: Json;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Far deeper than any document of cqctl or the API, and safe for recursive code. */
export const MAX_JSON_DEPTH = 200;

/** Whether the value has lists and objects within each other, more than `levels` of them. */
export function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  for (const item of Array.isArray(value) ? value : Object.values(value)) {
    if (typeof item === 'object' && isDeeperThan(item, levels - 1)) return true;
  }
  return false;
}

/** The value with null fields left out, at any depth; undefined for null itself. */
export function withoutNulls(value: Json): Json | undefined {
  if (value === null) return undefined;
  if (Array.isArray(value)) return value.map((item) => withoutNulls(item) ?? null);
  if (!isObject(value)) return value;
  const result: JsonObject = {};
  for (const name of Object.keys(value)) {
    const item = value[name] as Json;
    // Most values are scalars, and a plan reads tens of thousands of objects.
    const kept = typeof item === 'object' ? withoutNulls(item) : item;
    if (kept !== undefined) result[name] = kept;
  }
  return result;
}

/** JSON with the keys of every object sorted by code unit: equal values give equal text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_name, item: unknown) =>
    isObject(item) ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => compareText(a, b))) : item,
  );
}
