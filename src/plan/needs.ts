/** Which live objects a plan has to know in full: those that the files or the state name. */

import { PROMPT_FIELDS } from '../kinds/queue-prompts.ts';
import type { Desired } from '../model/desired.ts';
import type { LiveNeeds } from '../model/live.ts';
import type { StateDocument } from '../model/state.ts';

export function liveNeeds(desired: Desired, state: StateDocument | null): LiveNeeds {
  const needs = {
    queueNumbers: new Set<string>(),
    ids: new Set<string>(),
    agentsOf: new Set<string>(),
    fileIds: new Set<string>(),
  };
  for (const resource of desired.resources) {
    if (resource.kind !== 'server') needs.queueNumbers.add(resource.naturalKey);
    if (resource.kind === 'agents') needs.agentsOf.add(resource.naturalKey);
    if (resource.kind !== 'queue') continue;
    for (const name of PROMPT_FIELDS) {
      const id = resource.fields[name];
      if (typeof id === 'string') needs.fileIds.add(id);
    }
  }
  for (const entry of Object.values(state?.resources ?? {})) {
    needs.ids.add(entry.id);
    if (entry.kind === 'agents') needs.agentsOf.add(entry.key);
  }
  return needs;
}
