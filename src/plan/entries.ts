/** What state knows, after `moved` and `removed` of the files have been followed. */

import { type Address, formatAddress, type Kind, parseAddress } from '../model/address.ts';
import type { Desired } from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { StateDocument, StateResource } from '../model/state.ts';

export interface Entries {
  byAddress: Map<Address, StateResource>;
  /** The same, apart. */
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
  const byAddress = new Map(Object.entries(state?.resources ?? {}) as [Address, StateResource][]);
  const entries: Entries = {
    byAddress,
    byKind: { server: new Map(), queue: new Map(), agents: new Map() },
    movedFrom: new Map(),
    forgotten: [],
    releasedIds: new Set(),
    diagnostics: [],
  };
  for (const move of desired.moved) followMove(entries, move);
  const inFiles = new Set(
    desired.removed.length === 0 ? [] : desired.resources.map((resource) => resource.address),
  );
  for (const { address, source } of desired.removed) {
    if (inFiles.has(address)) {
      entries.diagnostics.push({
        code: 'CQ409',
        severity: 'error',
        summary: `${address} is in \`removed\`, but the files still have it`,
        hint: `delete ${address} from the files, or from \`removed\``,
        address,
        source,
      });
      continue;
    }
    release(entries, address, desired.policy.unmanaged === 'destroy');
  }
  for (const [address, entry] of byAddress) entries.byKind[entry.kind].set(address, entry);
  return entries;
}

function followMove(entries: Entries, { from, to, source }: Desired['moved'][number]): void {
  const { byAddress, movedFrom, diagnostics } = entries;
  const wrong = (summary: string): void => {
    diagnostics.push({ code: 'CQ408', severity: 'error', summary, address: to, source });
  };
  const [a, b] = [parseAddress(from), parseAddress(to)];
  if (a === undefined || b === undefined || a.kind !== b.kind) {
    wrong(`${from} cannot be moved to ${to}: their kinds differ`);
    return;
  }
  const known = byAddress.get(from);
  if (known === undefined) return;
  if (byAddress.has(to)) {
    wrong(`${from} cannot be moved to ${to}: the state has both`);
    return;
  }
  const rename = (before: Address, after: Address): void => {
    const entry = byAddress.get(before);
    if (entry === undefined) return;
    byAddress.delete(before);
    byAddress.set(after, entry);
    movedFrom.set(after, before);
  };
  rename(from, to);
  if (a.kind === 'queue') rename(formatAddress('agents', a.key), formatAddress('agents', b.key));
}

/** Under `unmanaged: destroy` the entry stays, or the next plan would take the object for nobody's and destroy it. */
function release(
  { byAddress, forgotten, releasedIds }: Entries,
  address: Address,
  keepsEntry: boolean,
): void {
  const parts = parseAddress(address);
  const addresses = parts?.kind === 'queue' ? [address, formatAddress('agents', parts.key)] : [address];
  for (const each of addresses) {
    const entry = byAddress.get(each);
    if (entry === undefined) continue;
    byAddress.delete(each);
    releasedIds.add(entry.id);
    if (!keepsEntry) forgotten.push(each);
  }
}
