/** --target and --exclude: which addresses a plan is about. An agent list goes with its queue. */

import { type Address, formatAddress, parseAddress } from '../model/address.ts';

export interface Selection {
  targets: readonly string[];
  excludes: readonly string[];
}

/** Whether an address is selected; a queue's name stands for its agents too, `queue.*` for all queues. */
export function isSelected(address: Address, selection: Selection): boolean {
  if (selection.excludes.length === 0 && selection.targets.length === 0) return true;
  const isNamed = (names: readonly string[]): boolean => names.some((name) => covers(name, address));
  if (isNamed(selection.excludes)) return false;
  return selection.targets.length === 0 || isNamed(selection.targets);
}

function covers(name: string, address: Address): boolean {
  const own = parseAddress(address);
  if (own === undefined) return name === address;
  const asQueue = own.kind === 'agents' ? formatAddress('queue', own.key) : address;
  return (
    name === address || name === asQueue || name === `${own.kind}.*` || name === `${asQueue.split('.')[0]}.*`
  );
}
