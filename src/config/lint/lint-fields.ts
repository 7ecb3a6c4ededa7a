/** What lint rules ask of a queue: its value of a field, as far as it can be known offline. */

import type { FieldSpec } from '../../kinds/field.ts';
import { QUEUE } from '../../kinds/queue.ts';
import { fieldFacts } from '../../kinds/registry.ts';
import type { Json } from '../../model/json.ts';
import { isObject } from '../../model/json.ts';
import type { ResolvedRoot, Resources, WrittenField } from '../resources.ts';

/** As written, else the default that the API documents; undefined when there is none. */
export function effectiveValue(root: ResolvedRoot, name: string): Json | undefined {
  return root.fields.get(name)?.value ?? fieldFacts(root.kind, name)?.default;
}

export function strategyOf(root: ResolvedRoot): string {
  return String(effectiveValue(root, 'polling_strategy'));
}

export function queuesOf({ roots }: Pick<Resources, 'roots'>): readonly ResolvedRoot[] {
  return roots.filter((root) => root.kind === QUEUE.name);
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

export function forwardRuleOf(root: ResolvedRoot, name: ForwardRuleName): ForwardRule | undefined {
  const field = root.fields.get(name);
  if (field === undefined || !isObject(field.value)) return undefined;
  const { action, number } = field.value;
  return { field, rule: field.value, action, number: typeof number === 'string' ? number : undefined };
}

/** The facts about a config field; a prompt's file shares those of its id. */
export function factsOf(name: string): FieldSpec | undefined {
  return fieldFacts(QUEUE.name, name) ?? fieldFacts(QUEUE.name, `${name}_id`);
}
