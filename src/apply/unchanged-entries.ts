/** State entries of resources that need no step: already as desired, moved, or no longer managed. */

import type { Address } from '../model/address.ts';
import { canonicalJson } from '../model/json.ts';
import type { PlannedWork } from '../model/plan.ts';
import type { StateDocument, StateResource } from '../model/state.ts';

/** Only entries that differ from the state, so that a run without changes writes nothing. */
export function unchangedEntries(
  { settled, dropped, plan }: Pick<PlannedWork, 'settled' | 'dropped' | 'plan'>,
  entryOf: (address: Address) => StateResource | undefined,
): (readonly [Address, StateResource | null])[] {
  const entries: (readonly [Address, StateResource | null])[] = [];
  for (const address of new Set([...dropped, ...(plan.forgotten ?? [])])) {
    if (entryOf(address) !== undefined && settled[address] === undefined) entries.push([address, null]);
  }
  for (const [address, entry] of Object.entries(settled) as [Address, StateResource][]) {
    const known = entryOf(address);
    if (known === entry) continue;
    if (known === undefined || canonicalJson(known) !== canonicalJson(entry)) entries.push([address, entry]);
  }
  return entries;
}

/** The document with the natural keys that `removed` names now. */
export function withReleased(
  { released: _before, ...document }: StateDocument,
  { released }: Pick<PlannedWork, 'released'>,
): StateDocument {
  return Object.keys(released).length === 0 ? document : { ...document, released };
}
