/**
 * Existing files brought to what the PBX has: `export --update`.
 *
 * Each managed value is compared as the planner compares it, resolved: a variable, an anchor or another spelling that
 * still gives the live value stays as it is typed. A value that differs is written in place, or beside the resource's
 * own fields where it came from `defaults`. What is not written stays unwritten.
 */

import type { Desired } from '../../model/desired.ts';
import type { Live } from '../../model/live.ts';
import { appendNew } from './additions.ts';
import { updateAgentLists } from './agent-lists.ts';
import type { Draft } from './drafts.ts';
import { closeDraft, layersOf, openDraft } from './drafts.ts';
import { updateFields } from './fields.ts';
import { removePlaces } from './places.ts';

export interface UpdateOptions {
  /** Text by path. */
  files: { [path: string]: string };
  /** The one that new queues and servers are appended to. */
  projectFile: string;
  /** What the files say now. */
  desired: Desired;
  live: Live;
  /** Its own values, where it has any, are the ones that change. */
  environment?: string;
  /** Takes queues and servers out of the files that the PBX does not have. */
  removeVanished?: boolean;
}

/** The texts that change; files not named in the answer stay as they are. */
export function updateFiles(options: UpdateOptions): { [path: string]: string } {
  const { desired } = options;
  const drafts = new Map<string, Draft>();
  for (const [path, text] of Object.entries(options.files)) {
    const draft = openDraft(text);
    if (draft !== undefined) drafts.set(path, draft);
  }
  const layers = layersOf([...drafts.values()], options.environment);
  const live = {
    server: new Map(options.live.servers.map((object) => [object.key, object])),
    queue: new Map(options.live.queues.map((object) => [object.key, object])),
  };
  for (const resource of desired.resources) {
    if (resource.kind === 'agents') continue;
    const object = live[resource.kind].get(resource.naturalKey);
    if (object !== undefined) updateFields(layers, resource, object);
    else if (options.removeVanished === true) removePlaces(layers, resource);
  }
  updateAgentLists(layers, desired, live.queue);
  const project = drafts.get(options.projectFile);
  if (project !== undefined) appendNew(project, desired, options.live);
  const changed: { [path: string]: string } = {};
  for (const [path, draft] of drafts) if (draft.isChanged) changed[path] = closeDraft(draft);
  return changed;
}
