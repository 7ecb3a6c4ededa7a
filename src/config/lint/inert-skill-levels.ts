/** CQ301 for `skill_level`: once for each list, and for a named list only when none of its queues goes by skill. */

import { SKILL_STRATEGIES } from '../../kinds/polling-strategies.ts';
import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import { agentNumber, type ResolvedAgents, type ResolvedRoot } from '../resources.ts';
import type { Rule } from '../rules/rule.ts';
import { queuesOf, strategyOf } from './lint-fields.ts';

export const inertSkillLevels: Rule = function* ({ roots, agents, map }) {
  const useful = new Set<ResolvedAgents>();
  const users = new Map<ResolvedAgents, ResolvedRoot>();
  for (const root of queuesOf({ roots })) {
    const resolved = agents.get(root.address);
    if (resolved === undefined) continue;
    if (SKILL_STRATEGIES.some((strategy) => strategy === strategyOf(root))) useful.add(resolved);
    if (!users.has(resolved)) users.set(resolved, root);
  }
  for (const [resolved, root] of users) {
    const levelled = useful.has(resolved) ? undefined : resolved.list.find(hasLevel);
    if (levelled === undefined) continue;
    yield {
      code: 'CQ301',
      at: map.keyPlace(levelled, 'skill_level'),
      address: root.address,
      summary: `skill_level does nothing while polling_strategy is ${strategyOf(root)}`,
      hint: 'choose a strategy that begins with SKILL_BASED_ROUTING_, or delete the levels of this list',
    };
  }
};

function hasLevel(item: Json): item is JsonObject {
  return isObject(item) && agentNumber(item) !== undefined && typeof item['skill_level'] === 'number';
}
