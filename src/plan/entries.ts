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
  /** Natural keys of what `removed` names, now and before. */
  released: { [address: Address]: string };
  diagnostics: Diagnostic[];
}

export function readEntries(desired: Desired, state: StateDocument | null): Entries {
  const entries: Entries = {
    byKind: { server: new Map(), queue: new Map(), agents: new Map() },
    movedFrom: new Map(),
    forgotten: [],
    released: {},
    diagnostics: [],
  };
  const resources = state?.resources ?? {};
  for (const address of Object.keys(resources) as Address[]) {
    const entry = resources[address] as StateResource;
    entries.byKind[entry.kind].set(address, entry);
  }
  followMoves(entries, desired);
  if (state !== null) for (const address of desired.removed) release(entries, address, state);
  return entries;
}

/** Its number or name is kept for as long as `removed` names it: nothing else would tell its object from nobody's. */
function release({ byKind, forgotten, released }: Entries, address: Address, state: StateDocument): void {
  const parts = parseAddress(address);
  if (parts === undefined) return;
  const key = byKind[parts.kind].get(address)?.key ?? state.released?.[address];
  if (key !== undefined && parts.kind !== 'agents') released[address] = key;
  for (const kind of parts.kind === 'queue' ? (['queue', 'agents'] as const) : [parts.kind]) {
    const each = formatAddress(kind, parts.key);
    if (byKind[kind].delete(each)) forgotten.push(each);
  }
}

/** What `removed` names, as `queue 8001`: it is left on the PBX whatever the policy says. */
export function releasedObjects({ released }: Entries): ReadonlySet<string> {
  return new Set(Object.entries(released).map(([address, key]) => `${parseAddress(address)?.kind} ${key}`));
}
