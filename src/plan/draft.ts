/** Finds all differences, before --target and --exclude are applied: one step for each resource that must change. */

import { listAddress, ownerOf } from '../kinds/address.ts';
import { identity } from '../kinds/identity.ts';
import { LIST_KINDS, OBJECT_KINDS } from '../kinds/registry.ts';
import { type Address, formatAddress, type KindName } from '../model/address.ts';
import {
  type Desired,
  type DesiredList,
  type DesiredObject,
  type DesiredResource,
  isList,
} from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { type Live, type LiveObject, objectsOfKind } from '../model/live.ts';
import type { Change, Reason, Step, UnmanagedObject } from '../model/plan.ts';
import type { StateDocument, StateResource } from '../model/state.ts';
import { type Entries, entriesOf } from './entries.ts';
import { planList, strategyOf } from './list-plan.ts';
import { type Match, type Matching, matchResources } from './match.ts';
import { type ObjectContext, planObject } from './object-plan.ts';
import { keepProtection } from './protection.ts';
import { readEntries, releasedObjects } from './read-entries.ts';
import { isUnread } from './select.ts';
import { compareAddresses, compareKeys, rankOf, sortByAddress } from './sort.ts';
import { destroyStep, listStep, objectStep } from './step.ts';

export interface PlanOptions {
  targets: readonly string[];
  excludes: readonly string[];
  /** Plan the removal of everything that the project manages. */
  destroy: boolean;
  allowDestroys?: number;
}

export interface PlanInput {
  target: string;
  desired: Desired;
  live: Live;
  state: StateDocument | null;
  options: PlanOptions;
  /** Refusals found before planning, which apply to every plan of these files. */
  violations?: readonly Diagnostic[];
}

export interface Draft {
  entries: Entries;
  steps: Step[];
  settled: { [address: Address]: StateResource };
  forgotten: Address[];
  dropped: { address: Address; because?: Address }[];
  unmanaged: UnmanagedObject[];
  /** How many resources the project manages, changed or not. */
  managed: number;
  /** How many of them differ but have no step, because the change is impossible. */
  refused: number;
  /** How many were left out and not read, so that nobody knows whether they differ. */
  unread: number;
  isProtected: Set<Address>;
  diagnostics: Diagnostic[];
  refusals: Diagnostic[];
}

export function draftPlan({ target, desired, live, state, options, violations = [] }: PlanInput): Draft {
  const entries = readEntries(desired, state);
  const draft: Draft = {
    entries,
    steps: [],
    settled: {},
    forgotten: [...entries.forgotten],
    dropped: [...entries.movedFrom].map(([because, address]) => ({ address, because })),
    unmanaged: [],
    managed: options.destroy ? 0 : desired.resources.length,
    refused: 0,
    unread: 0,
    isProtected: new Set(),
    diagnostics: warnOfTarget(target, state),
    refusals: [...entries.diagnostics, ...(options.destroy ? [] : violations)],
  };
  const { objects, lists } = groupByKind(options.destroy ? [] : desired.resources);
  const files = new Map(live.files.map((file) => [file.id, file]));
  for (const { name } of OBJECT_KINDS) {
    const known = entriesOf(entries, name);
    const found = objectsOfKind(live, name);
    const matching = matchResources(objects.get(name) ?? [], found, known);
    for (const found of matching.matches) {
      const { address } = found.desired;
      const entry = found.known ?? known.get(address);
      const { match, warnings } = keepProtection(found, entry, desired.empty);
      draft.diagnostics.push(...warnings);
      const wasDeleted = entry !== undefined && entry.id !== found.live?.id && !matching.byId.has(entry.id);
      const isLineOnly = isUnread(address, match.live, { part: 'fields', selection: options });
      const context = { files, holders: live.holders, wasDeleted, isUnread: isLineOnly };
      const change = planMatch(draft, match, context);
      if (isLineOnly && change === undefined) draft.unread++;
      const list = lists.get(address);
      if (list !== undefined && match.relation !== 'taken')
        planOneList(draft, list, { queue: match, change, wasDeleted, options });
    }
    planRemovals(draft, matching, { desired, options });
  }
  if (!options.destroy) planRemovedLists(draft, desired.resources, lists);
  const sorted = sortByAddress(draft.steps, ({ change }) => change.address);
  const isDestroy = ({ change }: Step): boolean => change.action === 'destroy';
  draft.steps = [...sorted.filter(isDestroy), ...sorted.filter((step) => !isDestroy(step))];
  for (const found of [draft.diagnostics, draft.refusals]) found.sort(compareAddresses);
  draft.unmanaged.sort((a, b) => rankOf(a.kind) - rankOf(b.kind) || compareKeys(a, b));
  return draft;
}

interface Grouped {
  objects: ReadonlyMap<KindName, DesiredObject[]>;
  /** By the address of their object. */
  lists: Map<Address, DesiredList>;
}

function groupByKind(resources: readonly DesiredResource[]): Grouped {
  const objects = new Map<KindName, DesiredObject[]>(OBJECT_KINDS.map(({ name }) => [name, []]));
  const lists = new Map<Address, DesiredList>();
  for (const resource of resources) {
    if (isList(resource)) lists.set(resource.parent, resource);
    else objects.get(resource.kind)?.push(resource);
  }
  return { objects, lists };
}

function planMatch(draft: Draft, found: Match, context: ObjectContext): Change | undefined {
  const { address } = found.desired;
  const blockMove = draft.entries.movedFrom.get(address);
  const previous = found.previous ?? (found.relation === 'bound' ? blockMove : undefined);
  const match = previous === undefined ? found : { ...found, previous };
  const { change, settled, refusals } = planObject(match, context);
  draft.refusals.push(...refusals);
  if (refusals.length > 0) draft.refused++;
  if (match.desired.lifecycle.preventDestroy === true || match.known?.prevent_destroy === true)
    draft.isProtected.add(address);
  if (settled !== undefined && settled !== match.known && change === undefined)
    draft.settled[address] = settled;
  if (change === undefined) return undefined;
  // A moved resource is recorded under its new address even if its update fails, so that the next plan finds it there.
  if (previous !== undefined && match.known !== undefined) draft.settled[address] = match.known;
  if (found.previous !== undefined) draft.dropped.push({ address: found.previous, because: address });
  draft.steps.push(objectStep(change, match));
  return change;
}

/**
 * Plans objects that are in no file: managed ones are destroyed, others reported or, if the policy says so, destroyed
 * too.
 */
function planRemovals(
  draft: Draft,
  matching: Matching,
  { desired, options }: Pick<PlanInput, 'desired' | 'options'>,
): void {
  const guarded = new Set(
    matching.orphans.length === 0
      ? []
      : desired.resources
          .filter(({ lifecycle }) => lifecycle.preventDestroy === true)
          .map(({ address }) => address),
  );
  for (const { address, known, live } of matching.orphans) {
    if (live.internal) {
      draft.forgotten.push(address);
      continue;
    }
    if (known.prevent_destroy || guarded.has(address)) draft.isProtected.add(address);
    const type = options.destroy ? 'destroy_requested' : 'not_in_files';
    draft.steps.push(destroyStep(destroyChange(address, live, { type }), { live, known }));
  }
  for (const address of matching.gone) draft.dropped.push({ address });
  if (options.destroy) return;
  const released = releasedObjects(draft.entries);
  const { unmanaged } = desired.policy;
  const used = new Set<string>(
    unmanaged === 'destroy'
      ? [
          ...OBJECT_KINDS.flatMap(({ name }) => [...entriesOf(draft.entries, name).keys()]),
          ...desired.resources.map((each) => each.address),
        ]
      : [],
  );
  for (const live of matching.unmanaged) {
    if (live.internal || unmanaged === 'ignore') continue;
    if (unmanaged === 'destroy' && !released.has(identity(live.kind, live.key))) {
      const address = freeAddress(live, used);
      const reason: Reason = { type: 'unmanaged_destroyed' };
      draft.steps.push(destroyStep(destroyChange(address, live, reason), { live }));
    } else draft.unmanaged.push({ kind: live.kind, id: live.id, key: live.key, name: live.name });
  }
}

function destroyChange(address: Address, live: LiveObject, reason: Reason): Change {
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

/** Plans lists that are in the state but no longer in a file. */
function planRemovedLists(
  draft: Draft,
  resources: readonly DesiredResource[],
  lists: ReadonlyMap<Address, DesiredList>,
): void {
  const inFiles = new Set([...lists.values()].map(({ address }) => address));
  const removed = LIST_KINDS.flatMap(({ name }) => [...entriesOf(draft.entries, name).keys()]).filter(
    (address) => !inFiles.has(address),
  );
  if (removed.length === 0) return;
  const changed = new Set(draft.steps.map((step) => step.change.address));
  const movedTo = new Map(draft.steps.map(({ change }) => [change.previous_address, change.address]));
  const written = new Set(resources.map(({ address }) => address));
  for (const address of removed) {
    const owner = ownerOf(address);
    const because = movedTo.get(owner);
    // If its object is still in the files, the list is unmanaged from now on; otherwise it is removed with its object.
    if (written.has(owner)) draft.forgotten.push(address);
    else if (!changed.has(owner))
      draft.dropped.push(because === undefined ? { address } : { address, because });
  }
}

function planOneList(
  draft: Draft,
  list: DesiredList,
  {
    queue,
    change: queueChange,
    wasDeleted,
    options,
  }: { queue: Match; change: Change | undefined; wasDeleted: boolean; options: PlanOptions },
): void {
  const entries = entriesOf(draft.entries, list.kind);
  const previous = queueChange?.previous_address;
  const before = previous === undefined ? undefined : listAddress(previous);
  const own = entries.get(list.address);
  const entry = own ?? (before === undefined ? undefined : entries.get(before));
  const known = entry !== undefined && entry.id === queue.live?.id ? entry : undefined;
  const isListUnread = isUnread(list.address, queue.live, { part: 'items', selection: options });
  const { change, settled, warnings } = planList(list, {
    queueAction: queueChange?.action,
    queue,
    known,
    wasDeleted: queue.live === undefined && wasDeleted,
    isUnread: isListUnread,
  });
  if (isListUnread && change === undefined) draft.unread++;
  draft.diagnostics.push(...warnings);
  if (before !== undefined && entries.has(before))
    draft.dropped.push({ address: before, because: list.parent });
  const isSaid = settled === own && !draft.entries.movedFrom.has(list.address);
  if (settled !== undefined && !isSaid && change === undefined) draft.settled[list.address] = settled;
  if (change === undefined) return;
  const strategy = strategyOf(queue, queueChange?.action);
  draft.steps.push(listStep(change, { desired: list, live: queue.live, known, strategy }));
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
