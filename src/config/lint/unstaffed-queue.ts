/** CQ303: a queue that nobody answers and that sends its callers nowhere. Without `agents` the list is not known here. */

import { AGENTS } from '../../kinds/agents.ts';
import type { Rule } from '../rules/rule.ts';
import { forwardRuleOf, queuesOf } from './lint-fields.ts';

export const unstaffedQueue: Rule = function* ({ objects, agents, map }) {
  for (const queue of queuesOf({ objects })) {
    const field = queue.fields.get(AGENTS.section);
    if (field === undefined || agents.get(queue.address)?.items.length !== 0) continue;
    // A list in which all is wrong is not an empty one.
    if (Array.isArray(field.value) && field.value.length > 0) continue;
    const action = forwardRuleOf(queue, 'no_answer_forward_rule')?.action;
    if (action !== undefined && action !== null && action !== 'HANGUP') continue;
    yield {
      code: 'CQ303',
      at: map.valuePlace(field.owner, field.name),
      address: queue.address,
      summary: `${queue.address} has no agents, and its callers have nowhere to go`,
      hint: 'add agents, or a no_answer_forward_rule that takes the callers on',
    };
  }
};
