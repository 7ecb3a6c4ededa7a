/** CQ301 for `skill_level`: once for each list, and for a named list only when none of its queues goes by skill. */

import { SKILL_STRATEGIES } from '../../kinds/queue.ts';
import { isObject, type Json } from '../../model/json.ts';
import type { AgentItem, ResolvedRoot } from '../resources.ts';
import type { Rule } from '../rules/rule.ts';
import { queuesOf, strategyOf } from './lint-fields.ts';

export const inertSkillLevels: Rule = function* ({ roots, agents, map }) {
  const useful = new Set<AgentItem[]>();
  const users = new Map<AgentItem[], ResolvedRoot>();
  for (const root of queuesOf({ roots })) {
    const items = agents.get(root.address)?.items;
    if (items === undefined) continue;
    if (SKILL_STRATEGIES.some((strategy) => strategy === strategyOf(root))) useful.add(items);
    if (!users.has(items)) users.set(items, root);
  }
  for (const [items, root] of users) {
    const first = useful.has(items) ? undefined : items.find((item) => item.skill_level !== undefined);
    if (first === undefined) continue;
    const item: Json | undefined = first.list[first.index];
    yield {
      code: 'CQ301',
      at: isObject(item) ? map.keyPlace(item, 'skill_level') : undefined,
      address: root.address,
      summary: `skill_level does nothing while polling_strategy is ${strategyOf(root)}`,
      hint: 'choose a strategy that begins with SKILL_BASED_ROUTING_, or delete the levels of this list',
    };
  }
};
