/**
 * The planner: desired, live and state in, a plan out; pure, so that equal inputs give equal plans.
 *
 * Stages: what state knows (`entries`), which object is which (`match`), what differs (`roots`, `agent-lists`), what
 * nobody names any more, all of which is put together in `draft`; what the options leave out (`select`), what must be
 * refused (`safety`), what waits for what (`order`). Every stage is one pass over maps, so that cost is linear in the number
 * of objects.
 *
 * Changes are listed destroys first, by address, then in the order of the files, an agent list after its queue. Neither
 * the order of live lists nor that of state has a say.
 */

import type { Address } from '../model/address.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import {
  ACTIONS,
  type Change,
  PLAN_FORMAT_VERSION,
  type Plan,
  type PlannedWork,
  type PlanSummary,
  type Step,
} from '../model/plan.ts';
import { type Draft, draftPlan, type PlanInput } from './draft.ts';
import type { Entries } from './entries.ts';
import { fingerprint, hashPlan } from './hash.ts';
import { orderSteps } from './order.ts';
import { findRefusals, type SafetyInput } from './safety.ts';
import { isSelected } from './select.ts';

export type { PlanInput, PlanOptions } from './draft.ts';

export function planChanges(input: PlanInput): PlannedWork {
  const draft = draftPlan(input);
  const chosen = draft.steps.filter((step) => isSelected(step.change.address, input.options));
  const steps = withNeeded(chosen, draft.steps, draft.diagnostics);
  const left = new Set(draft.steps.map((step) => step.change.address));
  for (const step of steps) left.delete(step.change.address);
  const changes = steps.map((step) => step.change);
  const limits = findRefusals({
    changes,
    policy: input.desired.policy,
    owned: countOwned(draft.entries),
    isProtected: (address) => draft.isProtected.has(address),
    destroy: input.options.destroy,
    ...(input.options.allowDestroys === undefined ? {} : { allowDestroys: input.options.allowDestroys }),
  });
  // What is wrong with a resource that this plan is not about is for the plan that is.
  const concerned = draft.refusals.filter(
    ({ address }) => address === undefined || isSelected(address as Address, input.options),
  );
  const refusals = [...concerned, ...limits];
  const forgotten = draft.forgotten.filter((address) => isSelected(address, input.options)).sort();
  const plan: Plan = {
    format_version: PLAN_FORMAT_VERSION,
    target: input.target,
    complete: left.size === 0,
    summary: summarise(changes, draft),
    hash: hashPlan({ target: input.target, changes, forgotten }),
    changes,
    unmanaged: draft.unmanaged,
    ...(forgotten.length === 0 ? {} : { forgotten }),
    diagnostics: [...draft.diagnostics, ...refusals],
  };
  const isKept = (address: string): boolean => !left.has(address as Address);
  return {
    plan,
    steps: orderSteps(steps),
    settled: left.size === 0 ? draft.settled : keepOnly(draft.settled, isKept),
    dropped: draft.dropped
      .filter(({ because }) => because === undefined || isKept(because))
      .map(({ address }) => address),
    fingerprints: fingerprints(steps),
    refusals,
  };
}

function keepOnly<T>(
  entries: { [address: string]: T },
  isKept: (address: string) => boolean,
): { [address: string]: T } {
  return Object.fromEntries(Object.entries(entries).filter(([address]) => isKept(address)));
}

/** Takes in what the chosen steps cannot do without: the queue of an agent list, what frees a number. */
function withNeeded(chosen: readonly Step[], all: readonly Step[], diagnostics: Diagnostic[]): Step[] {
  if (chosen.length === all.length) return [...all];
  const byAddress = new Map(orderSteps(all).map((step) => [step.change.address, step]));
  const taken = new Set(chosen.map((step) => step.change.address));
  for (const address of taken) {
    const step = byAddress.get(address) as Step;
    for (const need of step.dependsOn) {
      const isNeeded = isEssential(step, byAddress.get(need) as Step);
      if (!isNeeded || taken.has(need)) continue;
      taken.add(need);
      diagnostics.push({
        code: 'CQ412',
        severity: 'warning',
        summary: `${need} is taken in, because ${address} cannot be done without it`,
        address: need,
      });
    }
  }
  return all.filter((step) => taken.has(step.change.address));
}

/** A forward to a queue that is not there yet is no reason to create it; the rest is. */
function isEssential(step: Step, need: Step): boolean {
  if (need.change.action === 'destroy' || need.change.action === 'replace') return true;
  return step.change.kind === 'agents' && need.change.action === 'create';
}

function fingerprints(steps: readonly Step[]): { [address: Address]: string } {
  const touched: { [address: Address]: string } = {};
  for (const { change, live } of steps) {
    if (live !== undefined) touched[change.address] = fingerprint(live);
  }
  return touched;
}

function summarise(changes: readonly Change[], { managed, steps }: Draft): PlanSummary {
  const summary = Object.fromEntries(ACTIONS.map((action) => [action, 0])) as PlanSummary;
  for (const { action } of changes) summary[action]++;
  const differing = steps.filter((step) => step.change.action !== 'destroy').length;
  summary.unchanged = Math.max(0, managed - differing);
  return summary;
}

function countOwned({ byKind: { server, queue, agents } }: Entries): SafetyInput['owned'] {
  const objects = server.size + queue.size;
  return { objects, resources: objects + agents.size, queues: queue.size };
}
