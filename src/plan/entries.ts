/** The state's entries by kind and address, and what `moved` and `removed` in the files say of them. */

import type { Address, KindName } from '../model/address.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { StateResource } from '../model/state.ts';

export interface Entries {
  byKind: ReadonlyMap<KindName, Map<Address, StateResource>>;
  /** Maps a new address to the previous one, from `moved` blocks. */
  movedFrom: Map<Address, Address>;
  /** Addresses that `removed` takes out of the state. */
  forgotten: Address[];
  /** Natural keys of what `removed` names, now and before. */
  released: { [address: Address]: string };
  diagnostics: Diagnostic[];
}

export function entriesOf({ byKind }: Pick<Entries, 'byKind'>, kind: KindName): Map<Address, StateResource> {
  const entries = byKind.get(kind);
  if (entries === undefined) throw new Error(`there is no kind ${kind}`);
  return entries;
}
