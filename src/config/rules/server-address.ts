/** The API wants an address of every server. */

import { SERVER } from '../../kinds/server.ts';
import type { Rule } from './rule.ts';

const { needsOneOf: ADDRESSES = [] } = SERVER;

export const serverAddress: Rule = function* ({ objects, map }) {
  for (const object of objects) {
    if (object.kind !== SERVER.name || ADDRESSES.some((name) => object.fields.has(name))) continue;
    // One whose variable has no value is reported for that.
    const isReported = ADDRESSES.some((name) => map.substitutionOf(object.own, name)?.isFailed === true);
    if (isReported) continue;
    yield {
      code: 'CQ354',
      at: object.keyPlace,
      address: object.address,
      summary: `${object.address} has neither ${ADDRESSES.join(' nor ')}`,
      hint: 'add its address: ipv4: 192.0.2.10',
    };
  }
};
