/**
 * Lists of agents that are not what the PBX has: a queue's own, and shared ones of `agent_lists`.
 *
 * A shared list changes only where all who use it agree on what the PBX has; else the one who differs gets its own.
 */

import type { Document, YAMLMap } from 'yaml';
import { isAlias, isScalar } from 'yaml';
import type { AgentEntry, Desired, DesiredQueue } from '../../model/desired.ts';
import type { Json } from '../../model/json.ts';
import { canonicalJson } from '../../model/json.ts';
import type { LiveObject } from '../../model/live.ts';
import { usesSkills, writtenAgent } from '../export-fields.ts';
import { QUEUE_ORDER } from '../format-order.ts';
import { isSameList, syncAgents } from './agent-items.ts';
import type { Layer } from './drafts.ts';
import { detach, findPair, mapAt, ownSeqAt, setValue } from './edit.ts';
import { findPlace, openPlace } from './places.ts';

/** A queue with what its files say and what the PBX has. */
interface QueueAgents {
  queue: DesiredQueue;
  written: readonly AgentEntry[];
  live: readonly AgentEntry[];
  strategy: Json | undefined;
  isSame: boolean;
}

/** `live` holds the queues by number. */
export function updateAgentLists(
  layers: readonly Layer[],
  desired: Desired,
  live: ReadonlyMap<string, LiveObject>,
): void {
  const byList = new Map<string, QueueAgents[]>();
  for (const each of compareLists(desired, live)) {
    const name = listNameOf(layers, each.queue);
    if (name !== undefined) byList.set(name, [...(byList.get(name) ?? []), each]);
    else if (!each.isSame) writeOwnList(layers, each);
  }
  for (const [name, users] of byList) {
    if (users.every(({ isSame }) => isSame) || updateSharedList(layers, name, users)) continue;
    for (const user of users) if (!user.isSame) writeOwnList(layers, user);
  }
}

function compareLists(desired: Desired, live: ReadonlyMap<string, LiveObject>): QueueAgents[] {
  const byAddress = new Map(desired.resources.map((resource) => [resource.address, resource]));
  return desired.resources.flatMap((agents) => {
    if (agents.kind !== 'agents') return [];
    const object = live.get(agents.naturalKey);
    const queue = byAddress.get(agents.queue);
    if (object?.items === undefined || queue?.kind !== 'queue') return [];
    if ([...agents.lifecycle.ignoreChanges, ...queue.lifecycle.ignoreChanges].includes('agents')) return [];
    const strategy = object.fields?.['polling_strategy'];
    const isSame = isSameList(agents.items, object.items, strategy);
    return [{ queue, written: agents.items, live: object.items, strategy, isSame }];
  });
}

/** The name of the shared list that a queue uses; undefined when it has its own. */
function listNameOf(layers: readonly Layer[], queue: DesiredQueue): string | undefined {
  const place = findPlace(layers, queue, 'agents');
  if (place === undefined) return undefined;
  const value = findPair(place.body, 'agents')?.value;
  const node = isAlias(value) ? value.resolve(place.draft.document) : value;
  return isScalar(node) && typeof node.value === 'string' ? node.value : undefined;
}

/** False when those who use it do not agree, or when it is not written where it could be changed. */
function updateSharedList(layers: readonly Layer[], name: string, users: readonly QueueAgents[]): boolean {
  const wanted = new Set(
    users.map(({ strategy, live }) => canonicalJson([usesSkills(strategy), levelled(live)])),
  );
  const [first] = users;
  if (first === undefined || wanted.size !== 1) return false;
  for (const { draft, map } of layers) {
    const lists = mapAt(draft.document, map, 'agent_lists');
    if (lists === undefined || findPair(lists, name) === undefined) continue;
    detach(draft.document, lists);
    if (!syncList(draft.document, lists, name, first)) continue;
    draft.isChanged = true;
    return true;
  }
  return false;
}

function levelled(agents: readonly AgentEntry[]): Json {
  return agents.map((agent) => [agent.extension_number, agent.skill_level ?? 1]);
}

function writeOwnList(layers: readonly Layer[], agents: QueueAgents): void {
  const place = openPlace(layers, agents.queue, 'agents');
  if (place === undefined) return;
  const { document } = place.draft;
  if (syncList(document, place.body, 'agents', agents)) return;
  const withLevels = usesSkills(agents.strategy);
  const written = agents.live.map((agent) => writtenAgent(agent, withLevels));
  setValue(document, place.body, 'agents', written, QUEUE_ORDER);
}

/** False when no list of as many agents as were read stands there: it may come from a variable. */
function syncList(document: Document, map: YAMLMap, name: string, agents: QueueAgents): boolean {
  const seq = ownSeqAt(document, map, name);
  if (seq === undefined || seq.items.length !== agents.written.length) return false;
  syncAgents(document, seq, agents.written, agents.live, agents.strategy);
  return true;
}
