/** What state knows, after `moved` and `removed` of the files have been followed. */

import { type Address, formatAddress, type Kind, parseAddress } from '../model/address.ts';
import type { Desired } from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { StateDocument, StateResource } from '../model/state.ts';
import { followMoves } from './moves.ts';

export interface Entries {
  byKind: { [kind in Kind]: Map<Address, StateResource> };
  /** New address to the one before, from `moved` blocks. */
  movedFrom: Map<Address, Address>;
  /** What `removed` takes out of the state. */
  forgotten: Address[];
  /** Ids of what `removed` names: left on the PBX whatever the policy says. */
  releasedIds: Set<string>;
  diagnostics: Diagnostic[];
}

export function readEntries(desired: Desired, state: StateDocument | null): Entries {
  const entries: Entries = {
    byKind: { server: new Map(), queue: new Map(), agents: new Map() },
    movedFrom: new Map(),
    forgotten: [],
    releasedIds: new Set(),
    diagnostics: [],
  };
  const resources = state?.resources ?? {};
  for (const address of Object.keys(resources) as Address[]) {
    const entry = resources[address] as StateResource;
    entries.byKind[entry.kind].set(address, entry);
  }
  followMoves(entries, desired);
  const keepsEntry = desired.policy.unmanaged === 'destroy';
  for (const address of desired.removed) release(entries, address, keepsEntry);
  return entries;
}

/** Under `unmanaged: destroy` the entry stays, or the next plan would take the object for nobody's and destroy it. */
function release({ byKind, forgotten, releasedIds }: Entries, address: Address, keepsEntry: boolean): void {
  const parts = parseAddress(address);
  if (parts === undefined) return;
  for (const kind of parts.kind === 'queue' ? (['queue', 'agents'] as const) : [parts.kind]) {
    const each = formatAddress(kind, parts.key);
    const entry = byKind[kind].get(each);
    if (entry === undefined) continue;
    byKind[kind].delete(each);
    releasedIds.add(entry.id);
    if (!keepsEntry) forgotten.push(each);
  }
}
