/** Reads the state's entries and applies the files' `moved` and `removed` to them. */

import { listAddress, parseAddress } from '../kinds/address.ts';
import { identity } from '../kinds/identity.ts';
import { isListKind, KIND_NAMES } from '../kinds/registry.ts';
import type { Address } from '../model/address.ts';
import type { Desired } from '../model/desired.ts';
import type { StateDocument, StateResource } from '../model/state.ts';
import { type Entries, entriesOf } from './entries.ts';
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

/** Keeps its natural key for as long as `removed` names it: nothing else tells its object from an unmanaged one. */
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

/** The identities that `removed` names, such as `queue 8001`. They stay on the PBX whatever the policy says. */
export function releasedObjects({ released }: Entries): ReadonlySet<string> {
  return new Set(
    Object.entries(released).map(([address, key]) => identity(parseAddress(address)?.kind ?? '', key)),
  );
}
