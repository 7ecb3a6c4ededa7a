/**
 * Lists the live objects that a plan must read in full: those in the files or the state. With --target and --exclude
 * only the selected ones are read, so that an unreadable object does not block the plan of the others.
 */

import { objectIdentity } from '../kinds/identity.ts';
import { PROMPT_FIELDS } from '../kinds/queue-prompts.ts';
import { isListKind } from '../kinds/registry.ts';
import type { Address } from '../model/address.ts';
import { type Desired, isList } from '../model/desired.ts';
import type { LiveNeeds } from '../model/live.ts';
import type { StateDocument } from '../model/state.ts';

export function liveNeeds(
  desired: Desired,
  state: StateDocument | null,
  isNeeded: (address: Address) => boolean = () => true,
): LiveNeeds {
  const needs = {
    identities: new Set<string>(),
    ids: new Set<string>(),
    listsOf: new Set<string>(),
    fileIds: new Set<string>(),
  };
  for (const resource of desired.resources) {
    if (!isNeeded(resource.address)) continue;
    needs.identities.add(objectIdentity(resource));
    if (isList(resource)) {
      needs.listsOf.add(objectIdentity(resource));
      continue;
    }
    for (const name of PROMPT_FIELDS) {
      const id = resource.fields[name];
      if (typeof id === 'string') needs.fileIds.add(id);
    }
  }
  for (const [address, entry] of Object.entries(state?.resources ?? {})) {
    if (!isNeeded(address as Address)) continue;
    needs.ids.add(entry.id);
    if (isListKind(entry.kind))
      needs.listsOf.add(objectIdentity({ kind: entry.kind, naturalKey: entry.key }));
  }
  return needs;
}
