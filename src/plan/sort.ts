/**
 * The order of a plan: by kind, then by key, each list right after its object. The order of the files does not matter.
 */

import { parseAddress } from '../kinds/address.ts';
import { KIND_NAMES, kindOf } from '../kinds/registry.ts';
import type { Address, KindName } from '../model/address.ts';
import { compareText } from '../model/compare-text.ts';
import type { Diagnostic } from '../model/diagnostic.ts';

/** A list has the rank of the object that it belongs to. */
export function rankOf(kind: KindName): number {
  return KIND_NAMES.indexOf(kindOf(kind).parent ?? kind);
}

export function sortByAddress<T>(items: readonly T[], addressOf: (item: T) => Address): T[] {
  const keyed = items.map((item) => {
    const { kind = '', key = '' } = parseAddress(addressOf(item)) ?? {};
    return { item, rank: rankOf(kind), place: KIND_NAMES.indexOf(kind), key };
  });
  keyed.sort((a, b) => a.rank - b.rank || compareKeys(a, b) || a.place - b.place);
  return keyed.map(({ item }) => item);
}

export function compareKeys(a: { key: string }, b: { key: string }): number {
  return compareText(a.key, b.key);
}

/** Sorts diagnostics: those without an address first, then by address; stable within one address. */
export function compareAddresses(a: Diagnostic, b: Diagnostic): number {
  return compareText(a.address ?? '', b.address ?? '');
}
