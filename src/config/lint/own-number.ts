/** CQ309: a queue whose own number is among its agents. A list that many queues name is read once, not once for each. */

import type { Json } from '../../model/json.ts';
import { agentNumber, type ResolvedAgents, textOf } from '../resources.ts';
import type { Rule } from '../rules/rule.ts';
import { queuesOf } from './lint-fields.ts';

export const ownNumber: Rule = function* ({ objects, agents, map }) {
  const indexes = new Map<ResolvedAgents, Map<string | undefined, number>>();
  for (const queue of queuesOf({ objects })) {
    const resolved = agents.get(queue.address);
    const number = textOf(queue, 'extension_number');
    if (resolved === undefined || number === undefined) continue;
    const places = indexes.get(resolved) ?? placesIn(resolved.list);
    indexes.set(resolved, places);
    const index = places.get(number);
    if (index === undefined) continue;
    yield {
      code: 'CQ309',
      at: map.valuePlace(resolved.list as Json[], index),
      address: queue.address,
      summary: `${number} is the number of ${queue.address} itself, so it is no agent of it`,
      hint: 'write the number of an agent, or delete this',
    };
  }
};

function placesIn(list: readonly Json[]): Map<string | undefined, number> {
  return new Map(list.map((item, index) => [agentNumber(item), index]));
}
