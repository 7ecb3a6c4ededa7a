/** CQ301 for `skill_level`: once for each list, and for a named list only when none of its queues goes by skill. */

import { SKILL_STRATEGIES } from '../../kinds/polling-strategies.ts';
import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import { agentNumber, type ResolvedAgents, type ResolvedObject } from '../resources.ts';
import type { Rule } from '../rules/rule.ts';
import { queuesOf, strategyOf } from './lint-fields.ts';

export const inertSkillLevels: Rule = function* ({ objects, agents, map }) {
  const useful = new Set<ResolvedAgents>();
  const users = new Map<ResolvedAgents, ResolvedObject>();
  for (const queue of queuesOf({ objects })) {
    const resolved = agents.get(queue.address);
    if (resolved === undefined) continue;
    if (SKILL_STRATEGIES.some((strategy) => strategy === strategyOf(queue))) useful.add(resolved);
    if (!users.has(resolved)) users.set(resolved, queue);
  }
  for (const [resolved, queue] of users) {
    const levelled = useful.has(resolved) ? undefined : resolved.list.find(hasLevel);
    if (levelled === undefined) continue;
    yield {
      code: 'CQ301',
      at: map.keyPlace(levelled, 'skill_level'),
      address: queue.address,
      summary: `skill_level does nothing while polling_strategy is ${strategyOf(queue)}`,
      hint: 'choose a strategy that begins with SKILL_BASED_ROUTING_, or delete the levels of this list',
    };
  }
};

function hasLevel(item: Json): item is JsonObject {
  return isObject(item) && agentNumber(item) !== undefined && typeof item['skill_level'] === 'number';
}
