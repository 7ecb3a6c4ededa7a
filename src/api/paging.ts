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
 * A PBX may sort differently each time, or not at all. Then what was seen in several readings is taken together, and it
 * counts only when it is exactly as many objects as the PBX promised each time. Every other list that does not add up is
 * an error: what it does not show would be created a second time, or left behind by a destroy.
 */

import { compareText } from '../model/compare-text.ts';
import { ApiError } from '../model/errors.ts';
import type { JsonObject } from '../model/json.ts';
import { MAX_TOP } from './address.ts';
import type { ListContext, RawPage } from './list-context.ts';
import type { ListQuery } from './list-query.ts';
import { mapAtOnce } from './map-at-once.ts';

export interface WholeList extends ListContext {
  list(query: ListQuery): Promise<RawPage>;
  /** By which the pages are cut and the result is sorted. */
  key: string;
  /** Requests at once. */
  parallelism?: number;
  /**
   * For a look-up of one object, which a run makes while it changes the list itself: a list that moved will do as well
   * when as many objects were seen as it ever promised at the beginning of a reading. A second create with the same key is
   * refused by the PBX.
   */
  mayMove?: boolean;
}

/** Each object once, sorted by key and id in code units, whatever order the PBX gave. */
export async function readWhole(options: WholeList): Promise<JsonObject[]> {
  const { list, key, fault } = options;
  const seen = new Map<string, JsonObject>();
  const promised = new Set<number | undefined>();
  let mostAtBegin = 0;
  let orderby: string | undefined = `${key} asc`;
  const read = async (): Promise<JsonObject[] | undefined> => {
    const first: RawPage = await list(pageQuery(orderby, 0)).catch((error: unknown) => {
      // A PBX that cannot sort by this field: pages in its own order are better than none.
      if (orderby === undefined || !isRefusedQuery(error)) throw error;
      orderby = undefined;
      return list(pageQuery(undefined, 0));
    });
    mostAtBegin = Math.max(mostAtBegin, first.count ?? 0);
    const { pages, step } = await readOthers(options, orderby, first);
    const items = new Map(pages.flatMap((page) => page.items.map((item) => [String(item['id']), item])));
    if (isSeamless(pages, step)) return sorted([...items.values()], key);
    for (const [id, item] of items) seen.set(id, item);
    for (const { count } of pages) promised.add(count);
    if (seen.size > options.maxObjects) throw fault.tooMany(seen.size);
    return undefined;
  };
  const whole = await readAgain(read, options);
  if (whole !== undefined) return whole;
  const counts = [...promised].filter((count) => count !== undefined);
  const isSteady = promised.size === 1 && seen.size === counts[0];
  const isEnough = options.mayMove === true && counts.length > 1 && seen.size >= mostAtBegin;
  if (isSteady || isEnough) return sorted([...seen.values()], key);
  throw fault.unsound([...promised], seen.size);
}

const MAX_READINGS = 5;
const FIRST_PAUSE_MS = 100;

/** Reads until something comes of it, a bounded number of times, with longer and longer pauses. */
export async function readAgain<T>(
  read: () => Promise<T | undefined>,
  { pause }: Pick<ListContext, 'pause'>,
): Promise<T | undefined> {
  for (let reading = 1; ; reading += 1) {
    const value = await read();
    if (value !== undefined || reading === MAX_READINGS) return value;
    await pause(FIRST_PAUSE_MS * 2 ** (reading - 1));
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

async function readOthers(options: WholeList, orderby: string | undefined, first: RawPage): Promise<Pages> {
  // A PBX may give fewer at once than it was asked for; then its own measure counts.
  const size = first.items.length;
  const step = Math.max(1, size - 1);
  if ((first.count ?? size) > options.maxObjects) throw options.fault.tooMany(first.count ?? size);
  if (size === 0) return { pages: [first], step };
  if (first.count === undefined) return { pages: await readToTheEnd(options, orderby, [first]), step };
  const pages = await readCounted(options, orderby, first);
  // A total that is that of the page, or is capped, would end the list where a full page ends.
  const isFull = pages.length > 0 && pages.at(-1)?.items.length === MAX_TOP;
  return { pages: isFull ? await readToTheEnd(options, orderby, pages) : pages, step };
}

async function readCounted(
  { list, parallelism }: WholeList,
  orderby: string | undefined,
  first: RawPage,
): Promise<RawPage[]> {
  const size = first.items.length;
  const step = Math.max(1, size - 1);
  const skips: number[] = [];
  for (let end = size; end < (first.count ?? 0); end += step) skips.push(end - size + step);
  const ids = new Set(first.items.map((item) => item['id']));
  let isExhausted = false;
  const others = await mapAtOnce(parallelism === undefined ? {} : { parallelism }, skips, async (skip) => {
    // A page that brings nothing new: the list is shorter than it says, or the PBX does not know `skip`.
    if (isExhausted) return undefined;
    const page = await list(pageQuery(orderby, skip));
    if (!addIds(ids, page)) isExhausted = true;
    return page;
  });
  return [first, ...others.filter((page) => page !== undefined)];
}

/** Where no total can be relied on, only a page that is not full, or has nothing but the overlap, is the last. */
async function readToTheEnd(
  { list, maxObjects, fault }: WholeList,
  orderby: string | undefined,
  begun: readonly RawPage[],
): Promise<RawPage[]> {
  const pages = [...begun];
  const ids = new Set(begun.flatMap((page) => page.items.map((item) => item['id'])));
  while (pages.at(-1)?.items.length === MAX_TOP) {
    const page = await list(pageQuery(orderby, pages.length * (MAX_TOP - 1)));
    const hasNew = addIds(ids, page);
    const last = pages.at(-1)?.items.at(-1);
    if (!hasNew && page.items.length === 1 && page.items[0]?.['id'] === last?.['id']) break;
    pages.push(page);
    if (!hasNew) break;
    if (ids.size > maxObjects) throw fault.tooMany(ids.size);
  }
  return pages;
}

/** Whether there were new ones among them. */
function addIds(ids: Set<unknown>, { items }: RawPage): boolean {
  const before = ids.size;
  for (const item of items) ids.add(item['id']);
  return ids.size > before;
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
    if (next === undefined) return isNew && (count === undefined || index * step + items.length === count);
    return isNew && items.length === size && (size === 1 || items.at(-1)?.['id'] === next.items[0]?.['id']);
  });
}

function sorted(items: JsonObject[], key: string): JsonObject[] {
  return items.sort(
    (a, b) => compareText(String(a[key]), String(b[key])) || compareText(String(a['id']), String(b['id'])),
  );
}
