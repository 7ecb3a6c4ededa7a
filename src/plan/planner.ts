/**
 * The planner: desired, live and state in, a plan out; pure, so that equal inputs give equal plans.
 *
 * Stages: what state knows (`entries`), which object is which (`match`), what differs (`roots`, `agent-lists`), what
 * nobody names any more, what the options leave out (`select`), what must be refused (`safety`), what waits for what
 * (`order`). Every stage is one pass over maps, so that cost is linear in the number of objects.
 *
 * Changes are listed destroys first, by address, then in the order of the files, an agent list after its queue. Neither
 * the order of live lists nor that of state has a say.
 */

import { type Address, formatAddress, parseAddress } from '../model/address.ts';
import type { Desired, DesiredAgents, DesiredResource } from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Live, LiveObject } from '../model/live.ts';
import {
  ACTIONS,
  type Change,
  PLAN_FORMAT_VERSION,
  type Plan,
  type PlannedWork,
  type PlanSummary,
  type Step,
  type UnmanagedObject,
} from '../model/plan.ts';
import type { StateDocument, StateResource } from '../model/state.ts';
import { planList, strategyOf } from './agent-lists.ts';
import { type Entries, readEntries } from './entries.ts';
import { fingerprint, hashPlan } from './hash.ts';
import { type Match, type Matching, matchResources, type Root } from './match.ts';
import { orderSteps } from './order.ts';
import { planRoot, type RootContext } from './roots.ts';
import { findRefusals, type SafetyInput } from './safety.ts';
import { isSelected } from './select.ts';
import { sortByAddress } from './sort.ts';

export interface PlanOptions {
  targets: readonly string[];
  excludes: readonly string[];
  /** Plan the removal of all that the project owns. */
  destroy: boolean;
  allowDestroys?: number;
}

export interface PlanInput {
  target: string;
  desired: Desired;
  live: Live;
  state: StateDocument | null;
  options: PlanOptions;
  /** Found before: what refuses every plan of these files. */
  violations?: readonly Diagnostic[];
}

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
  const refusals = [...draft.refusals, ...limits];
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

interface Draft {
  entries: Entries;
  steps: Step[];
  settled: { [address: Address]: StateResource };
  forgotten: Address[];
  dropped: { address: Address; because?: Address }[];
  unmanaged: UnmanagedObject[];
  /** How many resources the project has, changed or not. */
  managed: number;
  isProtected: Set<Address>;
  diagnostics: Diagnostic[];
  refusals: Diagnostic[];
}

function draftPlan({ target, desired, live, state, options, violations = [] }: PlanInput): Draft {
  const entries = readEntries(desired, state);
  const draft: Draft = {
    entries,
    steps: [],
    settled: {},
    forgotten: [...entries.forgotten],
    dropped: [...entries.movedFrom].map(([because, address]) => ({ address, because })),
    unmanaged: [],
    managed: options.destroy ? 0 : desired.resources.length,
    isProtected: new Set(),
    diagnostics: warnOfTarget(target, state),
    refusals: [...entries.diagnostics, ...(options.destroy ? [] : violations)],
  };
  const resources = sortByAddress(desired.resources, ({ address }) => address);
  const queueMatches = new Map<Address, Match>();
  const files = new Map(live.files.map((file) => [file.id, file]));
  for (const kind of ['server', 'queue'] as const) {
    const roots = resources.filter((resource): resource is Root => resource.kind === kind);
    const known = entriesOf(kind, entries);
    const objects = kind === 'server' ? live.servers : live.queues;
    const matching = matchResources(options.destroy ? [] : roots, objects, known);
    for (const match of matching.matches) {
      planMatch(draft, match, { files, holders: live.holders, wasDeleted: known.has(match.desired.address) });
      if (kind === 'queue') queueMatches.set(match.desired.address, match);
    }
    planLosses(draft, matching, { desired, options });
  }
  if (!options.destroy) planLists(draft, resources, queueMatches);
  const sorted = sortByAddress(draft.steps, ({ change }) => change.address);
  const isDestroy = ({ change }: Step): boolean => change.action === 'destroy';
  draft.steps = [...sorted.filter(isDestroy), ...sorted.filter((step) => !isDestroy(step))];
  draft.unmanaged.sort((a, b) => compareText(b.kind, a.kind) || compareText(a.key, b.key));
  return draft;
}

function planMatch(draft: Draft, found: Match, context: RootContext): void {
  const { address } = found.desired;
  const blockMove = draft.entries.movedFrom.get(address);
  const previous = found.previous ?? (found.relation === 'bound' ? blockMove : undefined);
  const match = previous === undefined ? found : { ...found, previous };
  const { change, settled, refusals } = planRoot(match, context);
  draft.refusals.push(...refusals);
  if (match.desired.lifecycle.preventDestroy || match.known?.prevent_destroy === true)
    draft.isProtected.add(address);
  if (settled !== undefined && change === undefined) draft.settled[address] = settled;
  if (change === undefined) return;
  // A resource found under another address belongs to the new one from the start, whatever becomes of its update.
  if (previous !== undefined && match.known !== undefined) draft.settled[address] = match.known;
  if (found.previous !== undefined) draft.dropped.push({ address: found.previous, because: address });
  draft.steps.push(toStep(change, match));
}

function toStep(
  change: Change,
  { desired, live, known }: Omit<Match, 'desired' | 'relation'> & { desired: Step['desired'] },
): Step {
  return {
    change,
    dependsOn: [],
    ...(desired === undefined ? {} : { desired }),
    ...(live === undefined ? {} : { live }),
    ...(known === undefined ? {} : { known }),
  };
}

function entriesOf(kind: 'server' | 'queue', { byAddress }: Entries): Map<Address, StateResource> {
  const known = new Map<Address, StateResource>();
  for (const [address, entry] of byAddress) if (entry.kind === kind) known.set(address, entry);
  return known;
}

/** What no file names: destroyed when it is ours, else reported or, where the policy says so, destroyed too. */
function planLosses(
  draft: Draft,
  matching: Matching,
  { desired, options }: Pick<PlanInput, 'desired' | 'options'>,
): void {
  const guarded = new Set(
    desired.resources.flatMap(({ address, lifecycle }) => (lifecycle.preventDestroy ? [address] : [])),
  );
  for (const { address, known, live } of matching.orphans) {
    if (live.internal) {
      draft.forgotten.push(address);
      continue;
    }
    if (known.prevent_destroy || guarded.has(address)) draft.isProtected.add(address);
    const reason = options.destroy ? 'destroy was asked for' : 'no file names it any more';
    draft.steps.push(toStep(destroyChange(address, live, reason), { desired: undefined, live, known }));
  }
  for (const address of matching.gone) draft.dropped.push({ address });
  if (options.destroy) return;
  const { unmanaged } = desired.policy;
  const used = new Set<string>(
    unmanaged === 'destroy'
      ? [...draft.entries.byAddress.keys(), ...desired.resources.map((each) => each.address)]
      : [],
  );
  for (const live of matching.unmanaged) {
    if (live.internal || unmanaged === 'ignore') continue;
    if (unmanaged === 'destroy' && !draft.entries.releasedIds.has(live.id)) {
      const address = freeAddress(live, used);
      const reason = 'no file names it, and policy.unmanaged is destroy';
      draft.steps.push(toStep(destroyChange(address, live, reason), { desired: undefined, live }));
    } else draft.unmanaged.push({ kind: live.kind, id: live.id, key: live.key, name: live.name });
  }
}

function destroyChange(address: Address, live: LiveObject, reason: string): Change {
  return {
    address,
    kind: live.kind,
    action: 'destroy',
    id: live.id,
    key: live.key,
    fields: [],
    reason,
    source: null,
  };
}

function freeAddress(live: LiveObject, used: Set<string>): Address {
  let address = formatAddress(live.kind, live.key);
  for (let count = 2; used.has(address); count++) address = formatAddress(live.kind, `${live.key}-${count}`);
  used.add(address);
  return address;
}

function planLists(
  draft: Draft,
  resources: readonly DesiredResource[],
  queues: ReadonlyMap<Address, Match>,
): void {
  const actions = new Map(draft.steps.map((step) => [step.change.address, step.change]));
  const inFiles = new Set<Address>();
  for (const list of resources) {
    if (list.kind !== 'agents') continue;
    inFiles.add(list.address);
    const queue = queues.get(list.queue);
    if (queue === undefined || queue.relation === 'taken') continue;
    planOneList(draft, list, queue, actions.get(list.queue));
  }
  for (const [address, entry] of draft.entries.byAddress) {
    if (entry.kind !== 'agents' || inFiles.has(address)) continue;
    const queue = formatAddress('queue', parseAddress(address)?.key ?? '');
    // With the queue in the files the list is left alone from now on; otherwise it goes where its queue goes.
    if (queues.has(queue)) draft.forgotten.push(address);
    else if (actions.get(queue) === undefined) draft.dropped.push({ address });
  }
}

function planOneList(draft: Draft, list: DesiredAgents, queue: Match, queueChange: Change | undefined): void {
  const { byAddress } = draft.entries;
  const previous = queueChange?.previous_address;
  const before =
    previous === undefined ? undefined : formatAddress('agents', parseAddress(previous)?.key ?? '');
  const entry = byAddress.get(list.address) ?? (before === undefined ? undefined : byAddress.get(before));
  const known = entry !== undefined && entry.id === queue.live?.id ? entry : undefined;
  const { change, settled, warnings } = planList(list, {
    queueAction: queueChange?.action,
    queue,
    known,
    wasDeleted: queue.live === undefined && byAddress.has(list.queue),
  });
  draft.diagnostics.push(...warnings);
  if (before !== undefined && byAddress.has(before))
    draft.dropped.push({ address: before, because: list.queue });
  if (settled !== undefined && change === undefined) draft.settled[list.address] = settled;
  if (change === undefined) return;
  const facts = { desired: list, ...(queue.live ? { live: queue.live } : {}), ...(known ? { known } : {}) };
  draft.steps.push({ ...toStep(change, facts), strategy: strategyOf(queue) });
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

function countOwned({ byAddress }: Entries): SafetyInput['owned'] {
  const owned = { objects: 0, resources: byAddress.size, queues: 0 };
  for (const { kind } of byAddress.values()) {
    if (kind !== 'agents') owned.objects += 1;
    if (kind === 'queue') owned.queues += 1;
  }
  return owned;
}

function warnOfTarget(target: string, state: StateDocument | null): Diagnostic[] {
  if (state === null || state.target === target || Object.keys(state.resources).length === 0) return [];
  return [
    {
      code: 'CQ406',
      severity: 'warning',
      summary: `the state was saved for ${state.target}, and this plan is for ${target}`,
      hint: 'give each PBX an environment of its own: each has a state of its own',
    },
  ];
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
