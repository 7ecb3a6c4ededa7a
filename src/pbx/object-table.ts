/**
 * Objects of one sort: each with an id, a place in the order of creation, the text that a GET answers, and a shorter
 * one for lists.
 *
 * A GET by id reads one entry and parses nothing. Lists are answered from lines kept in memory, which are used only
 * while the file says that nothing has been written to the table since they were read: the revision is read in the same
 * transaction as the page, so a write of another process is seen like one of this.
 */

import { randomInt } from 'node:crypto';
import type { Json, JsonObject } from '../model/json.ts';
import type { Filter } from './filter.ts';
import { matchesFilter } from './filter.ts';
import type { ListQuery } from './list-query.ts';
import { compareItems, matchesSearch } from './list-query.ts';
import { inUse, notFound } from './refusal.ts';
import type { Store } from './store.ts';

export interface TableFacts {
  /** Of keys in the data file. */
  name: string;
  /** What error messages call one of them. */
  title: string;
  /** Fields of a line in a list: all that can be shown, filtered and sorted there. */
  lineFields: readonly string[];
  searchFields: readonly string[];
  /** No two objects have the same value of this field. */
  naturalKey?: string;
}

interface Line {
  text: string;
  fields: JsonObject;
}

interface Snapshot {
  revision: string;
  lines: readonly Line[];
  /** Lines by what was asked, so that the pages of one list are chosen and sorted once. */
  selections: Map<string, readonly Line[]>;
}

/** Paging through several lists at once needs few; each holds only references. */
const MAX_SELECTIONS = 16;

export interface ObjectTable {
  readonly facts: TableFacts;
  /** The following are for use within `store.read` or `store.write`. */
  findText(id: string): string | undefined;
  textOrRefuse(id: string): string;
  objectOrRefuse(id: string): JsonObject;
  /** The id of the object with this natural key. */
  findId(key: string): string | undefined;
  page(query: ListQuery): string;
  all(): JsonObject[];
  /** The following only within `store.write`. `id` is set by `add`, and comes first in the answer. */
  add(fields: JsonObject): string;
  replace(id: string, object: JsonObject): void;
  remove(id: string): void;
}

export function createTable(store: Store, facts: TableFacts): ObjectTable {
  const { name } = facts;
  let snapshot: Snapshot | undefined;

  const findText = (id: string): string | undefined =>
    id === '' ? undefined : store.get(['object', name, id]);
  const textOrRefuse = (id: string): string => {
    const text = findText(id);
    if (text === undefined) throw notFound(facts.title);
    return text;
  };
  const objectOrRefuse = (id: string): JsonObject => JSON.parse(textOrRefuse(id)) as JsonObject;
  const placeOf = (id: string): number => Number(store.get(['place', name, id]));
  const findId = (key: string): string | undefined => store.get(['natural', name, naturalKeyText(key)]);

  const touch = (): void => {
    const before = Number(store.get(['revision', name]) ?? 0);
    store.put(['revision', name], String(before + 1));
  };
  const lineOf = (object: JsonObject): string =>
    JSON.stringify(Object.fromEntries(facts.lineFields.map((field) => [field, object[field] ?? null])));
  const naturalKeyOf = (object: JsonObject): string | undefined =>
    facts.naturalKey === undefined ? undefined : naturalKeyText(String(object[facts.naturalKey]));

  const save = (id: string, place: number, object: JsonObject): void => {
    store.put(['object', name, id], JSON.stringify(object));
    store.put(['line', name, place], lineOf(object));
    const key = naturalKeyOf(object);
    if (key !== undefined) store.put(['natural', name, key], id);
    touch();
  };

  /** A stale snapshot is dropped as a whole, never repaired. */
  const current = (): Snapshot => {
    const revision = store.get(['revision', name]) ?? '0';
    if (snapshot?.revision !== revision) {
      const lines = store
        .entries(['line', name])
        .map(({ text }) => ({ text, fields: JSON.parse(text) as JsonObject }));
      snapshot = { revision, lines, selections: new Map() };
    }
    return snapshot;
  };

  const select = (query: ListQuery): readonly Line[] => {
    const one = singleKeyOf(query, facts);
    if (one !== undefined) {
      const id = findId(one);
      const text = id === undefined ? undefined : store.get(['line', name, placeOf(id)]);
      return text === undefined ? [] : [{ text, fields: {} }];
    }
    const { lines, selections } = current();
    let chosen = selections.get(query.selection);
    if (chosen === undefined) {
      chosen = selectLines(lines, query, facts);
      if (selections.size >= MAX_SELECTIONS) selections.clear();
      selections.set(query.selection, chosen);
    }
    return chosen;
  };

  return {
    facts,
    findText,
    textOrRefuse,
    objectOrRefuse,
    findId,
    page: (query) => {
      const chosen = select(query);
      const items = chosen.slice(query.skip, query.skip + query.top).map(({ text }) => text);
      return `{"count":${chosen.length},"items":[${items.join(',')}]}`;
    },
    all: () => current().lines.map(({ fields }) => fields),
    add: (fields) => {
      const { id, place } = nextIdentity(store);
      const object: JsonObject = { id, ...fields };
      const taken = facts.naturalKey === undefined ? undefined : object[facts.naturalKey];
      if (taken !== undefined && findId(String(taken)) !== undefined) {
        throw inUse(`${facts.naturalKey} ${String(taken)} is taken`, { field: facts.naturalKey as Json });
      }
      store.put(['place', name, id], String(place));
      save(id, place, object);
      return id;
    },
    replace: (id, object) => save(id, placeOf(id), object),
    remove: (id) => {
      const key = naturalKeyOf(objectOrRefuse(id));
      if (key !== undefined) store.remove(['natural', name, key]);
      store.remove(['line', name, placeOf(id)]);
      store.remove(['place', name, id]);
      store.remove(['object', name, id]);
      touch();
    },
  };
}

function selectLines(lines: readonly Line[], query: ListQuery, facts: TableFacts): readonly Line[] {
  const { filter, searchTerms, orderby } = query;
  const chosen =
    filter === undefined && searchTerms.length === 0
      ? lines
      : lines.filter(
          ({ fields }) =>
            (filter === undefined || matchesFilter(filter, fields)) &&
            matchesSearch(searchTerms, fields, facts.searchFields),
        );
  return orderby.length === 0
    ? chosen
    : [...chosen].sort((a, b) => compareItems(orderby, a.fields, b.fields));
}

/** The natural key that the query asks for, when that is all it asks: one look-up instead of a scan. */
function singleKeyOf(query: ListQuery, facts: TableFacts): string | undefined {
  const filter: Filter | undefined = query.filter;
  if (filter?.type !== 'compare' || filter.operator !== 'eq' || query.searchTerms.length > 0)
    return undefined;
  return filter.field === facts.naturalKey && typeof filter.value === 'string' ? filter.value : undefined;
}

/** Any text as a key: escaped, and cut to what a key may hold, which no valid natural key reaches. */
function naturalKeyText(key: string): string {
  return JSON.stringify(key).slice(0, 512);
}

/**
 * A new id, and the next place. Ids look like the vendor's (base64 of 18 digits), start at random in each data file, and
 * grow by a random step: no two objects ever have one, and no client can build one.
 */
function nextIdentity(store: Store): { id: string; place: number } {
  const place = Number(store.get(['meta', 'sequence']) ?? 0) + 1;
  const last = store.get(['meta', 'lastId']) ?? `7${String(randomInt(1e14)).padStart(14, '0')}000`;
  const next = BigInt(last) + BigInt(randomInt(1, 5000));
  store.put(['meta', 'sequence'], String(place));
  store.put(['meta', 'lastId'], String(next));
  return { id: Buffer.from(String(next)).toString('base64'), place };
}
