/**
 * CQ305 and CQ306: rules that send a call back to where it was.
 *
 * A queue has at most one rule of each kind, so following them from any queue is a walk along a line that ends or comes
 * back. The rules for no answer and those for the night are followed apart: which of them hold is one state of the PBX.
 */

import type { Problem } from '../../source/problems.ts';
import type { SourceMap } from '../../source/source-map.ts';
import type { ResolvedRoot } from '../resources.ts';
import type { Rule } from '../rules/rule.ts';
import { FORWARD_RULES, type ForwardRuleName, forwardRuleOf, queuesOf } from './lint-fields.ts';

export const forwardLoops: Rule = function* ({ roots, map }) {
  const queues = queuesOf({ roots });
  const byNumber = new Map<string, ResolvedRoot>();
  for (const root of queues) {
    const number = root.fields.get('extension_number')?.value;
    if (typeof number === 'string' && !byNumber.has(number)) byNumber.set(number, root);
  }
  for (const name of FORWARD_RULES) {
    for (const loop of findLoops(queues, (root) => targetOf(root, name, byNumber))) {
      yield describe(loop, name, map);
    }
  }
};

function targetOf(
  root: ResolvedRoot,
  name: ForwardRuleName,
  byNumber: ReadonlyMap<string, ResolvedRoot>,
): ResolvedRoot | undefined {
  const found = forwardRuleOf(root, name);
  if (found?.action !== 'FORWARD_TO_NUMBER' || found.number === undefined) return undefined;
  return byNumber.get(found.number);
}

type Loop = readonly [ResolvedRoot, ...ResolvedRoot[]];
type Next = (root: ResolvedRoot) => ResolvedRoot | undefined;

/** Each loop once, beginning with its queue that comes first in the files. */
function findLoops(queues: readonly ResolvedRoot[], next: Next): Loop[] {
  const members = findMembers(queues, next);
  const loops: Loop[] = [];
  for (const queue of queues) {
    if (!members.has(queue)) continue;
    const loop = loopFrom(queue, next);
    for (const member of loop) members.delete(member);
    loops.push(loop);
  }
  return loops;
}

/** The queues of all loops. */
function findMembers(queues: readonly ResolvedRoot[], next: Next): Set<ResolvedRoot> {
  const members = new Set<ResolvedRoot>();
  const walkOf = new Map<ResolvedRoot, ResolvedRoot>();
  for (const start of queues) {
    const walk: ResolvedRoot[] = [];
    let at: ResolvedRoot | undefined = start;
    while (at !== undefined && !walkOf.has(at)) {
      walkOf.set(at, start);
      walk.push(at);
      at = next(at);
    }
    if (at === undefined || walkOf.get(at) !== start) continue;
    for (const member of walk.slice(walk.indexOf(at))) members.add(member);
  }
  return members;
}

function loopFrom(first: ResolvedRoot, next: Next): Loop {
  const loop: [ResolvedRoot, ...ResolvedRoot[]] = [first];
  for (let at = next(first); at !== undefined && at !== first; at = next(at)) loop.push(at);
  return loop;
}

const MAX_SHOWN = 8;

function describe(loop: Loop, name: ForwardRuleName, map: SourceMap): Problem {
  const [first] = loop;
  const found = forwardRuleOf(first, name);
  const at = found === undefined ? undefined : map.valuePlace(found.rule, 'number');
  if (loop.length === 1) {
    return {
      code: 'CQ305',
      at,
      address: first.address,
      summary: `the ${name} of ${first.address} forwards to the queue itself`,
      hint: 'forward to another number',
    };
  }
  const shown = loop.slice(0, MAX_SHOWN).map((root) => root.address);
  const rest = loop.length > MAX_SHOWN ? ['…'] : [];
  return {
    code: 'CQ306',
    at,
    address: first.address,
    summary: `${name} sends calls in a circle: ${[...shown, ...rest, first.address].join(', ')}`,
    hint: 'let one of them forward elsewhere',
  };
}
