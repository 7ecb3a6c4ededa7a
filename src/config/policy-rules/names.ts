/** `policy.names`: what keys, names and numbers have to look like. */

import { OBJECT_KINDS } from '../../kinds/registry.ts';
import type { KindName } from '../../model/address.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Problem } from '../../source/problems.ts';
import { fieldPlace, mapAt, type ResolvedObject, textOf } from '../resources.ts';
import type { Rule, RuleInput } from '../rules/rule.ts';
import { type Demand, matchWhole } from './match-whole.ts';

export const UNUSABLE_PATTERN = 'CQ218';

interface NameDemand extends Demand {
  kind: KindName;
  /** A field, or `key`. */
  what: string;
  /** Where the pattern is written. */
  patterns: JsonObject;
  /** One for each text. */
  objects: readonly ResolvedObject[];
}

export const names: Rule = function* (input) {
  const demands = [...demandsOf(input)];
  for (const [index, answer] of matchWhole(demands).entries()) {
    const demand = demands[index] as NameDemand;
    if (typeof answer === 'string') yield describePattern(demand, answer, input);
    else yield* describeMismatches(demand, answer, input);
  }
};

function* demandsOf({ project, objects }: RuleInput): Iterable<NameDemand> {
  const policy = mapAt(mapAt(project, 'policy'), 'names');
  for (const { name: kind } of OBJECT_KINDS) {
    const patterns = mapAt(policy, kind);
    for (const [what, pattern] of Object.entries(patterns)) {
      if (typeof pattern !== 'string') continue;
      const named = objects.filter((object) => object.kind === kind);
      yield {
        kind,
        what,
        pattern,
        patterns,
        objects: named,
        texts: named.map((object) => textAt(object, what)),
      };
    }
  }
}

/** `key` is the name in the files; the others are fields. */
function textAt(object: ResolvedObject, what: string): string {
  // A name that is not written is the key; a number that is not is a mistake, and nothing else is told then.
  return (what === 'key' ? undefined : textOf(object, what)) ?? object.key;
}

function describePattern(
  { kind, what, pattern, patterns }: NameDemand,
  answer: 'invalid' | 'endless',
  { map }: RuleInput,
): Problem {
  const name = `policy.names.${kind}.${what}`;
  const words =
    answer === 'invalid'
      ? {
          summary: `${name} is no regular expression: ${JSON.stringify(pattern)}`,
          hint: 'it is one of JavaScript, with the flag u, and has to match the whole text',
        }
      : {
          summary: `${name} takes too long to compare with the ${what} of every ${kind}`,
          hint: 'write it without a repetition inside of a repetition, such as (a+)+',
        };
  return { code: UNUSABLE_PATTERN, at: map.valuePlace(patterns, what), ...words };
}

function* describeMismatches(
  { kind, what, pattern, objects, texts }: NameDemand,
  matches: readonly boolean[],
  { map }: RuleInput,
): Iterable<Problem> {
  for (const [index, object] of objects.entries()) {
    if (matches[index] === true) continue;
    const field = what === 'key' ? undefined : object.fields.get(what);
    yield {
      code: 'CQ417',
      at: field === undefined ? object.keyPlace : fieldPlace(field, map),
      address: object.address,
      summary: `the ${what.replace('_', ' ')} ${JSON.stringify(texts[index])} of ${object.address} is not as policy.names demands: ${pattern}`,
      hint: `choose one that matches, or change policy.names.${kind}.${what} if that is meant`,
    };
  }
}
