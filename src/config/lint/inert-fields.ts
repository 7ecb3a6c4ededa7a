/**
 * CQ301: a field that the rest of the queue makes inert.
 *
 * Only what the queue itself writes: a default for all queues is meant for those where it counts. And only what would do
 * something if it could: to turn off what is off already does no harm.
 */

import type { Condition } from '../../kinds/field.ts';
import { orList } from '../../source/nearest.ts';
import type { ResolvedRoot } from '../resources.ts';
import type { Rule } from '../rules/rule.ts';
import { effectiveValue, FORWARD_RULES, factsOf, forwardRuleOf, queuesOf } from './lint-fields.ts';

export const inertFields: Rule = function* ({ roots, map }) {
  for (const root of queuesOf({ roots })) {
    for (const [name, { owner, value, isOwn }] of root.fields) {
      if (!isOwn || value === false) continue;
      const unmet = factsOf(name)?.inertUnless?.find((condition) => !isMet(root, condition));
      if (unmet === undefined) continue;
      yield {
        code: 'CQ301',
        at: map.keyPlace(owner, name),
        address: root.address,
        summary: `${name} does nothing while ${unmet.field} is ${String(effectiveValue(root, unmet.field))}`,
        hint: hintOf(unmet, root),
      };
    }
  }
};

function isMet(root: ResolvedRoot, { field, in: values }: Condition): boolean {
  return (values as readonly unknown[]).includes(effectiveValue(root, field));
}

function hintOf({ field, in: values }: Condition, root: ResolvedRoot): string {
  const isWritten = root.fields.has(field);
  const wanted = values.length > 4 ? 'another value' : orList(values.map(String));
  return `set ${field} to ${wanted}, or delete this${isWritten ? '' : `; ${field} is not written, so its default counts`}`;
}

/** The same, of the number of a rule that ends the call. */
export const inertNumbers: Rule = function* ({ roots, map }) {
  for (const root of queuesOf({ roots })) {
    for (const name of FORWARD_RULES) {
      const found = forwardRuleOf(root, name);
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
