/**
 * Which step waits for which.
 *
 *   destroy, replace ──▶ create, replace that needs the number or name set free
 *   queue            ──▶ its agents
 *   replaces in a circle: the old objects of all go with the first, the others wait for it
 *   queue created    ──▶ queue that forwards to its number, unless that closes a circle
 *
 * The result is a topological order that keeps the given order where possible.
 */

import { identity } from '../kinds/identity.ts';
import { isListKind, kindOf } from '../kinds/registry.ts';
import type { Address } from '../model/address.ts';
import { isList } from '../model/desired.ts';
import { isObject } from '../model/json.ts';
import type { LiveObject } from '../model/live.ts';
import type { Step } from '../model/plan.ts';

/** Sets `dependsOn` of every step and returns the steps in an order in which they can run one after another. */
export function orderSteps(steps: readonly Step[]): Step[] {
  const byAddress = new Map(steps.map((step) => [step.change.address, step]));
  const frees = new Map<string, Address>();
  const makes = new Map<string, Address>();
  for (const { change, live, desired } of steps) {
    const removesObject = change.action === 'destroy' || change.action === 'replace';
    if (removesObject && isObjectStep(change) && live !== undefined)
      frees.set(identity(change.kind, live.key), change.address);
    const isMade = change.action === 'create' || change.action === 'replace';
    if (isMade && isObjectStep(change) && desired !== undefined)
      makes.set(identity(change.kind, desired.naturalKey), change.address);
  }
  const needs = new Map<Address, Set<Address>>(steps.map((step) => [step.change.address, new Set()]));
  for (const { change, desired } of steps) {
    const own = needs.get(change.address) as Set<Address>;
    if (desired !== undefined && isList(desired) && byAddress.has(desired.parent)) own.add(desired.parent);
    if (desired === undefined || (change.action !== 'create' && change.action !== 'replace')) continue;
    const freed = frees.get(identity(change.kind, desired.naturalKey));
    if (freed !== undefined && freed !== change.address) own.add(freed);
  }
  const circles = findCircles(steps, frees);
  for (const circle of circles) {
    const [first, ...others] = circle as [Step, ...Step[]];
    for (const { change } of circle) {
      for (const other of circle) needs.get(change.address)?.delete(other.change.address);
    }
    for (const { change } of others) needs.get(change.address)?.add(first.change.address);
  }
  const cleared = new Map(circles.map(([first, ...others]) => [first?.change.address, others]));
  const isCleared = new Set(circles.flatMap(([, ...others]) => others.map(({ change }) => change.address)));
  for (const step of steps) {
    const own = needs.get(step.change.address) as Set<Address>;
    for (const number of forwardNumbers(step)) {
      const target = makes.get(identity(step.change.kind, number));
      if (target !== undefined && !reaches(target, step.change.address, needs)) own.add(target);
    }
  }
  const ordered: Step[] = [];
  const seen = new Set<Address>();
  const visit = (address: Address): void => {
    if (seen.has(address)) return;
    seen.add(address);
    for (const need of needs.get(address) ?? []) visit(need);
    const step = byAddress.get(address) as Step;
    const others = cleared.get(address);
    ordered.push({
      ...step,
      dependsOn: [...(needs.get(address) as Set<Address>)],
      ...(others === undefined
        ? {}
        : { clears: others.map(({ change, live }) => ({ change, live: live as LiveObject })) }),
      ...(isCleared.has(address) ? { isCleared: true } : {}),
    });
  };
  for (const step of steps) visit(step.change.address);
  return ordered;
}

/** Finds replaces in a circle: each needs the number or name that the next one frees. */
function findCircles(steps: readonly Step[], frees: ReadonlyMap<string, Address>): Step[][] {
  const replaces = new Map(
    steps
      .filter(({ change }) => change.action === 'replace' && isObjectStep(change))
      .map((step) => [step.change.address, step]),
  );
  const next = ({ change, desired }: Step): Step | undefined => {
    const freed = frees.get(identity(change.kind, desired?.naturalKey ?? ''));
    return freed === undefined || freed === change.address ? undefined : replaces.get(freed);
  };
  const circles: Step[][] = [];
  const seen = new Set<Step>();
  for (const start of replaces.values()) {
    const path: Step[] = [];
    let at: Step | undefined = start;
    while (at !== undefined && !seen.has(at)) {
      seen.add(at);
      path.push(at);
      at = next(at);
    }
    const from = at === undefined ? -1 : path.indexOf(at);
    if (from >= 0) circles.push(path.slice(from));
  }
  return circles;
}

function isObjectStep({ kind }: Step['change']): boolean {
  return !isListKind(kind);
}

function forwardNumbers({ desired, change }: Step): string[] {
  if (desired === undefined || isList(desired)) return [];
  if (change.action === 'destroy' || change.action === 'move') return [];
  return kindOf(desired.kind).forwards.flatMap((name) => {
    const rule = desired.fields[name];
    return isObject(rule) && typeof rule['number'] === 'string' ? [rule['number']] : [];
  });
}

/** Whether one step is another, or waits for it directly or indirectly. */
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
