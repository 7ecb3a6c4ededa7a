/** CQ304: a rule that forwards to a number and names none. */

import type { Rule } from '../rules/rule.ts';
import { FORWARD_RULES, forwardRuleOf, queuesOf } from './lint-fields.ts';

export const forwardWithoutNumber: Rule = function* ({ objects, map }) {
  for (const queue of queuesOf({ objects })) {
    for (const name of FORWARD_RULES) {
      const found = forwardRuleOf(queue, name);
      if (found?.action !== 'FORWARD_TO_NUMBER' || (found.rule['number'] ?? null) !== null) continue;
      if (map.substitutionOf(found.rule, 'number')?.isFailed === true) continue;
      yield {
        code: 'CQ304',
        at: map.valuePlace(found.rule, 'action'),
        address: queue.address,
        summary: `${name} forwards to a number, but has none`,
        hint: 'add the number, quoted: number: "8001"',
      };
    }
  }
};
