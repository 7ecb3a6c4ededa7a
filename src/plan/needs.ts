/**
 * Which live objects a plan has to know in full: those that the files or the state name. Everything else on the PBX is
 * known by its line in the list, which is all that reporting it, or destroying it by policy, takes.
 */

import type { Address } from '../model/address.ts';
import type { Desired } from '../model/desired.ts';
import type { LiveNeeds } from '../model/live.ts';
import type { StateDocument, StateResource } from '../model/state.ts';

export function liveNeeds(desired: Desired, state: StateDocument | null): LiveNeeds {
  const needs = {
    serverNames: new Set<string>(),
    queueNumbers: new Set<string>(),
    ids: new Set<string>(),
    agentsOf: new Set<string>(),
    fileIds: new Set<string>(),
  };
  for (const resource of desired.resources) {
    if (resource.kind === 'server') needs.serverNames.add(resource.naturalKey);
    else needs.queueNumbers.add(resource.naturalKey);
    if (resource.kind === 'agents') needs.agentsOf.add(resource.naturalKey);
    if (resource.kind !== 'queue') continue;
    for (const name of ['moh_prompt_file_id', 'intro_prompt_file_id']) {
      const id = resource.fields[name];
      if (typeof id === 'string') needs.fileIds.add(id);
    }
  }
  const numbers = new Map(desired.resources.map(({ address, naturalKey }) => [address, naturalKey]));
  for (const [address, entry] of Object.entries(state?.resources ?? {}) as [Address, StateResource][]) {
    needs.ids.add(entry.id);
    if (entry.kind === 'agents') needs.agentsOf.add(entry.key);
    if (entry.kind !== 'queue') continue;
    // Drift looks for an object that was made again under the number of a lost one.
    needs.queueNumbers.add(entry.key);
    // A queue that is replaced loses its agents, whoever wrote them.
    const number = numbers.get(address);
    if (number !== undefined && number !== entry.key) needs.agentsOf.add(entry.key);
  }
  return needs;
}
