/**
 * A whole list out of its pages, while others may be changing it.
 *
 * Pages are cut by position: when an object goes between two readings, all that come after it move up, and the first one
 * of the next page is on neither. The total does not show it when another object came meanwhile. So neighbouring pages
 * overlap by one object. The list being sorted by a key that is unique and does not change, the object at that position
 * is another one exactly when something before it came or went between the two readings, in whatever order they were
 * made; then the whole list is read again. That it grew behind the last page shows in that page's own total. A list at
 * rest costs one percent more requests for this.
 *
 * When a PBX never rests, or sorts differently each time, all that was seen in several readings is taken together: an
 * object too many is noticed when it is asked for, one too few would be created a second time.
 */

import { ApiError } from '../model/errors.ts';
import type { JsonObject } from '../model/json.ts';
import { MAX_TOP } from './address.ts';
import type { ListQuery } from './client.ts';

/** A page as it came; without `count` where the PBX tells none. */
export interface RawPage {
  count: number | undefined;
  items: JsonObject[];
}

const MAX_READINGS = 5;
/** Of a list without a count, or of one whose count is nonsense. */
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
    const { pages, step } = await readOthers(list, orderby, first);
    const items = new Map(pages.flatMap((page) => page.items.map((item) => [String(item['id']), item])));
    if (isSeamless(pages, step)) return sorted([...items.values()], key);
    for (const [id, item] of items) seen.set(id, item);
    if (reading >= MAX_READINGS) return sorted([...seen.values()], key);
  }
}

/** Told by status, not by code: which code a PBX uses for a query it cannot do is not documented. */
export function isRefusedQuery(error: unknown): boolean {
  return error instanceof ApiError && (error.failure.status === 400 || error.failure.status === 422);
}

function pageQuery(orderby: string | undefined, skip: number): ListQuery {
  return { ...(orderby === undefined ? undefined : { orderby }), top: MAX_TOP, skip };
}

interface Pages {
  /** The first one included. */
  pages: RawPage[];
  /** From the beginning of one page to that of the next. */
  step: number;
}

async function readOthers(
  list: WholeList['list'],
  orderby: string | undefined,
  first: RawPage,
): Promise<Pages> {
  // A PBX may give fewer at once than it was asked for; then its own measure counts.
  const size = first.items.length;
  const step = Math.max(1, size - 1);
  if (size === 0) return { pages: [first], step };
  if (first.count === undefined) return { pages: await readToTheEnd(list, orderby, first), step };
  const skips: number[] = [];
  for (let end = size; end < first.count && skips.length < MAX_PAGES; end += step)
    skips.push(end - size + step);
  const others = await Promise.all(skips.map((skip) => list(pageQuery(orderby, skip))));
  return { pages: [first, ...others], step };
}

/** Without a total, only a page that is not full tells that it is the last. */
async function readToTheEnd(
  list: WholeList['list'],
  orderby: string | undefined,
  first: RawPage,
): Promise<RawPage[]> {
  const pages = [first];
  const ids = new Set(first.items.map((item) => item['id']));
  for (let last = first; last.items.length >= MAX_TOP && pages.length < MAX_PAGES; ) {
    last = await list(pageQuery(orderby, pages.length * (MAX_TOP - 1)));
    const before = ids.size;
    for (const item of last.items) ids.add(item['id']);
    // Nothing new: the end, or a PBX that does not know `skip`.
    if (ids.size === before) break;
    pages.push(last);
  }
  return pages;
}

/** Whether the pages are of one list that did not move while they were read. */
function isSeamless(pages: readonly RawPage[], step: number): boolean {
  const size = pages[0]?.items.length ?? 0;
  const seen = new Set<unknown>();
  return pages.every(({ items, count }, index) => {
    const next = pages[index + 1];
    const overlaps = index > 0 && size > 1;
    const isNew = items.every((item, at) => {
      const isKnown = seen.has(item['id']);
      seen.add(item['id']);
      return isKnown === (overlaps && at === 0);
    });
    if (next === undefined) return isNew && (count === undefined || index * step + items.length >= count);
    return isNew && items.length === size && (size === 1 || items.at(-1)?.['id'] === next.items[0]?.['id']);
  });
}

function sorted(items: JsonObject[], key: string): JsonObject[] {
  const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  return items.sort(
    (a, b) => compare(String(a[key]), String(b[key])) || compare(String(a['id']), String(b['id'])),
  );
}
