/** CQ307: a skill strategy over agents of one level is the strategy without skills. A level that is not written is 1. */

import { AGENTS, skillLevelOf } from '../../kinds/agents.ts';
import { SKILL_STRATEGIES } from '../../kinds/polling-strategies.ts';
import { fieldPlace } from '../resources.ts';
import type { Rule } from '../rules/rule.ts';
import { queuesOf, strategyOf } from './lint-fields.ts';

export const oneSkillGroup: Rule = function* ({ objects, agents, map }) {
  for (const queue of queuesOf({ objects })) {
    const field = queue.fields.get(AGENTS.section);
    const items = agents.get(queue.address)?.items ?? [];
    const strategy = strategyOf(queue);
    if (field === undefined || items.length < 2 || !SKILL_STRATEGIES.some((name) => name === strategy))
      continue;
    const levels = new Set(items.map((item) => skillLevelOf(item)));
    const [level] = levels;
    if (levels.size > 1) continue;
    yield {
      code: 'CQ307',
      at: fieldPlace(field, map),
      address: queue.address,
      summary: `all agents of ${queue.address} have skill level ${level}, so going by skill does nothing`,
      hint: `give them levels, or choose ${strategy.replace('SKILL_BASED_ROUTING_', '')}`,
    };
  }
};
