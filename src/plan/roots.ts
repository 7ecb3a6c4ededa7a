/**
 * The change of one server or queue, or what state should say of it when there is none.
 *
 * Which object it is has been settled before; here the two are compared, and the difference decides on the action: what
 * the API cannot update forces a replace, which the PBX's own server does not take.
 */

import { fieldFacts, KINDS } from '../kinds/registry.ts';
import type { Address } from '../model/address.ts';
import { createDefaults, type DesiredQueue } from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { LiveFile } from '../model/live.ts';
import type { Action, Change, FieldChange } from '../model/plan.ts';
import type { StateResource } from '../model/state.ts';
import { diffFields } from './fields.ts';
import { warnOfLostValues } from './lost-values.ts';
import type { Match } from './match.ts';
import { diffPrompts, PROMPT_FIELDS, promptPath } from './prompts.ts';

export interface RootPlan {
  /** Absent when there is nothing to do. */
  change?: Change;
  /** What state should say when there is nothing to do. */
  settled?: StateResource;
  warnings?: Diagnostic[];
  refusal?: Diagnostic;
}

export interface RootContext {
  files: ReadonlyMap<string, LiveFile>;
  /** Where the state has the object under another address. */
  previous?: Address;
}

export function planRoot(match: Match, context: RootContext): RootPlan {
  const { desired, live, relation } = match;
  if (relation === 'taken') return { refusal: refuseTaken(match) };
  if (live === undefined) return { change: createChange(match) };
  const fields = rootFields(match, context);
  const forcing = fields.filter((field) => fieldFacts(desired.kind, field.path)?.createOnly === true);
  if (live.internal && fields.some((field) => field.path !== 'enabled')) {
    return { refusal: refuseInternal(match, fields) };
  }
  const { previous } = context;
  const change = (action: Action, reason: string | null): Change => ({
    address: desired.address,
    kind: desired.kind,
    action,
    id: live.id,
    key: desired.naturalKey,
    fields,
    reason,
    source: desired.source,
    ...(previous === undefined ? {} : { previous_address: previous }),
  });
  if (forcing.length > 0) {
    // To replace it is to destroy it, which only what is ours may be.
    if (relation === 'adopted') return { refusal: refuseForeign(match, forcing) };
    const names = forcing.map((field) => field.path).join(', ');
    const reason = `the PBX cannot update ${names}`;
    return { change: change('replace', reason), warnings: warnOfLostValues(desired, live) };
  }
  if (relation === 'adopted') {
    const { title } = KINDS[desired.kind];
    const reason =
      match.lost?.key === live.key
        ? `${title} ${live.key} was deleted on the PBX and made again; it is taken under management`
        : `${title} ${live.key} exists on the PBX and is taken under management`;
    return { change: change('adopt', reason) };
  }
  if (previous !== undefined) {
    return { change: change(fields.length > 0 ? 'update' : 'move', `moved from ${previous}`) };
  }
  return fields.length > 0 ? { change: change('update', null) } : { settled: settledEntry(match, live.id) };
}

/** Whether what state knows of under this address and number is not on the PBX any more. */
export function wasDeleted({ relation, desired, lost }: Match): boolean {
  return relation === 'created' && lost?.key === desired.naturalKey;
}

function rootFields(match: Match, context: RootContext): FieldChange[] {
  const { desired, known, lost } = match;
  const live = match.live?.fields ?? {};
  const ignored = desired.lifecycle.ignoreChanges;
  // What was made again with the same number by somebody else differs from what was applied for that reason.
  const applied = known?.applied ?? (lost?.key === match.live?.key ? lost?.applied : undefined);
  const fields = diffFields(desired, live, applied, ignored);
  const keyName = KINDS[desired.kind].naturalKey;
  const isRenumbered = match.relation === 'replaced' && !fields.some((field) => field.path === keyName);
  if (isRenumbered) {
    const before = match.live?.key ?? null;
    fields.unshift({ path: keyName, before, after: desired.naturalKey, cause: 'config' });
  }
  if (desired.kind === 'queue') {
    fields.push(...diffPrompts({ desired, live, known: known?.prompts, files: context.files }, ignored));
  }
  return fields;
}

function createChange(match: Match): Change {
  const { desired } = match;
  const isMadeAgain = wasDeleted(match);
  const cause = isMadeAgain ? 'drift' : 'config';
  const sent: { [path: string]: Json } = { ...createDefaults(desired), ...desired.fields, ...desired.extra };
  if (desired.kind === 'queue') showPrompts(desired, sent);
  return {
    address: desired.address,
    kind: desired.kind,
    action: 'create',
    id: null,
    key: desired.naturalKey,
    fields: Object.entries(sent).map(([path, after]) => ({ path, before: null, after, cause })),
    reason: isMadeAgain ? 'it was deleted on the PBX' : null,
    source: desired.source,
  };
}

function showPrompts(desired: DesiredQueue, sent: JsonObject): void {
  for (const field of PROMPT_FIELDS) {
    const prompt = desired.prompts[field];
    if (prompt === undefined) continue;
    const { name, size, sha256 } = prompt;
    sent[promptPath(desired, field)] = { name, size, sha256 };
  }
}

/** What state says of a resource that is as the files want it. */
function settledEntry({ desired, known }: Match, id: string): StateResource {
  const applied: JsonObject = {};
  for (const values of [desired.fields, desired.extra]) {
    for (const name of Object.keys(values)) {
      if (desired.lifecycle.ignoreChanges.includes(name)) continue;
      if (fieldFacts(desired.kind, name)?.prompt === undefined) applied[name] = values[name] as Json;
    }
  }
  return {
    kind: desired.kind,
    id,
    key: desired.naturalKey,
    applied,
    prevent_destroy: desired.lifecycle.preventDestroy,
    ...(known?.prompts === undefined ? {} : { prompts: known.prompts }),
  };
}

function refuseTaken({ desired, holder, live }: Match): Diagnostic {
  const keyName = KINDS[desired.kind].naturalKey;
  return {
    code: 'CQ404',
    severity: 'error',
    summary: `${desired.address} changes its ${keyName} from ${live?.key} to ${desired.naturalKey}, which ${KINDS[desired.kind].title} "${holder?.name}" on the PBX has`,
    hint: `choose another ${keyName}, or write that one under a key of its own`,
    address: desired.address,
    source: desired.source,
  };
}

function refuseForeign({ desired, live }: Match, forcing: readonly FieldChange[]): Diagnostic {
  const { title } = KINDS[desired.kind];
  const names = forcing.map((field) => field.path).join(' and ');
  const has = forcing.map(({ path, before }) => `${path}: ${JSON.stringify(before)}`).join(', ');
  return {
    code: 'CQ415',
    severity: 'error',
    summary: `${desired.address} is ${title} "${live?.name}" on the PBX, which this project does not manage yet and which has another ${names}`,
    hint: `write what it has (${has}) and apply, so that it is managed; then change it. Or choose another ${KINDS[desired.kind].naturalKey}`,
    address: desired.address,
    source: desired.source,
  };
}

function refuseInternal({ desired, live }: Match, fields: readonly FieldChange[]): Diagnostic {
  const names = fields.map((field) => field.path).filter((path) => path !== 'enabled');
  return {
    code: 'CQ405',
    severity: 'error',
    summary: `${desired.address} is the PBX's own server "${live?.name}", of which only \`enabled\` can be changed, not ${names.join(', ')}`,
    hint: `write the ${names.join(' and ')} that the PBX has, or leave it out`,
    address: desired.address,
    source: desired.source,
  };
}
