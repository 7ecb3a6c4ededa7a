/** The items of one list of agents, brought to what the PBX has with as few changes as possible. */

import type { YAMLSeq } from 'yaml';
import { isMap, isNode } from 'yaml';
import { skillLevelOf } from '../../kinds/agents.ts';
import type { AgentEntry } from '../../model/desired.ts';
import type { ListRules } from '../../plan/list-rules.ts';
import { writtenAgent } from '../export-fields.ts';
import { createNode } from '../export-nodes.ts';
import type { Draft } from './draft.ts';
import { detach, release, setValue, takePlace } from './edit.ts';

/**
 * Changes a sequence of agents. `written` is what its items resolve to, one for one. Where the order does not count,
 * those who stay keep their places and new ones follow.
 */
export function syncAgents(
  draft: Draft,
  seq: YAMLSeq,
  { written, live, rules }: { written: readonly AgentEntry[]; live: readonly AgentEntry[]; rules: ListRules },
): void {
  draft.isChanged = true;
  const known = new Map(
    written.map((agent, index) => [agent.extension_number, { agent, node: seq.items[index] }]),
  );
  const wanted = new Map(live.map((agent) => [agent.extension_number, agent]));
  const order = rules.isOrdered
    ? [...wanted.keys()]
    : [
        ...[...known.keys()].filter((number) => wanted.has(number)),
        ...[...wanted.keys()].filter((number) => !known.has(number)),
      ];
  const removed = [...known].filter(([number]) => !wanted.has(number));
  for (const [, { node }] of removed) release(draft, node);
  seq.items = order.map((number) => {
    const agent = wanted.get(number) as AgentEntry;
    const old = known.get(number);
    if (old === undefined) return createNode(draft.document, writtenAgent(agent, rules.countsLevels));
    const isSameLevel = skillLevelOf(old.agent) === skillLevelOf(agent);
    return !rules.countsLevels || isSameLevel ? old.node : relevel(draft, old.node, agent);
  });
}

function relevel(draft: Draft, node: unknown, agent: AgentEntry): unknown {
  if (isMap(node)) {
    detach(draft, node);
    // Written even when it is 1: an agent that is merged from another has the level of that one otherwise.
    setValue(draft, node, 'skill_level', skillLevelOf(agent));
    return node;
  }
  release(draft, node);
  const fresh = createNode(draft.document, writtenAgent(agent, true));
  return isNode(node) ? takePlace(fresh, node) : fresh;
}
