/** The API wants an address of every server. */

import { SERVER } from '../../kinds/server.ts';
import type { Rule } from './rule.ts';

const { needsOneOf: ADDRESSES = [] } = SERVER;

export const serverAddress: Rule = function* ({ roots, map }) {
  for (const root of roots) {
    if (root.kind !== SERVER.name || ADDRESSES.some((name) => root.fields.has(name))) continue;
    // One whose variable has no value is reported for that.
    const isReported = ADDRESSES.some((name) => map.substitutionOf(root.own, name)?.isFailed === true);
    if (isReported) continue;
    yield {
      code: 'CQ354',
      at: root.keyPlace,
      address: root.address,
      summary: `${root.address} has neither ${ADDRESSES.join(' nor ')}`,
      hint: 'add its address: ipv4: 192.0.2.10',
    };
  }
};
