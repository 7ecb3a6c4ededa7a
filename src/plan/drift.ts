/**
 * Drift: live against what was last applied, apart from config changes.
 *
 * The answer has the shape of a plan, the one that would put things back: `before` is what the PBX has, `after` what
 * was applied. Only what is still written counts; a value that the files have changed since is compared as it was
 * applied. Of a resource that the files do not have any more, all that state knows counts.
 */

import { isSameValue } from '../kinds/compare.ts';
import { fieldFacts, KINDS } from '../kinds/registry.ts';
import type { Address } from '../model/address.ts';
import type { DesiredResource, PromptField } from '../model/desired.ts';
import type { LiveObject } from '../model/live.ts';
import { type Change, type FieldChange, PLAN_FORMAT_VERSION, type Plan } from '../model/plan.ts';
import type { StateResource } from '../model/state.ts';
import { appliedItems } from './agent-lists.ts';
import { isSameList, listRules, shownList } from './agents.ts';
import { queueAddress } from './draft.ts';
import { knownAddresses, readEntries, warnOfTarget } from './entries.ts';
import { hashPlan } from './hash.ts';
import type { PlanInput } from './planner.ts';
import { isShownAlike, promptPath, shownPrompt } from './prompts.ts';
import { findUnknown, isEverything, isSelected } from './select.ts';
import { countActions } from './summary.ts';

export function planDrift({ target, desired, live, state, options }: PlanInput): Plan {
  const { byAddress } = readEntries(desired, state);
  const written = new Map(desired.resources.map((resource) => [resource.address, resource]));
  const findObject = indexObjects([...live.servers, ...live.queues]);
  const changes: Change[] = [];
  let compared = 0;
  for (const [address, entry] of [...byAddress].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const resource = written.get(address);
    // A list that the files no longer write is left alone, though state still has it.
    const isLeftAlone =
      entry.kind === 'agents' && resource === undefined && written.has(queueAddress(address));
    if (isLeftAlone || !isSelected(address, options)) continue;
    compared++;
    const queue = entry.kind === 'agents' ? byAddress.get(queueAddress(address)) : undefined;
    const change = driftOf({ address, entry, queue, object: findObject(entry), resource });
    if (change !== undefined) changes.push(change);
  }
  return {
    format_version: PLAN_FORMAT_VERSION,
    target,
    complete: isEverything(options),
    summary: { ...countActions(changes), unchanged: compared - changes.length },
    hash: hashPlan({ target, changes, forgotten: [] }),
    changes,
    unmanaged: [],
    forgotten: [],
    diagnostics: [...warnOfTarget(target, state), ...findUnknown(options, knownAddresses(desired, state))],
  };
}

/** By id as long as the natural key is the same, else by that: what was made again. Of several, the lowest id. */
function indexObjects(objects: readonly LiveObject[]): (entry: StateResource) => LiveObject | undefined {
  const byId = new Map(objects.map((object) => [`${object.kind} ${object.id}`, object]));
  const byKey = new Map<string, LiveObject>();
  for (const object of objects) {
    const place = `${object.kind} ${object.key}`;
    const other = byKey.get(place);
    if (other === undefined || object.id < other.id) byKey.set(place, object);
  }
  return (entry) => {
    const kind = entry.kind === 'agents' ? 'queue' : entry.kind;
    const own = byId.get(`${kind} ${entry.id}`);
    return own?.key === entry.key ? own : byKey.get(`${kind} ${entry.key}`);
  };
}

interface Known {
  address: Address;
  entry: StateResource;
  /** Of an agent list: what state knows of its queue. */
  queue: StateResource | undefined;
  object: LiveObject | undefined;
  resource: DesiredResource | undefined;
}

function driftOf(known: Known): Change | undefined {
  const { address, entry, object, resource } = known;
  const base = { address, kind: entry.kind, key: entry.key, source: resource?.source ?? null };
  const title = KINDS[entry.kind].title;
  if (object === undefined) {
    const fields = Object.entries(entry.applied).map(
      ([path, after]): FieldChange => ({ path, before: null, after, cause: 'drift' }),
    );
    return { ...base, action: 'create', id: null, fields, reason: `the ${title} was deleted on the PBX` };
  }
  const fields =
    entry.kind === 'agents'
      ? listDrift(known, object)
      : [...fieldDrift(known, object), ...promptDrift(known, object)];
  if (object.id !== entry.id && entry.kind !== 'agents') {
    const reason = `the ${title} was deleted on the PBX and made again`;
    return { ...base, action: 'adopt', id: object.id, fields, reason };
  }
  return fields.length === 0 ? undefined : { ...base, action: 'update', id: object.id, fields, reason: null };
}

function fieldDrift({ entry, resource }: Known, object: LiveObject): FieldChange[] {
  const live = object.fields ?? {};
  const changes: FieldChange[] = [];
  for (const [path, after] of Object.entries(entry.applied)) {
    if (!isWritten(path, resource) || resource?.lifecycle.ignoreChanges.includes(path)) continue;
    if (isSameValue(fieldFacts(entry.kind, path), after, live[path])) continue;
    changes.push({ path, before: live[path] ?? null, after, cause: 'drift' });
  }
  return changes;
}

function isWritten(path: string, resource: DesiredResource | undefined): boolean {
  if (resource === undefined || resource.kind === 'agents') return true;
  return Object.hasOwn(resource.fields, path) || Object.hasOwn(resource.extra, path);
}

function promptDrift({ entry, resource }: Known, object: LiveObject): FieldChange[] {
  const queue = resource?.kind === 'queue' ? resource : undefined;
  const changes: FieldChange[] = [];
  for (const [name, record] of Object.entries(entry.prompts ?? {})) {
    const field = name as PromptField;
    const path = queue === undefined ? field : promptPath(queue, field);
    const ignored = queue?.lifecycle.ignoreChanges ?? [];
    const isGone = queue !== undefined && path === field && !Object.hasOwn(queue.fields, field);
    if (isGone || ignored.includes(field) || ignored.includes(path)) continue;
    const shown = shownPrompt(object.fields ?? {}, field);
    if (isShownAlike(record.shown, shown)) continue;
    changes.push({ path, before: { ...shown }, after: { ...record.shown }, cause: 'drift' });
  }
  return changes;
}

/** By the rules of the strategy that was applied; where none was, of the one that the queue has. */
function listDrift({ entry, queue, resource }: Known, object: LiveObject): FieldChange[] {
  const applied = appliedItems(entry);
  const isIgnored = resource?.lifecycle.ignoreChanges.includes('agents') === true;
  if (applied === undefined || object.items === undefined || isIgnored) return [];
  const rules = listRules(queue?.applied['polling_strategy'] ?? object.fields?.['polling_strategy']);
  if (isSameList(applied, object.items, rules)) return [];
  const [before, after] = [shownList(object.items, rules), shownList(applied, rules)];
  return [{ path: 'items', before, after, cause: 'drift' }];
}
