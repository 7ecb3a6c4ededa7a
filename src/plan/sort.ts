/** The order of a plan: servers, then queues, by key, a queue's agents right after it. Where anything stands in the files plays no part. */

import { type Address, type Kind, parseAddress } from '../model/address.ts';

const RANKS: { readonly [kind in Kind]: number } = { server: 0, queue: 1, agents: 2 };

export function sortByAddress<T>(items: readonly T[], addressOf: (item: T) => Address): T[] {
  const keyed = items.map((item) => {
    const { kind = 'queue', key = '' } = parseAddress(addressOf(item)) ?? {};
    return { item, rank: RANKS[kind], key };
  });
  keyed.sort((a, b) => {
    if ((a.rank === 0) !== (b.rank === 0)) return a.rank - b.rank;
    return compareKeys(a, b) || a.rank - b.rank;
  });
  return keyed.map(({ item }) => item);
}

export function compareKeys(a: { key: string }, b: { key: string }): number {
  if (a.key === b.key) return 0;
  return a.key < b.key ? -1 : 1;
}
