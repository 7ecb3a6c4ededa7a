/**
 * CQ301: a field that the rest of the queue makes inert.
 *
 * Only what the queue itself writes: a default for all queues is meant for those where it counts. And only what would do
 * something if it could: to turn off what is off already does no harm.
 */

import type { Condition } from '../../kinds/field.ts';
import { orList } from '../../source/nearest.ts';
import type { ResolvedObject } from '../resources.ts';
import type { Rule } from '../rules/rule.ts';
import { effectiveValue, FORWARD_RULES, factsOf, forwardRuleOf, queuesOf } from './lint-fields.ts';

export const inertFields: Rule = function* ({ objects, map }) {
  for (const queue of queuesOf({ objects })) {
    for (const [name, { owner, value, isOwn }] of queue.fields) {
      if (!isOwn || value === false) continue;
      const unmet = factsOf(name)?.inertUnless?.find((condition) => !isMet(queue, condition));
      if (unmet === undefined) continue;
      yield {
        code: 'CQ301',
        at: map.keyPlace(owner, name),
        address: queue.address,
        summary: `${name} does nothing while ${unmet.field} is ${String(effectiveValue(queue, unmet.field))}`,
        hint: hintOf(unmet, queue),
      };
    }
  }
};

function isMet(queue: ResolvedObject, { field, in: values }: Condition): boolean {
  return (values as readonly unknown[]).includes(effectiveValue(queue, field));
}

function hintOf({ field, in: values }: Condition, queue: ResolvedObject): string {
  const isWritten = queue.fields.has(field);
  const wanted = values.length > 4 ? 'another value' : orList(values.map(String));
  return `set ${field} to ${wanted}, or delete this${isWritten ? '' : `; ${field} is not written, so its default counts`}`;
}

/** The same, of the number of a rule that ends the call. */
export const inertNumbers: Rule = function* ({ objects, map }) {
  for (const queue of queuesOf({ objects })) {
    for (const name of FORWARD_RULES) {
      const found = forwardRuleOf(queue, name);
      if (found?.action !== 'HANGUP' || found.number === undefined) continue;
      yield {
        code: 'CQ301',
        at: map.keyPlace(found.rule, 'number'),
        summary: `number does nothing while the action of ${name} is HANGUP`,
        hint: 'set action to FORWARD_TO_NUMBER, or delete this',
      };
    }
  }
};
