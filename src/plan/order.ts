/**
 * What waits for what.
 *
 *   destroy, replace ──▶ create, replace that needs the number or name set free
 *   queue            ──▶ its agents
 *   queue created    ──▶ queue that forwards to its number, unless that closes a circle
 *
 * Nothing else waits. The result is a topological order that keeps the given one where it can: a walk in depth over
 * what each step waits for, in which a link back to a step on the way is left out. Only forwards can make such a link.
 * Written with a stack of its own, because ten thousand queues that forward in a row would exhaust the machine's.
 */

import type { Address } from '../model/address.ts';
import { isObject } from '../model/json.ts';
import type { Step } from '../model/plan.ts';

/** Steps with `dependsOn` set, in an order in which they could be done one by one. Linear in steps and links. */
export function orderSteps(steps: readonly Step[]): Step[] {
  const byAddress = new Map(steps.map((step) => [step.change.address, step]));
  const links = linkSteps(steps, byAddress);
  const ordered: Step[] = [];
  const seen = new Map<Address, 'open' | 'done'>();
  for (const first of steps) {
    const stack = [openVisit(first, links, seen)];
    for (let visit = stack.at(-1); visit !== undefined; visit = stack.at(-1)) {
      const need = visit.needs[visit.next++];
      if (need === undefined) {
        stack.pop();
        closeVisit(visit, seen, ordered);
      } else if (seen.get(need) === undefined) {
        visit.kept.push(need);
        stack.push(openVisit(byAddress.get(need) as Step, links, seen));
      } else if (seen.get(need) === 'done') visit.kept.push(need);
    }
  }
  return ordered;
}

interface Visit {
  step: Step;
  needs: readonly Address[];
  next: number;
  kept: Address[];
}

function openVisit(
  step: Step,
  links: ReadonlyMap<Address, readonly Address[]>,
  seen: Map<Address, 'open' | 'done'>,
): Visit {
  const { address } = step.change;
  if (seen.get(address) === 'done') return { step, needs: [], next: 0, kept: [] };
  seen.set(address, 'open');
  return { step, needs: links.get(address) ?? [], next: 0, kept: [] };
}

function closeVisit({ step, kept }: Visit, seen: Map<Address, 'open' | 'done'>, ordered: Step[]): void {
  if (seen.get(step.change.address) === 'done') return;
  seen.set(step.change.address, 'done');
  ordered.push({ ...step, dependsOn: kept });
}

/** Of each step, those that come before it; what must comes before what had better. */
function linkSteps(
  steps: readonly Step[],
  byAddress: ReadonlyMap<Address, Step>,
): Map<Address, readonly Address[]> {
  const frees = new Map<string, Address[]>();
  const makes = new Map<string, Address>();
  for (const { change, live, desired } of steps) {
    if (change.kind === 'agents') continue;
    if (isLoss(change.action) && live !== undefined) {
      const place = `${change.kind} ${live.key}`;
      const others = frees.get(place);
      if (others === undefined) frees.set(place, [change.address]);
      else others.push(change.address);
    }
    if (isMade(change.action) && desired?.kind === 'queue') makes.set(desired.naturalKey, change.address);
  }
  const links = new Map<Address, readonly Address[]>();
  for (const step of steps) {
    const { change, desired } = step;
    const needs = new Set<Address>();
    if (desired?.kind === 'agents' && byAddress.has(desired.queue)) needs.add(desired.queue);
    if (desired !== undefined && change.kind !== 'agents' && isMade(change.action)) {
      for (const freed of frees.get(`${change.kind} ${desired.naturalKey}`) ?? []) needs.add(freed);
    }
    for (const number of forwardNumbers(step)) {
      const target = makes.get(number);
      if (target !== undefined) needs.add(target);
    }
    needs.delete(change.address);
    if (needs.size > 0) links.set(change.address, [...needs]);
  }
  return links;
}

function isLoss(action: string): boolean {
  return action === 'destroy' || action === 'replace';
}

function isMade(action: string): boolean {
  return action === 'create' || action === 'replace';
}

function forwardNumbers({ desired, change }: Step): string[] {
  if (desired?.kind !== 'queue' || change.action === 'destroy' || change.action === 'move') return [];
  const rules = [desired.fields['no_answer_forward_rule'], desired.fields['night_mode_forward_rule']];
  return rules.flatMap((rule) =>
    isObject(rule) && typeof rule['number'] === 'string' ? [rule['number']] : [],
  );
}
