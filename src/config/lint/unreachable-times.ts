/**
 * CQ302: a time that can never come, because a caller does not wait as long.
 *
 * What is not written counts with the API's default, but one of the two has to be written: that two defaults do not go
 * together is nobody's mistake.
 */

import type { ResolvedObject } from '../resources.ts';
import type { Rule } from '../rules/rule.ts';
import { effectiveValue, queuesOf } from './lint-fields.ts';

interface Time {
  name: string;
  /** What would happen then. */
  effect: string;
  counts?(queue: ResolvedObject): boolean;
}

const TIMES: readonly Time[] = [
  { name: 'ring_time', effect: 'no ring lasts that long' },
  { name: 'sla_time', effect: 'it can never be exceeded' },
  {
    name: 'callback_timeout',
    effect: 'no callback is ever offered',
    counts: (queue) =>
      effectiveValue(queue, 'enable_callback') === true &&
      effectiveValue(queue, 'callback_mode') === 'TIMEOUT',
  },
];

export const unreachableTimes: Rule = function* ({ objects, map }) {
  for (const queue of queuesOf({ objects })) {
    const limit = queue.fields.get('max_waiting_time');
    const most = effectiveValue(queue, 'max_waiting_time');
    for (const { name, effect, counts } of TIMES) {
      const field = queue.fields.get(name);
      const value = effectiveValue(queue, name);
      const owner = field?.isOwn === true || limit?.isOwn !== true ? (field ?? limit) : limit;
      if (owner === undefined || counts?.(queue) === false) continue;
      if (typeof value !== 'number' || typeof most !== 'number' || value <= most) continue;
      yield {
        code: 'CQ302',
        at: map.valuePlace(owner.owner, owner.name),
        address: queue.address,
        summary: `${name} is ${value}${byDefault(field)}, beyond max_waiting_time, ${most}${byDefault(limit)}: ${effect}`,
        hint: `choose a ${name} of at most ${most}, or a longer max_waiting_time`,
      };
    }
  }
};

function byDefault(field: object | undefined): string {
  return field === undefined ? ' by default' : '';
}
