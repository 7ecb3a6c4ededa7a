/**
 * The planner: desired, live and state in, a plan out; pure, so that equal inputs give equal plans.
 *
 * Stages, a file each: what state knows (`entries`), which object is which (`match`), what differs (`roots`, `fields`,
 * `prompts`, `agent-lists`), what nobody names any more (`loss-steps`), what the options leave out (`needed`), what
 * must be refused (`safety`), what waits for what (`order`). What differs is gathered in a `draft`, whole, before
 * anything is left out of it, because a part cannot be told from the whole without the rest. Every stage is one pass
 * over maps, so that cost is linear in the number of objects; only touched objects are hashed.
 *
 * Changes are listed destroys first, by address, then in the order of the files, an agent list after its queue. Neither
 * the order of live lists nor that of state has a say.
 *
 * Before the first step, state is brought to what the plan found out (`settled`, `dropped`): what moved belongs to its
 * new address from then on. So a run that is killed after any step, and then started again, has lost no object.
 */

import type { Address, Kind } from '../model/address.ts';
import type { Desired, DesiredAgents } from '../model/desired.ts';
import type { Live, LiveObject } from '../model/live.ts';
import { PLAN_FORMAT_VERSION, type Plan, type PlannedWork, type Step } from '../model/plan.ts';
import type { StateDocument, StateResource } from '../model/state.ts';
import { type Draft, emptyDraft } from './draft.ts';
import { type Entries, isOfOtherTarget, knownAddresses, readEntries, warnOfTarget } from './entries.ts';
import { fingerprint, hashPlan } from './hash.ts';
import { addLists } from './list-steps.ts';
import { addLosses, isGivenUp, type LossContext } from './loss-steps.ts';
import { type Match, matchResources, type Root } from './match.ts';
import { selectSteps } from './needed.ts';
import { orderSteps } from './order.ts';
import { addRoot } from './root-steps.ts';
import { findRefusals } from './safety.ts';
import { findUnknown, isEverything, isSelected } from './select.ts';
import { countActions } from './summary.ts';

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
}

export function planChanges(input: PlanInput): PlannedWork {
  const { target, options } = input;
  const draft = draftPlan(input);
  const { steps, left, warnings, refusals } = selectSteps(draft.steps, options, draft.handlers);
  const changes = steps.map((step) => step.change);
  const { owned, isProtected, addresses } = draft;
  refusals.unshift(...draft.refusals, ...findUnknown(options, addresses));
  refusals.push(...findRefusals({ changes, policy: input.desired.policy, owned, isProtected, options }));
  const touched = new Set(changes.map((change) => change.address));
  const isKept = (address: Address, because: Address | undefined): boolean =>
    because === undefined ? !left.has(address) && isSelected(address, options) : touched.has(because);
  const forgotten = [...new Set(draft.forgotten)].filter((address) => isSelected(address, options)).sort();
  const plan: Plan = {
    format_version: PLAN_FORMAT_VERSION,
    target,
    complete: left.size === 0,
    summary: { ...countActions(changes), unchanged: draft.unchanged },
    hash: hashPlan({ target, changes, forgotten }),
    changes,
    unmanaged: draft.unmanaged,
    forgotten,
    diagnostics: [...draft.diagnostics, ...warnings, ...refusals],
  };
  const settled: { [address: Address]: StateResource } = {};
  for (const [address, { entry, because }] of draft.settled) {
    if (isKept(address, because)) settled[address] = entry;
  }
  const dropped = draft.dropped.filter(({ address, because }) => isKept(address, because));
  return {
    plan,
    steps: orderSteps(steps),
    settled,
    dropped: [...new Set(dropped.map(({ address }) => address))].sort(),
    fingerprints: fingerprintTouched(steps),
    refusals,
  };
}

function draftPlan({ target, desired, live, state, options }: PlanInput): Draft {
  const entries = readEntries(desired, state);
  // Addresses are asked for only where some are named, or made up.
  const asksForAddresses = !isEverything(options) || desired.policy.unmanaged === 'destroy';
  const draft = emptyDraft(entries, asksForAddresses ? knownAddresses(desired, state) : new Set());
  draft.diagnostics.push(...warnOfTarget(target, state));
  const context: LossContext = {
    written: new Map(desired.resources.map((resource) => [resource.address, resource])),
    policy: desired.policy,
    destroy: options.destroy,
  };
  const files = new Map(live.files.map((file) => [file.id, file]));
  const resources = options.destroy ? [] : desired.resources;
  const queues = new Map<Address, Match>();
  const known = byKind(entries);
  for (const kind of ['server', 'queue'] as const) {
    const matching = matchResources({
      roots: resources.filter((resource): resource is Root => resource.kind === kind),
      live: kind === 'server' ? live.servers : live.queues,
      entries: known[kind],
      isGivenUp: (object) => isGivenUp(draft, context, object),
    });
    for (const found of matching.matches) {
      const match = isOfOtherTarget(target, state) ? withoutLost(found) : found;
      addRoot(draft, match, files);
      if (kind === 'queue') queues.set(match.desired.address, match);
    }
    addLosses(draft, matching, context);
    draft.owned.objects += matching.claimed.size;
    if (kind === 'queue') draft.owned.resources += countClaimed(known.agents, matching.claimed);
  }
  draft.owned.resources += draft.owned.objects;
  const lists = resources.filter((resource): resource is DesiredAgents => resource.kind === 'agents');
  addLists(draft, lists, queues);
  draft.steps = inOrder(draft.steps, desired);
  return draft;
}

/** What is not on another PBX was not deleted there. */
function withoutLost({ lost: _lost, ...match }: Match): Match {
  return match;
}

function byKind({ byAddress }: Entries): { [K in Kind]: Map<Address, StateResource> } {
  const known = { server: new Map(), queue: new Map(), agents: new Map() };
  for (const [address, entry] of byAddress) known[entry.kind].set(address, entry);
  return known;
}

function countClaimed(
  lists: ReadonlyMap<Address, StateResource>,
  claimed: ReadonlyMap<string, Address>,
): number {
  let count = 0;
  for (const { id } of lists.values()) if (claimed.has(id)) count++;
  return count;
}

/** Destroys first, by address; the rest in the order of the files. */
function inOrder(steps: readonly Step[], desired: Desired): Step[] {
  if (steps.length === 0) return [];
  const place = new Map(desired.resources.map((resource, index) => [resource.address, index]));
  const ranked = steps.map((step) => ({
    step,
    rank: step.change.action === 'destroy' ? -1 : (place.get(step.change.address) as number),
  }));
  ranked.sort((a, b) => a.rank - b.rank || (a.step.change.address < b.step.change.address ? -1 : 1));
  return ranked.map(({ step }) => step);
}

function fingerprintTouched(steps: readonly Step[]): { [address: Address]: string } {
  const touched: { [address: Address]: string } = {};
  const done = new Map<LiveObject, string>();
  for (const { change, live } of steps) {
    if (live === undefined) continue;
    const print = done.get(live) ?? fingerprint(live);
    done.set(live, print);
    touched[change.address] = print;
  }
  return touched;
}
