/**
 * A move leads from a key that is gone, or that another move leads to, to one that is there: chains and circles are moves
 * like others.
 */

import { listAddress, parseAddress } from '../../kinds/address.ts';
import { kindOf } from '../../kinds/registry.ts';
import type { Json } from '../../model/json.ts';
import { isObject } from '../../model/json.ts';
import { nearestName } from '../../source/nearest.ts';
import type { Problem } from '../../source/problems.ts';
import type { Rule, RuleInput } from './rule.ts';

export const moves: Rule = function* (input) {
  const { project, map } = input;
  const moved = listOf(project['moved']);
  const addresses = addressesOf(input);
  const filled = new Set(
    moved.flatMap((move) => (isObject(move) && move['from'] !== move['to'] ? [move['to']] : [])),
  );
  const from = new Set<string>();
  for (const [index, move] of moved.entries()) {
    if (!isObject(move) || typeof move['from'] !== 'string' || typeof move['to'] !== 'string') continue;
    const at = { from: map.valuePlace(move, 'from'), to: map.valuePlace(move, 'to') };
    const isFilled = filled.has(move['from']);
    const problem = describe({ from: move['from'], to: move['to'], isFilled }, addresses, at);
    if (problem !== undefined) yield problem;
    if (from.has(move['from'])) {
      yield {
        code: 'CQ358',
        at: map.valuePlace(moved, index),
        summary: `${move['from']} is moved twice`,
        hint: 'delete one of the two',
      };
    }
    from.add(move['from']);
  }
};

function listOf(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

export function addressesOf({ objects, agents }: RuleInput): Set<string> {
  const lists = [...agents.keys()].flatMap((address) => listAddress(address) ?? []);
  return new Set<string>([...objects.map((object) => object.address), ...lists]);
}

function describe(
  { from, to, isFilled }: { from: string; to: string; isFilled: boolean },
  addresses: ReadonlySet<string>,
  at: { from: Problem['at']; to: Problem['at'] },
): Problem | undefined {
  const [left, right] = [parseAddress(from), parseAddress(to)];
  // What is no address at all was reported with the types.
  if (left === undefined || right === undefined) return undefined;
  if (left.kind !== right.kind) {
    const summary = `${kindOf(left.kind).withArticle} cannot become ${kindOf(right.kind).withArticle}`;
    return { code: 'CQ358', at: at.to, summary, hint: `write an address that begins with ${left.kind}.` };
  }
  if (addresses.has(from) && !isFilled) {
    const summary = `${from} is still in the files, so it cannot have moved`;
    return { code: 'CQ358', at: at.from, summary, hint: 'delete this move, or the resource' };
  }
  if (addresses.has(to)) return undefined;
  return {
    code: 'CQ358',
    at: at.to,
    summary: `the files have no ${to} to move to`,
    hint: () => {
      const nearest = nearestName(to, addresses);
      return nearest === undefined ? undefined : `did you mean ${nearest}?`;
    },
  };
}
