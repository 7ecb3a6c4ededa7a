/** --target and --exclude: which addresses a plan is about. An agent list goes with its queue. */

import { closest, distance } from 'fastest-levenshtein';
import { type Address, formatAddress, parseAddress } from '../model/address.ts';
import type { Diagnostic } from '../model/diagnostic.ts';

export interface Selection {
  targets: readonly string[];
  excludes: readonly string[];
}

export function isEverything({ targets, excludes }: Selection): boolean {
  return targets.length === 0 && excludes.length === 0;
}

/** Whether an address is selected; a queue's name stands for its agents too, `queue.*` for all queues. */
export function isSelected(address: Address, selection: Selection): boolean {
  if (isEverything(selection)) return true;
  if (isExcluded(address, selection)) return false;
  return selection.targets.length === 0 || selection.targets.some((name) => covers(name, address));
}

export function isExcluded(address: Address, { excludes }: Selection): boolean {
  return excludes.some((name) => covers(name, address));
}

function covers(name: string, address: Address): boolean {
  const own = parseAddress(address);
  if (own === undefined) return name === address;
  if (name === address || name === `${own.kind}.*`) return true;
  return own.kind === 'agents' && (name === formatAddress('queue', own.key) || name === 'queue.*');
}

/** What the options name and nobody knows: a slip that would leave out, or take in, more than was meant. */
export function findUnknown(selection: Selection, known: ReadonlySet<string>): Diagnostic[] {
  const options = [
    ...selection.targets.map((name) => ({ option: '--target', name })),
    ...selection.excludes.map((name) => ({ option: '--exclude', name })),
  ];
  return options
    .filter(({ name }) => !known.has(name) && parseAddress(name)?.key !== '*')
    .map(({ option, name }) => ({
      code: 'CQ400',
      severity: 'error',
      summary: `${option} ${name} names nothing that the files, the state or this plan have`,
      hint: nearest(name, known),
    }));
}

function nearest(name: string, known: ReadonlySet<string>): string {
  const near = known.size === 0 ? undefined : closest(name, [...known].sort());
  return near !== undefined && distance(name, near) <= Math.max(2, name.length / 3)
    ? `did you mean ${near}?`
    : 'addresses are written queue.KEY, server.KEY or agents.KEY; queue.* stands for all queues';
}
