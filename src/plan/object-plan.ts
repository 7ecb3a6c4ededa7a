/** Plans one object: its change, or the state entry it should have when nothing changes. */

import { isUnset } from '../kinds/compare.ts';
import { PROMPT_FIELDS } from '../kinds/queue-prompts.ts';
import { fieldFacts, kindOf } from '../kinds/registry.ts';
import { compareText } from '../model/compare-text.ts';
import type { DesiredObject } from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { LiveFile, NumberHolder } from '../model/live.ts';
import type { Action, Change, FieldChange, Reason } from '../model/plan.ts';
import type { StateResource } from '../model/state.ts';
import { isSameEntry, objectEntry } from './entry.ts';
import { diffFields } from './fields.ts';
import { isHidden } from './managed.ts';
import type { Match } from './match.ts';
import { diffPrompts, promptPath } from './prompts.ts';

export interface ObjectPlan {
  /** Absent when there is nothing to do. */
  change?: Change;
  /** The state entry when there is nothing to do, or nothing to send. */
  settled?: StateResource;
  refusals: Diagnostic[];
}

export interface ObjectContext {
  files: ReadonlyMap<string, LiveFile>;
  /** Who holds the numbers that no queue has. */
  holders: ReadonlyMap<string, NumberHolder> | undefined;
  /** Whether the state has an entry for the address whose object no longer exists on the PBX. */
  wasDeleted: boolean;
  /** Whether only the list line of the live object was read. */
  isUnread: boolean;
}

export function planObject(match: Match, context: ObjectContext): ObjectPlan {
  const { desired, live, relation } = match;
  if (relation === 'taken') return refuseTaken(match);
  const holder =
    relation === 'created' || relation === 'replaced' ? otherHolder(desired, context) : undefined;
  if (holder !== undefined) return refuseUnmanaged(desired, holder);
  if (live === undefined) return { change: createChange(desired, context), refusals: [] };
  const fields = objectFields(match, context);
  const forcing = fields
    .filter((field) => fieldFacts(desired.kind, field.path)?.createOnly === true)
    .sort((a, b) => compareText(a.path, b.path));
  if (live.internal) {
    const fixed = fields.filter(({ path }) => !kindOf(desired.kind).builtIn?.changeable.includes(path));
    if (fixed.length > 0) return refuseBuiltIn(match, fixed);
  }
  if (relation === 'adopted' && forcing.length > 0) return refuseUnmanagedReplace(match, forcing);
  const previous = match.previous === undefined ? {} : { previous_address: match.previous };
  const change = (action: Action, reason: Reason | null): Change => ({
    address: desired.address,
    kind: desired.kind,
    action,
    id: live.id,
    key: desired.naturalKey,
    fields,
    reason,
    source: desired.source,
    ...previous,
  });
  const settled = unchangedEntry(match, live.id);
  if (relation === 'replaced' || forcing.length > 0) {
    const names = forcing.map((field) => field.path);
    return { change: change('replace', { type: 'cannot_update', fields: names }), refusals: [] };
  }
  if (relation === 'adopted') {
    const { title } = kindOf(desired.kind);
    return {
      change: change('adopt', { type: 'object_adopted', title, key: live.key }),
      settled,
      refusals: [],
    };
  }
  if (match.previous !== undefined) {
    const reason: Reason = { type: 'moved', from: match.previous };
    return { change: change(fields.length > 0 ? 'update' : 'move', reason), settled, refusals: [] };
  }
  if (fields.length > 0) return { change: change('update', null), settled, refusals: [] };
  if (context.isUnread) return { refusals: [] };
  return { settled, refusals: [] };
}

function objectFields(match: Match, context: ObjectContext): FieldChange[] {
  const { desired, known } = match;
  const live = match.live?.fields ?? {};
  const ignored = desired.lifecycle.ignoreChanges;
  const all = context.isUnread ? [] : diffFields(desired, live, known?.applied, ignored);
  const fields = all.filter(({ path }) => match.live === undefined || !isHidden(match.live, path));
  const keyName = kindOf(desired.kind).naturalKey;
  const isRenumbered = match.relation === 'replaced' && !fields.some((field) => field.path === keyName);
  if (isRenumbered) {
    const before = match.live?.key ?? null;
    fields.unshift({ path: keyName, before, after: desired.naturalKey, cause: 'config' });
  }
  if (!context.isUnread) {
    fields.push(...diffPrompts({ desired, live, known: known?.prompts, files: context.files }));
  }
  return fields;
}

function createChange(desired: DesiredObject, { wasDeleted }: ObjectContext): Change {
  const cause = wasDeleted ? 'drift' : 'config';
  const sent: { [path: string]: Json } = {
    ...kindOf(desired.kind).createDefaults(desired.key),
    ...desired.fields,
    ...desired.extra,
  };
  showPrompts(desired, sent);
  return {
    address: desired.address,
    kind: desired.kind,
    action: 'create',
    id: null,
    key: desired.naturalKey,
    fields: Object.entries(sent).map(([path, after]) => ({ path, before: null, after, cause })),
    reason: wasDeleted ? { type: 'deleted_on_pbx' } : null,
    source: desired.source,
  };
}

function showPrompts(desired: DesiredObject, sent: JsonObject): void {
  for (const field of PROMPT_FIELDS) {
    const prompt = desired.prompts[field];
    if (prompt === undefined) continue;
    const { name, size, sha256 } = prompt;
    sent[promptPath(desired, field)] = { name, size, sha256 };
  }
}

/** Returns the known entry itself when it is already right, so that callers can compare by reference. */
function unchangedEntry({ desired, known, live }: Match, id: string): StateResource {
  const draft = objectEntry(desired, live?.key);
  if (known?.id === id && isSameEntry(known, draft)) return known;
  return { ...draft, id, ...(known?.prompts === undefined ? {} : { prompts: known.prompts }) };
}

function refuseTaken({ desired, holder, live }: Match): ObjectPlan {
  const keyName = kindOf(desired.kind).naturalKey;
  const refusal: Diagnostic = {
    code: 'CQ404',
    severity: 'error',
    summary: `${desired.address} changes its ${keyName} from ${live?.key} to ${desired.naturalKey}, which ${kindOf(desired.kind).title} "${holder?.name}" on the PBX has`,
    hint: `choose another ${keyName}, or write that one under a key of its own`,
    address: desired.address,
    source: desired.source,
  };
  return { refusals: [refusal] };
}

/** A queue holding the number was created after the list was read; the create finds it by itself. */
function otherHolder(desired: DesiredObject, { holders }: ObjectContext): NumberHolder | undefined {
  const { holderType } = kindOf(desired.kind);
  const holder = holderType === undefined ? undefined : holders?.get(desired.naturalKey);
  return holder?.type === holderType ? undefined : holder;
}

function refuseUnmanaged(
  { address, naturalKey, source }: DesiredObject,
  { name, type }: NumberHolder,
): ObjectPlan {
  const what = type.toLowerCase().replaceAll('_', ' ');
  const refusal: Diagnostic = {
    code: 'CQ415',
    severity: 'error',
    summary: `${address} is to have the number ${naturalKey}, which the ${what} "${name}" on the PBX has`,
    hint: 'choose another extension_number, or free this one in the portal',
    address,
    source,
  };
  return { refusals: [refusal] };
}

/**
 * A replace destroys the object, and an unmanaged object must not be destroyed: it is adopted as it is, or refused.
 */
function refuseUnmanagedReplace({ desired }: Match, forcing: readonly FieldChange[]): ObjectPlan {
  const names = forcing.map((field) => field.path).join(' and ');
  const refusal: Diagnostic = {
    code: 'CQ426',
    severity: 'error',
    summary: `${desired.address} exists on the PBX with another ${names}, and is not the project's to destroy`,
    hint: `write the ${names} that it has (${forcing.map(({ path, before }) => `${path}: ${JSON.stringify(before)}`).join(', ')}), apply, and then change it; or write another name`,
    address: desired.address,
    source: desired.source,
  };
  return { refusals: [refusal] };
}

function refuseBuiltIn({ desired, live }: Match, fixed: readonly FieldChange[]): ObjectPlan {
  const names = fixed.map(({ path }) => path);
  const changeable = (kindOf(desired.kind).builtIn?.changeable ?? []).map((name) => `\`${name}\``).join(', ');
  const refusal: Diagnostic = {
    code: 'CQ405',
    severity: 'error',
    summary: `${desired.address} is the PBX's own ${desired.kind} "${live?.name}", of which only ${changeable} can be changed, not ${names.join(', ')}`,
    hint: fixed.map(writeAsIs).join(', '),
    address: desired.address,
    source: desired.source,
  };
  return { refusals: [refusal] };
}

function writeAsIs({ path, before }: FieldChange): string {
  return isUnset(before)
    ? `leave ${path} out`
    : `write ${path}: ${JSON.stringify(before)}, as the PBX has it`;
}
