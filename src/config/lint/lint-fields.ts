/** What lint rules ask of a queue: its value of a field, as far as it can be known offline. */

import type { FieldSpec } from '../../kinds/field.ts';
import { QUEUE } from '../../kinds/queue.ts';
import { fieldFacts } from '../../kinds/registry.ts';
import type { Json } from '../../model/json.ts';
import { isObject } from '../../model/json.ts';
import type { ResolvedObject, Resources, WrittenField } from '../resources.ts';

/** As written, else the default that the API documents; undefined when there is none. */
export function effectiveValue(queue: ResolvedObject, name: string): Json | undefined {
  return queue.fields.get(name)?.value ?? fieldFacts(queue.kind, name)?.default;
}

export function strategyOf(queue: ResolvedObject): string {
  return String(effectiveValue(queue, 'polling_strategy'));
}

export function queuesOf({ objects }: Pick<Resources, 'objects'>): readonly ResolvedObject[] {
  return objects.filter((queue) => queue.kind === QUEUE.name);
}

export const FORWARD_RULES = ['no_answer_forward_rule', 'night_mode_forward_rule'] as const;
export type ForwardRuleName = (typeof FORWARD_RULES)[number];

export interface ForwardRule {
  field: WrittenField;
  /** The rule itself, for the places of what is in it. */
  rule: { [name: string]: Json };
  action: Json | undefined;
  number: string | undefined;
}

export function forwardRuleOf(queue: ResolvedObject, name: ForwardRuleName): ForwardRule | undefined {
  const field = queue.fields.get(name);
  if (field === undefined || !isObject(field.value)) return undefined;
  const { action, number } = field.value;
  return { field, rule: field.value, action, number: typeof number === 'string' ? number : undefined };
}

/** The facts about a config field; a prompt's file shares those of its id. */
export function factsOf(name: string): FieldSpec | undefined {
  return fieldFacts(QUEUE.name, name) ?? fieldFacts(QUEUE.name, `${name}_id`);
}
