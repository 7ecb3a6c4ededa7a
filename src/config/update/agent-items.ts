/** The items of one list of agents, brought to what the PBX has with as few changes as possible. */

import type { Document, YAMLSeq } from 'yaml';
import { isMap, isNode } from 'yaml';
import { ORDERED_STRATEGIES } from '../../kinds/polling-strategies.ts';
import type { AgentEntry } from '../../model/desired.ts';
import type { Json } from '../../model/json.ts';
import { usesSkills, writtenAgent } from '../export-fields.ts';
import { createNode } from '../export-nodes.ts';
import { detach, setValue, takePlace } from './edit.ts';

/** Whether a list as written is what the PBX has, as far as the queue's strategy makes it count. */
export function isSameList(
  written: readonly AgentEntry[],
  live: readonly AgentEntry[],
  strategy: Json | undefined,
): boolean {
  if (written.length !== live.length) return false;
  const withLevels = usesSkills(strategy);
  const levels = new Map(live.map((agent) => [agent.extension_number, agent.skill_level ?? 1]));
  return written.every((agent, index) => {
    const level = levels.get(agent.extension_number);
    if (level === undefined || (withLevels && level !== (agent.skill_level ?? 1))) return false;
    return !isOrdered(strategy) || live[index]?.extension_number === agent.extension_number;
  });
}

function isOrdered(strategy: Json | undefined): boolean {
  return ORDERED_STRATEGIES.some((name) => name === strategy);
}

/**
 * Changes a sequence of agents. `written` is what its items resolve to, one for one. Where the order does not count,
 * those who stay keep their places and new ones follow.
 */
export function syncAgents(
  document: Document,
  seq: YAMLSeq,
  written: readonly AgentEntry[],
  live: readonly AgentEntry[],
  strategy: Json | undefined,
): void {
  const withLevels = usesSkills(strategy);
  const known = new Map(
    written.map((agent, index) => [agent.extension_number, { agent, node: seq.items[index] }]),
  );
  const wanted = new Map(live.map((agent) => [agent.extension_number, agent]));
  const order = isOrdered(strategy)
    ? [...wanted.keys()]
    : [
        ...[...known.keys()].filter((number) => wanted.has(number)),
        ...[...wanted.keys()].filter((number) => !known.has(number)),
      ];
  const removed = [...known].filter(([number]) => !wanted.has(number));
  for (const [, { node }] of removed) detach(document, node);
  seq.items = order.map((number) => {
    const agent = wanted.get(number) as AgentEntry;
    const old = known.get(number);
    if (old === undefined) return createNode(document, writtenAgent(agent, withLevels));
    const isSameLevel = (old.agent.skill_level ?? 1) === (agent.skill_level ?? 1);
    return !withLevels || isSameLevel ? old.node : relevel(document, old.node, agent);
  });
}

function relevel(document: Document, node: unknown, agent: AgentEntry): unknown {
  if (isMap(node)) {
    detach(document, node);
    // Written even when it is 1: an agent that is merged from another has the level of that one otherwise.
    setValue(document, node, 'skill_level', agent.skill_level ?? 1);
    return node;
  }
  detach(document, node);
  const fresh = createNode(document, writtenAgent(agent, true));
  return isNode(node) ? takePlace(fresh, node) : fresh;
}
