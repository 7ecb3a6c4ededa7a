/**
 * The planner makes a plan of desired, live and state. It is pure: equal inputs give equal plans.
 *
 * Stages: what state knows (`entries`), which object is which (`match`), what differs (`objects`, `agent-lists`), what
 * nobody names any more, all of which is put together in `draft`; what the options leave out (`select`), what must be
 * refused (`safety`), what waits for what (`order`). Every stage is one pass over maps, so that cost is linear in the number
 * of objects.
 *
 * Changes are listed by address, destroys first, an agent list after its queue. The order of the files, of live lists
 * and of the state does not matter.
 */

import type { Kind } from '../kinds/kind.ts';
import { LIST_KINDS, OBJECT_KINDS } from '../kinds/registry.ts';
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
import { type Entries, entriesOf } from './entries.ts';
import { fingerprint, hashPlan } from './hash.ts';
import { orderSteps } from './order.ts';
import { findRefusals, type SafetyInput } from './safety.ts';
import { chooseSteps } from './select.ts';

export type { PlanInput, PlanOptions } from './draft.ts';

export function planChanges(input: PlanInput): PlannedWork {
  const draft = draftPlan(input);
  const choice = chooseSteps(draft.steps, input.options, input.live);
  const { steps, isLeftOut } = choice;
  const changes = steps.map((step) => step.change);
  const known = new Map(steps.map((step) => [step.change.address, step.known]));
  const limits = findRefusals({
    changes,
    policy: input.desired.policy,
    empty: input.desired.empty ?? [],
    knownOf: (address) => known.get(address),
    owned: countOwned(draft.entries),
    isProtected: (address) => draft.isProtected.has(address),
    destroy: input.options.destroy,
    ...(input.options.allowDestroys === undefined ? {} : { allowDestroys: input.options.allowDestroys }),
  });
  // Diagnostics of resources that this plan leaves out belong to the plan that includes them.
  const isConcerned = ({ address }: Diagnostic): boolean =>
    address === undefined || !isLeftOut(address as Address);
  const refusals = [...draft.refusals.filter(isConcerned), ...choice.refusals, ...limits];
  const forgotten = draft.forgotten.filter((address) => !isLeftOut(address)).sort();
  const complete = steps.length === draft.steps.length && draft.unread === 0;
  const plan: Plan = {
    format_version: PLAN_FORMAT_VERSION,
    target: input.target,
    complete,
    summary: summarise(changes, draft),
    hash: hashPlan({ target: input.target, changes, forgotten }),
    changes,
    unmanaged: draft.unmanaged,
    ...(forgotten.length === 0 ? {} : { forgotten }),
    diagnostics: [...draft.diagnostics.filter(isConcerned), ...choice.warnings, ...refusals],
  };
  const isAll = input.options.targets.length + input.options.excludes.length === 0;
  return {
    plan,
    steps: orderSteps(steps),
    settled: isAll ? draft.settled : keepOnly(draft.settled, (address) => !isLeftOut(address)),
    dropped: draft.dropped
      .filter(({ address, because }) => !isLeftOut(because ?? address))
      .map(({ address }) => address),
    released: draft.entries.released,
    fingerprints: fingerprints(steps),
    refusals,
  };
}

function keepOnly<T>(
  entries: { [address: string]: T },
  isKept: (address: Address) => boolean,
): { [address: string]: T } {
  return Object.fromEntries(Object.entries(entries).filter(([address]) => isKept(address as Address)));
}

function fingerprints(steps: readonly Step[]): { [address: Address]: string } {
  const touched: { [address: Address]: string } = {};
  for (const { change, live } of steps) {
    if (live !== undefined) touched[change.address] = fingerprint(live);
  }
  return touched;
}

/** Resources that are left out, refused or unread are not counted as unchanged. */
function summarise(changes: readonly Change[], { managed, steps, refused, unread }: Draft): PlanSummary {
  const summary = Object.fromEntries(ACTIONS.map((action) => [action, 0])) as PlanSummary;
  for (const { action } of changes) summary[action]++;
  const differing = steps.filter(({ change }) => change.action !== 'destroy').length + refused;
  summary.unchanged = Math.max(0, managed - differing - unread);
  return summary;
}

function countOwned(entries: Entries): SafetyInput['owned'] {
  const count = (kinds: readonly Kind[]): number =>
    kinds.reduce((sum, { name }) => sum + entriesOf(entries, name).size, 0);
  const objects = count(OBJECT_KINDS);
  return {
    objects,
    resources: objects + count(LIST_KINDS),
    queues: count(OBJECT_KINDS.filter(({ hasCallers }) => hasCallers)),
  };
}
