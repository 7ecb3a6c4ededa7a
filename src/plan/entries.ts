/**
 * What state knows, after `moved` and `removed` of the files have been followed.
 *
 * Both are followed before anything is matched, so that the rest of the planner sees one set of addresses. A `moved`
 * block whose source state does not have was followed by an earlier run, and says nothing any more.
 */

import { type Address, formatAddress, parseAddress } from '../model/address.ts';
import type { Desired } from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { StateDocument, StateResource } from '../model/state.ts';

export interface Entries {
  byAddress: Map<Address, StateResource>;
  /** Of entries that `moved` blocks gave another address: the one that the saved state has them under. */
  origins: Map<Address, Address>;
  /** What `removed` takes out of the state. */
  forgotten: Address[];
  /** Ids of what `removed` names: left on the PBX whatever the policy says. */
  releasedIds: Set<string>;
  diagnostics: Diagnostic[];
}

export function readEntries(desired: Desired, state: StateDocument | null): Entries {
  const byAddress = new Map<Address, StateResource>();
  const resources = state?.resources ?? {};
  for (const address of Object.keys(resources) as Address[]) {
    byAddress.set(address, resources[address] as StateResource);
  }
  const entries: Entries = {
    byAddress,
    origins: new Map(),
    forgotten: [],
    releasedIds: new Set(),
    diagnostics: [],
  };
  for (const move of desired.moved) followMove(entries, move);
  if (desired.removed.length === 0) return entries;
  const inFiles = new Set(desired.resources.map((resource) => resource.address));
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
  return entries;
}

function followMove(entries: Entries, { from, to, source }: Desired['moved'][number]): void {
  const { byAddress, origins, diagnostics } = entries;
  const wrong = (summary: string): void => {
    const hint = 'delete the `moved` entry, or take one of the two out of the state: cqctl state rm ADDRESS';
    diagnostics.push({ code: 'CQ408', severity: 'error', summary, hint, address: to, source });
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
    origins.set(after, origins.get(before) ?? before);
    origins.delete(before);
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

/** Every address that the files or the state have; `moved` blocks lead from one of these to another. */
export function knownAddresses(desired: Desired, state: StateDocument | null): Set<Address> {
  const known = new Set(Object.keys(state?.resources ?? {}) as Address[]);
  for (const { address } of desired.resources) known.add(address);
  for (const { to } of desired.moved) known.add(to);
  return known;
}

export function isOfOtherTarget(target: string, state: StateDocument | null): state is StateDocument {
  return state !== null && state.target !== target;
}

export function warnOfTarget(target: string, state: StateDocument | null): Diagnostic[] {
  if (!isOfOtherTarget(target, state) || Object.keys(state.resources).length === 0) return [];
  return [
    {
      code: 'CQ406',
      severity: 'warning',
      summary: `the state was saved for ${state.target}, and this plan is for ${target}`,
      hint: 'give each PBX an environment of its own: each has a state of its own',
    },
  ];
}
