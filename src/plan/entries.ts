/** What state knows, after `moved` and `removed` of the files have been followed. */

import { listAddress, parseAddress } from '../kinds/address.ts';
import { identity } from '../kinds/identity.ts';
import { isListKind, KIND_NAMES } from '../kinds/registry.ts';
import type { Address } from '../model/address.ts';
import type { Desired } from '../model/desired.ts';
import type { StateDocument, StateResource } from '../model/state.ts';
import { type Entries, entriesOf } from './known-entries.ts';
import { followMoves } from './moves.ts';

export function readEntries(desired: Desired, state: StateDocument | null): Entries {
  const entries: Entries = {
    byKind: new Map(KIND_NAMES.map((kind) => [kind, new Map()])),
    movedFrom: new Map(),
    forgotten: [],
    released: {},
    diagnostics: [],
  };
  const resources = state?.resources ?? {};
  for (const address of Object.keys(resources) as Address[]) {
    const entry = resources[address] as StateResource;
    entriesOf(entries, entry.kind).set(address, entry);
  }
  followMoves(entries, desired);
  if (state !== null) for (const address of desired.removed) release(entries, address, state);
  return entries;
}

/** Its number or name is kept for as long as `removed` names it: nothing else would tell its object from nobody's. */
function release({ byKind, forgotten, released }: Entries, address: Address, state: StateDocument): void {
  const parts = parseAddress(address);
  if (parts === undefined) return;
  const key = entriesOf({ byKind }, parts.kind).get(address)?.key ?? state.released?.[address];
  if (key !== undefined && !isListKind(parts.kind)) released[address] = key;
  for (const each of [address, listAddress(address)]) {
    if (each === undefined) continue;
    const kind = parseAddress(each)?.kind ?? '';
    if (entriesOf({ byKind }, kind).delete(each)) forgotten.push(each);
  }
}

/** What `removed` names, as `queue 8001`: it is left on the PBX whatever the policy says. */
export function releasedObjects({ released }: Entries): ReadonlySet<string> {
  return new Set(
    Object.entries(released).map(([address, key]) => identity(parseAddress(address)?.kind ?? '', key)),
  );
}
