/** The order of a plan. */

import { type Address, parseAddress } from '../model/address.ts';

/** Servers, then queues, by key, a queue's agents right after it: where anything stands in the files plays no part. */
export function sortByAddress<T>(items: readonly T[], addressOf: (item: T) => Address): T[] {
  const keyed = items.map((item) => {
    const parts = parseAddress(addressOf(item));
    return {
      item,
      isServer: parts?.kind === 'server',
      isAgents: parts?.kind === 'agents',
      key: parts?.key ?? '',
    };
  });
  keyed.sort((a, b) => {
    if (a.isServer !== b.isServer) return a.isServer ? -1 : 1;
    if (a.key !== b.key) return a.key < b.key ? -1 : 1;
    return Number(a.isAgents) - Number(b.isAgents);
  });
  return keyed.map(({ item }) => item);
}
