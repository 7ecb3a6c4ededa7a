/**
 * What waits for what.
 *
 *   destroy, replace ──▶ create, replace that needs the number or name set free
 *   queue            ──▶ its agents
 *   queue created    ──▶ queue that forwards to its number, unless that closes a circle
 *
 * Nothing else waits. The result is a topological order that keeps the given one where it can.
 */

import type { Address } from '../model/address.ts';
import { isObject } from '../model/json.ts';
import type { Step } from '../model/plan.ts';

/** Sets `dependsOn` of every step and returns the steps in an order in which they could be done one by one. */
export function orderSteps(steps: readonly Step[]): Step[] {
  const byAddress = new Map(steps.map((step) => [step.change.address, step]));
  const frees = new Map<string, Address>();
  const makes = new Map<string, Address>();
  for (const { change, live, desired } of steps) {
    const isLoss = change.action === 'destroy' || change.action === 'replace';
    if (isLoss && change.kind !== 'agents' && live !== undefined)
      frees.set(`${change.kind} ${live.key}`, change.address);
    const isMade = change.action === 'create' || change.action === 'replace';
    if (isMade && change.kind === 'queue' && desired !== undefined)
      makes.set(desired.naturalKey, change.address);
  }
  const needs = new Map<Address, Set<Address>>(steps.map((step) => [step.change.address, new Set()]));
  for (const { change, desired } of steps) {
    const own = needs.get(change.address) as Set<Address>;
    if (desired?.kind === 'agents' && byAddress.has(desired.queue)) own.add(desired.queue);
    if (desired === undefined || (change.action !== 'create' && change.action !== 'replace')) continue;
    const freed = frees.get(`${change.kind} ${desired.naturalKey}`);
    if (freed !== undefined && freed !== change.address) own.add(freed);
  }
  for (const step of steps) {
    const own = needs.get(step.change.address) as Set<Address>;
    for (const number of forwardNumbers(step)) {
      const target = makes.get(number);
      if (
        target !== undefined &&
        target !== step.change.address &&
        !reaches(target, step.change.address, needs)
      ) {
        own.add(target);
      }
    }
  }
  const ordered: Step[] = [];
  const seen = new Set<Address>();
  const visit = (address: Address): void => {
    if (seen.has(address)) return;
    seen.add(address);
    for (const need of needs.get(address) ?? []) visit(need);
    const step = byAddress.get(address) as Step;
    ordered.push({ ...step, dependsOn: [...(needs.get(address) as Set<Address>)] });
  };
  for (const step of steps) visit(step.change.address);
  return ordered;
}

function forwardNumbers({ desired, change }: Step): string[] {
  if (desired?.kind !== 'queue' || change.action === 'destroy' || change.action === 'move') return [];
  const rules = [desired.fields['no_answer_forward_rule'], desired.fields['night_mode_forward_rule']];
  return rules.flatMap((rule) =>
    isObject(rule) && typeof rule['number'] === 'string' ? [rule['number']] : [],
  );
}

/** Whether one step waits, directly or not, for another. */
function reaches(from: Address, to: Address, needs: ReadonlyMap<Address, ReadonlySet<Address>>): boolean {
  const seen = new Set<Address>();
  const stack = [from];
  for (let address = stack.pop(); address !== undefined; address = stack.pop()) {
    if (address === to) return true;
    if (seen.has(address)) continue;
    seen.add(address);
    stack.push(...(needs.get(address) ?? []));
  }
  return false;
}
