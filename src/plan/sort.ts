/** The order of a plan: servers, then queues, by key, a queue's agents right after it. Where anything stands in the files plays no part. */

import { type Address, type Kind, parseAddress } from '../model/address.ts';
import type { Diagnostic } from '../model/diagnostic.ts';

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
  return compareText(a.key, b.key);
}

/** What is said of no resource in particular comes first; of one, in the order found. */
export function compareAddresses(a: Diagnostic, b: Diagnostic): number {
  return compareText(a.address ?? '', b.address ?? '');
}

export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
