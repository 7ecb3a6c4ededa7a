/** The API wants an address of every server. */

import type { Rule } from './rule.ts';

export const serverAddress: Rule = function* ({ roots, map }) {
  for (const root of roots) {
    if (root.kind !== 'server' || root.fields.has('ipv4') || root.fields.has('ipv6')) continue;
    // One whose variable has no value is reported for that.
    const isReported = ['ipv4', 'ipv6'].some((name) => map.substitutionOf(root.own, name)?.isFailed === true);
    if (isReported) continue;
    yield {
      code: 'CQ354',
      at: root.keyPlace,
      address: root.address,
      summary: `${root.address} has neither ipv4 nor ipv6`,
      hint: 'add its address: ipv4: 192.0.2.10',
    };
  }
};
