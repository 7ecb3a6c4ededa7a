/** What `removed` lets go of cannot be in the files as well. */

import { addressesOf } from './moves.ts';
import type { Rule } from './rule.ts';

export const removals: Rule = function* (input) {
  const removed = input.project['removed'];
  if (!Array.isArray(removed)) return;
  const addresses = addressesOf(input);
  for (const [index, address] of removed.entries()) {
    if (typeof address !== 'string' || !addresses.has(address)) continue;
    yield {
      code: 'CQ361',
      at: input.map.valuePlace(removed, index),
      address,
      summary: `${address} is in \`removed\`, but the files still have it`,
      hint: `delete ${address} from the files, or from \`removed\``,
    };
  }
};
