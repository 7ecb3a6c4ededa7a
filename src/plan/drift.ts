/**
 * Finds drift: compares live values with the last applied ones, ignoring config changes.
 *
 * The result is a plan that would restore the applied values: `before` is live, `after` is applied. Only fields that
 * are still written count; if the files have changed a value since, the applied value is compared.
 */

import { ownerOf } from '../kinds/address.ts';
import { isSameValue } from '../kinds/compare.ts';
import { identity, objectIdentity } from '../kinds/identity.ts';
import { PROMPT_FIELDS } from '../kinds/queue-prompts.ts';
import { fieldFacts, isListKind, kindOf } from '../kinds/registry.ts';
import type { Address } from '../model/address.ts';
import { compareText } from '../model/compare-text.ts';
import type { DesiredResource } from '../model/desired.ts';
import type { LiveObject } from '../model/live.ts';
import {
  ACTIONS,
  type Change,
  type FieldChange,
  PLAN_FORMAT_VERSION,
  type Plan,
  type PlanSummary,
} from '../model/plan.ts';
import type { StateResource } from '../model/state.ts';
import { hashPlan } from './hash.ts';
import { appliedItems } from './list-plan.ts';
import { isSameList, listRules, recordedList } from './list-rules.ts';
import { isHidden, isManaged } from './managed.ts';
import type { PlanInput } from './planner.ts';
import { promptDrift } from './prompts.ts';
import { readEntries } from './read-entries.ts';
import { isSelected } from './select.ts';

export function planDrift({ target, desired, live, state, options }: PlanInput): Plan {
  const entries = [...readEntries(desired, state).byKind.values()].flatMap((known) => [...known]);
  const written = new Map(desired.resources.map((resource) => [resource.address, resource]));
  const byId = new Map(live.objects.map((object) => [object.id, object]));
  const byKey = new Map(live.objects.map((object) => [identity(object.kind, object.key), object]));
  const changes: Change[] = [];
  let compared = 0;
  for (const [address, entry] of entries.sort(([a], [b]) => compareText(a, b))) {
    if (!isSelected(address, options)) continue;
    compared++;
    const own = byId.get(entry.id);
    const object =
      own?.key === entry.key ? own : byKey.get(objectIdentity({ kind: entry.kind, naturalKey: entry.key }));
    const resource = written.get(address);
    // A list that the files no longer write is unmanaged, although the state still has it.
    if (isListEntry(entry) && resource === undefined && written.has(ownerOf(address))) continue;
    const change = driftOf({ address, entry, object, resource });
    if (change !== undefined) changes.push(change);
  }
  const summary = Object.fromEntries(ACTIONS.map((action) => [action, 0])) as PlanSummary;
  for (const change of changes) summary[change.action]++;
  summary.unchanged = compared - changes.length;
  return {
    format_version: PLAN_FORMAT_VERSION,
    target,
    complete: options.targets.length + options.excludes.length === 0,
    summary,
    hash: hashPlan({ target, changes }),
    changes,
    unmanaged: [],
    diagnostics: [],
  };
}

interface Known {
  address: Address;
  entry: StateResource;
  object: LiveObject | undefined;
  resource: DesiredResource | undefined;
}

function driftOf({ address, entry, object, resource }: Known): Change | undefined {
  const base = { address, kind: entry.kind, key: entry.key, source: resource?.source ?? null };
  const title = kindOf(entry.kind).title;
  if (object === undefined) {
    const fields = Object.entries(entry.applied).map(
      ([path, after]): FieldChange => ({ path, before: null, after, cause: 'drift' }),
    );
    return { ...base, action: 'create', id: null, fields, reason: { type: 'drifted_away', title } };
  }
  const isCompared = (path: string): boolean =>
    !isHidden(object, path) && (resource === undefined || isManaged(resource, path));
  const fields = isListEntry(entry)
    ? listDrift(entry, object, isCompared)
    : fieldDrift(entry, object, isCompared);
  if (object.id !== entry.id && !isListEntry(entry)) {
    const reason = { type: 'drifted_to_another', title } as const;
    return { ...base, action: 'adopt', id: object.id, fields, reason };
  }
  return fields.length === 0 ? undefined : { ...base, action: 'update', id: object.id, fields, reason: null };
}

function fieldDrift(
  entry: StateResource,
  object: LiveObject,
  isCompared: (path: string) => boolean,
): FieldChange[] {
  const live = object.fields ?? {};
  const changes: FieldChange[] = [];
  for (const [path, after] of Object.entries(entry.applied)) {
    if (!isCompared(path) || isSameValue(fieldFacts(entry.kind, path), after, live[path])) continue;
    changes.push({ path, before: live[path] ?? null, after, cause: 'drift' });
  }
  for (const field of PROMPT_FIELDS) {
    const record = entry.prompts?.[field];
    const change = record === undefined || !isCompared(field) ? undefined : promptDrift(field, record, live);
    if (change !== undefined) changes.push(change);
  }
  return changes;
}

function listDrift(
  entry: StateResource,
  object: LiveObject,
  isCompared: (path: string) => boolean,
): FieldChange[] {
  const applied = appliedItems(entry);
  if (applied === undefined || object.items === undefined || !isCompared('items')) return [];
  const rules = listRules(object.fields?.['polling_strategy']);
  if (isSameList(applied, object.items, rules)) return [];
  const [before, after] = [recordedList(object.items, rules), recordedList(applied, rules)];
  return [{ path: 'items', before, after, cause: 'drift' }];
}

function isListEntry({ kind }: StateResource): boolean {
  return isListKind(kind);
}
