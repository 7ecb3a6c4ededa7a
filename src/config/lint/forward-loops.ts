/**
 * CQ305 and CQ306: rules that send a call back to where it was.
 *
 * A queue has at most one rule of each kind, so following them from any queue is a walk along a line that ends or comes
 * back. The rules for no answer and those for the night are followed apart: which of them hold is one state of the PBX.
 */

import type { Problem } from '../../source/problems.ts';
import type { SourceMap } from '../../source/source-map.ts';
import type { ResolvedObject } from '../resources.ts';
import type { Rule } from '../rules/rule.ts';
import { FORWARD_RULES, type ForwardRuleName, forwardRuleOf, queuesOf } from './lint-fields.ts';

export const forwardLoops: Rule = function* ({ objects, map }) {
  const queues = queuesOf({ objects });
  const byNumber = new Map<string, ResolvedObject>();
  for (const queue of queues) {
    const number = queue.fields.get('extension_number')?.value;
    if (typeof number === 'string' && !byNumber.has(number)) byNumber.set(number, queue);
  }
  for (const name of FORWARD_RULES) {
    for (const loop of findLoops(queues, (queue) => targetOf(queue, name, byNumber))) {
      yield describe(loop, name, map);
    }
  }
};

function targetOf(
  queue: ResolvedObject,
  name: ForwardRuleName,
  byNumber: ReadonlyMap<string, ResolvedObject>,
): ResolvedObject | undefined {
  const found = forwardRuleOf(queue, name);
  if (found?.action !== 'FORWARD_TO_NUMBER' || found.number === undefined) return undefined;
  return byNumber.get(found.number);
}

type Loop = readonly [ResolvedObject, ...ResolvedObject[]];
type Next = (queue: ResolvedObject) => ResolvedObject | undefined;

/** Each loop once, beginning with its queue that comes first in the files. */
function findLoops(queues: readonly ResolvedObject[], next: Next): Loop[] {
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
function findMembers(queues: readonly ResolvedObject[], next: Next): Set<ResolvedObject> {
  const members = new Set<ResolvedObject>();
  const walkOf = new Map<ResolvedObject, ResolvedObject>();
  for (const start of queues) {
    const walk: ResolvedObject[] = [];
    let at: ResolvedObject | undefined = start;
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

function loopFrom(first: ResolvedObject, next: Next): Loop {
  const loop: [ResolvedObject, ...ResolvedObject[]] = [first];
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
  const shown = loop.slice(0, MAX_SHOWN).map((queue) => queue.address);
  const rest = loop.length > MAX_SHOWN ? ['…'] : [];
  return {
    code: 'CQ306',
    at,
    address: first.address,
    summary: `${name} sends calls in a circle: ${[...shown, ...rest, first.address].join(', ')}`,
    hint: 'let one of them forward elsewhere',
  };
}
