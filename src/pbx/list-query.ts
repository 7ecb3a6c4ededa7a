/** What a list may be asked: filter, search, orderby, skip and top, all checked before anything is read. */

import type { Json, JsonObject } from '../model/json.ts';
import type { Filter } from './filter.ts';
import { parseFilter } from './filter.ts';
import { invalid } from './refusal.ts';

export interface SortKey {
  field: string;
  isDescending: boolean;
}

export interface ListQuery {
  filter: Filter | undefined;
  /** In lower case; an item matches that has any of them. */
  searchTerms: readonly string[];
  orderby: readonly SortKey[];
  skip: number;
  top: number;
  /** Equal for two queries that differ only in their page. */
  selection: string;
}

const MAX_TOP = 100;
const MAX_SKIP = 2147483647;

export function parseListQuery(parameters: URLSearchParams, fields: readonly string[]): ListQuery {
  const filter = parameters.get('filter') ?? '';
  const search = parameters.get('search') ?? '';
  const orderby = parameters.get('orderby') ?? '';
  return {
    filter: filter.trim() === '' ? undefined : parseFilter(filter, fields),
    searchTerms: parseSearch(search),
    orderby: parseOrderby(orderby, fields),
    skip: parseWhole(parameters, 'skip', 0, 0, MAX_SKIP),
    top: parseWhole(parameters, 'top', MAX_TOP, 1, MAX_TOP),
    selection: JSON.stringify([filter, search, orderby]),
  };
}

function parseWhole(
  parameters: URLSearchParams,
  name: string,
  usual: number,
  min: number,
  max: number,
): number {
  const text = parameters.get(name);
  if (text === null) return usual;
  const value = /^[0-9]{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw invalid(`${name} must be a whole number from ${min} to ${max}`, { parameter: name });
}

/** `101 or 102` looks for either; words within a term are one phrase. */
function parseSearch(text: string): string[] {
  return text
    .toLowerCase()
    .split(/\s+or\s+/u)
    .map((term) => term.trim())
    .filter((term) => term !== '');
}

function parseOrderby(text: string, fields: readonly string[]): SortKey[] {
  if (text.trim() === '') return [];
  return text.split(',').map((part) => {
    const [field = '', direction = 'asc', ...rest] = part.trim().split(/\s+/u);
    if (!fields.includes(field)) {
      throw invalid(`orderby: ${JSON.stringify(field)} is no field of this list (${fields.join(', ')})`, {
        parameter: 'orderby',
      });
    }
    if (rest.length > 0 || (direction !== 'asc' && direction !== 'desc')) {
      throw invalid(`orderby: after ${field} only asc or desc may follow`, { parameter: 'orderby' });
    }
    return { field, isDescending: direction === 'desc' };
  });
}

export function matchesSearch(
  terms: readonly string[],
  item: JsonObject,
  fields: readonly string[],
): boolean {
  if (terms.length === 0) return true;
  const texts = fields.map((field) => item[field]).filter((value) => typeof value === 'string');
  return terms.some((term) => texts.some((text) => text.toLowerCase().includes(term)));
}

/** Empty values come first; values of different types keep their order. Sort with a stable sort. */
export function compareItems(keys: readonly SortKey[], a: JsonObject, b: JsonObject): number {
  for (const { field, isDescending } of keys) {
    const order = compareValues(a[field] ?? null, b[field] ?? null);
    if (order !== 0) return isDescending ? -order : order;
  }
  return 0;
}

function compareValues(a: Json, b: Json): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? -1 : 1;
  if (typeof a !== typeof b || typeof a === 'object' || typeof b === 'object') return 0;
  return a < b ? -1 : 1;
}
