/** The patterns of `policy.names` are regular expressions. */

import { wholePattern } from '../policy-rules/match-whole.ts';
import { mapAt } from '../resources.ts';
import type { Rule } from './rule.ts';

export const policyPatterns: Rule = function* ({ project, map }) {
  const policy = mapAt(mapAt(project, 'policy'), 'names');
  for (const kind of Object.keys(policy)) {
    const patterns = mapAt(policy, kind);
    for (const [what, pattern] of Object.entries(patterns)) {
      if (typeof pattern !== 'string' || wholePattern(pattern) !== undefined) continue;
      yield {
        code: 'CQ218',
        at: map.valuePlace(patterns, what),
        summary: `policy.names.${kind}.${what} is no regular expression: ${JSON.stringify(pattern)}`,
        hint: 'it is one of JavaScript, with the flag u, and has to match the whole text',
      };
    }
  }
};
