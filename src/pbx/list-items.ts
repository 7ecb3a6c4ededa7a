/** Lists of objects in the data file, and the statuses of their items; no two objects have one id, so it says whose they are. */

import type { JsonObject } from '../model/json.ts';
import { LISTS, type Store } from './store.ts';

export const NO_ITEMS = '{"items":[]}';

/** By number. */
type Statuses = { [number: string]: string };

/** As the answer to a GET. */
export function findItemsText(store: Store, objectId: string): string | undefined {
  return store.get([LISTS, objectId]);
}

export function readItems<T = JsonObject>(store: Store, objectId: string): T[] {
  return (JSON.parse(findItemsText(store, objectId) ?? NO_ITEMS) as { items: T[] }).items;
}

/** This and the following only within a transaction. */
export function putItems(store: Store, objectId: string, items: readonly JsonObject[]): void {
  store.put([LISTS, objectId], JSON.stringify({ items }));
  store.put(['revision', LISTS], String(Number(store.get(['revision', LISTS]) ?? 0) + 1));
}

export function readStatuses(store: Store, objectId: string): Statuses {
  return JSON.parse(store.get(['statuses', objectId]) ?? '{}') as Statuses;
}

export function putStatuses(store: Store, objectId: string, statuses: Statuses): void {
  store.put(['statuses', objectId], JSON.stringify(statuses));
}

export function removeItems(store: Store, objectId: string): void {
  store.remove([LISTS, objectId]);
  store.remove(['statuses', objectId]);
}
