/**
 * What a query of a user selects, in the order of the PBX, over as many pages as that takes. The order may be any, so that
 * pages do not overlap: what came has to be as much as was promised, each object once, or the list is read again.
 */

import type { JsonObject } from '../model/json.ts';
import { MAX_TOP } from './address.ts';
import type { ListContext, RawPage } from './list-context.ts';
import type { ListQuery, Page } from './list-query.ts';
import { readAgain } from './paging.ts';

export interface ListSelection extends ListContext {
  list(query: ListQuery): Promise<RawPage>;
  query: ListQuery;
}

export async function readSelection(selection: ListSelection): Promise<Page> {
  const first = selection.query.skip ?? 0;
  const wanted = selection.query.top ?? Number.POSITIVE_INFINITY;
  const promised = new Set<number | undefined>();
  let most = 0;
  const whole = await readAgain(async (): Promise<Page | undefined> => {
    const { count, items } = await readPages(selection, first, wanted);
    promised.add(count);
    most = Math.max(most, items.length);
    const left = count === undefined ? items.length : Math.max(0, count - first);
    const isEach = new Set(items.map((item) => item['id'])).size === items.length;
    // A PBX may give more than it was asked for, but not more than there is.
    const isAll = items.length >= Math.min(wanted, left) && items.length <= left;
    if (!isEach || !isAll) return undefined;
    return { count: count ?? first + items.length, items: items.slice(0, wanted) };
  }, selection);
  if (whole !== undefined) return whole;
  throw selection.fault.unsound([...promised], most);
}

async function readPages(
  { list, query, maxObjects, fault }: ListSelection,
  first: number,
  wanted: number,
): Promise<RawPage> {
  const items: JsonObject[] = [];
  for (;;) {
    const top = Math.min(MAX_TOP, wanted - items.length);
    const page = await list({ ...query, top, skip: first + items.length });
    for (const item of page.items) items.push(item);
    const total = Math.min(wanted, page.count ?? items.length);
    if (items.length > maxObjects || total > maxObjects) throw fault.tooMany(Math.max(items.length, total));
    const isLast = page.count === undefined ? page.items.length < top : first + items.length >= page.count;
    if (page.items.length === 0 || items.length >= wanted || isLast) return { count: page.count, items };
  }
}
