/**
 * A whole list out of its pages, while others may be changing it.
 *
 * Pages are cut by position, so an object that is made or destroyed between two of them shifts the rest: one is seen
 * twice, or not at all. The PBX has no snapshots, but it tells how many there are. A reading counts as whole when every
 * page tells the same count, nothing comes twice, and as many came as were counted; otherwise it is done again, a few
 * times. When the list never stands still, all that was seen is taken together: an object too many is noticed when it
 * is asked for, one too few would be created a second time.
 */

import { ApiError } from '../model/errors.ts';
import type { JsonObject } from '../model/json.ts';
import type { ListQuery } from './client.ts';

/** A page as it came; without `count` where the PBX tells none. */
export interface RawPage {
  count: number | undefined;
  items: JsonObject[];
}

const PAGE_SIZE = 100;
const MAX_READINGS = 4;
/** Of a list without a count, or of one that grows faster than it is read. */
const MAX_PAGES = 10_000;

export interface WholeList {
  list(query: ListQuery): Promise<RawPage>;
  /** By which the pages are cut and the result is sorted. */
  key: string;
}

/** Each object once, sorted by key and id in code units, whatever order the PBX gave. */
export async function readWhole({ list, key }: WholeList): Promise<JsonObject[]> {
  const seen = new Map<string, JsonObject>();
  let orderby: string | undefined = `${key} asc`;
  for (let reading = 1; ; reading += 1) {
    const first: RawPage = await list(pageQuery(orderby, 0)).catch((error: unknown) => {
      // A PBX that cannot sort by this field: pages in its own order are better than none.
      if (orderby === undefined || !isRefusedQuery(error)) throw error;
      orderby = undefined;
      return list(pageQuery(undefined, 0));
    });
    const pages = await readOthers(list, orderby, first);
    const items = new Map<string, JsonObject>();
    let total = 0;
    for (const page of pages) {
      total += page.items.length;
      for (const item of page.items) items.set(String(item['id']), item);
    }
    const isWhole =
      items.size === total &&
      pages.every(({ count }) => count === first.count) &&
      (first.count === undefined || first.count === items.size);
    if (isWhole) return sorted([...items.values()], key);
    for (const [id, item] of items) seen.set(id, item);
    if (reading >= MAX_READINGS) return sorted([...seen.values()], key);
  }
}

/** Told by status, not by code: which code a PBX uses for a query it cannot do is not documented. */
export function isRefusedQuery(error: unknown): boolean {
  return error instanceof ApiError && (error.failure.status === 400 || error.failure.status === 422);
}

function pageQuery(orderby: string | undefined, skip: number): ListQuery {
  return { ...(orderby === undefined ? undefined : { orderby }), top: PAGE_SIZE, skip };
}

/** All pages, the given first one included. */
async function readOthers(
  list: WholeList['list'],
  orderby: string | undefined,
  first: RawPage,
): Promise<RawPage[]> {
  // A PBX may give fewer at once than it was asked for.
  const step = first.items.length;
  if (step === 0) return [first];
  if (first.count === undefined) return readToTheEnd(list, orderby, first);
  const skips: number[] = [];
  for (let skip = step; skip < first.count && skips.length < MAX_PAGES; skip += step) skips.push(skip);
  return [first, ...(await Promise.all(skips.map((skip) => list(pageQuery(orderby, skip)))))];
}

async function readToTheEnd(
  list: WholeList['list'],
  orderby: string | undefined,
  first: RawPage,
): Promise<RawPage[]> {
  const pages = [first];
  const ids = new Set(first.items.map((item) => item['id']));
  for (let last = first; last.items.length >= PAGE_SIZE && pages.length < MAX_PAGES; ) {
    last = await list(pageQuery(orderby, ids.size));
    const before = ids.size;
    for (const item of last.items) ids.add(item['id']);
    // Nothing new: the end, or a PBX that does not know `skip`.
    if (ids.size === before) break;
    pages.push(last);
  }
  return pages;
}

function sorted(items: JsonObject[], key: string): JsonObject[] {
  const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  return items.sort(
    (a, b) => compare(String(a[key]), String(b[key])) || compare(String(a['id']), String(b['id'])),
  );
}
