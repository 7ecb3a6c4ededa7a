/** Carries out the step of a server or a queue: create, update, adopt, move, replace, destroy. */

import type { PbxClient } from '../api/client.ts';
import { isSameValue } from '../kinds/compare.ts';
import { fieldFacts, updatableFields } from '../kinds/registry.ts';
import { type Address, formatAddress, parseAddress } from '../model/address.ts';
import type { DesiredQueue, DesiredServer, PromptField } from '../model/desired.ts';
import { GateError } from '../model/errors.ts';
import { canonicalJson, type Json, type JsonObject, withoutNulls } from '../model/json.ts';
import type { FieldChange, Step } from '../model/plan.ts';
import type { PromptRecord, StateResource } from '../model/state.ts';
import { PROMPT_FIELDS, promptPath, shownPrompt } from '../plan/prompts.ts';
import { createBody, updateBody, writtenValues } from './body.ts';
import type { Carried, CarryContext } from './carry.ts';
import { describeNotKept, isNotFound, notKept, readUntil } from './read-back.ts';
import { letDrain } from './waiting.ts';

type Root = DesiredServer | DesiredQueue;

export async function carryRoot(step: Step, context: CarryContext): Promise<Carried> {
  const { change, live } = step;
  if (change.action === 'destroy') return destroy(step, context);
  const desired = step.desired as Root;
  switch (change.action) {
    case 'create':
      return create(desired, context);
    case 'replace':
      await remove(step, context);
      // From here on the old object is gone: state must not name it, whatever becomes of the new one.
      await context.save(lostEntries(change.address));
      return create(desired, context);
    case 'move':
      return {
        id: live?.id ?? null,
        entries: [[change.address, entryOf(step, desired, step.known?.prompts)]],
      };
    default:
      return change.fields.length === 0 ? adopt(step, desired, context) : update(step, desired, context);
  }
}

async function destroy(step: Step, context: CarryContext): Promise<Carried> {
  await remove(step, context);
  return { id: step.change.id, entries: lostEntries(step.change.address) };
}

async function remove({ change, live }: Step, context: CarryContext): Promise<void> {
  const id = live?.id ?? change.id ?? '';
  const { client } = context;
  if (change.kind === 'queue') await letDrain(id, change.address, context.waiting);
  try {
    await (change.kind === 'queue' ? client.destroyQueue(id) : client.destroyServer(id));
  } catch (error) {
    // Somebody was faster: it is gone, which is what was wanted.
    if (!isNotFound(error)) throw error;
  }
}

function lostEntries(address: Address): Carried['entries'] {
  const parts = parseAddress(address);
  if (parts?.kind !== 'queue') return [[address, null]];
  return [
    [address, null],
    [formatAddress('agents', parts.key), null],
  ];
}

async function create(desired: Root, context: CarryContext): Promise<Carried> {
  const { client } = context;
  const prompts = desired.kind === 'queue' ? await context.prompts.written(desired, PROMPT_FIELDS) : {};
  const body = createBody(desired);
  const id =
    desired.kind === 'queue'
      ? await client.createQueue({ ...body, ...prompts })
      : await client.createServer(body);
  const sent = { desired, id, values: body, prompts };
  const shown = await readUntil(
    readerOf(desired, id, client),
    (live) => faultsOf(sent, live).length === 0,
    context,
  );
  return finish(sent, shown, {});
}

interface Sent {
  desired: Root;
  id: string;
  values: JsonObject;
  /** File ids by field. */
  prompts: JsonObject;
}

function readerOf(desired: Pick<Root, 'kind'>, id: string, client: PbxClient): () => Promise<JsonObject> {
  return desired.kind === 'queue' ? () => client.getQueue(id) : () => client.getServer(id);
}

/** What of the sent values the object does not show. */
function faultsOf({ desired, values, prompts }: Sent, live: JsonObject): string[] {
  const silent = Object.keys(prompts).filter(
    (field) => shownPrompt(live, field as PromptField).name === undefined,
  );
  return [...notKept(desired.kind, values, live), ...silent];
}

/** The object is ours even when it did not keep all: state says so, and what it holds of what was written. */
function finish(sent: Sent, shown: JsonObject, known: Partial<Record<PromptField, PromptRecord>>): Carried {
  const { desired, id } = sent;
  const faults = faultsOf(sent, shown);
  const applied = writtenValues(desired);
  for (const name of [...faults, ...desired.lifecycle.ignoreChanges]) delete applied[name];
  const records: Partial<Record<PromptField, PromptRecord>> = { ...known };
  if (desired.kind === 'queue') {
    for (const [field, fileId] of Object.entries(sent.prompts) as [PromptField, string][]) {
      const sha256 = desired.prompts[field]?.sha256;
      records[field] = {
        file_id: fileId,
        ...(sha256 === undefined ? {} : { sha256 }),
        shown: shownPrompt(shown, field),
      };
    }
  }
  const entry: StateResource = {
    kind: desired.kind,
    id,
    key: desired.naturalKey,
    applied,
    prevent_destroy: desired.lifecycle.preventDestroy,
    ...(Object.keys(records).length === 0 ? {} : { prompts: records }),
  };
  const carried: Carried = { id, entries: [[desired.address, entry]] };
  if (faults.length > 0)
    carried.failure = describeNotKept(faults, { ...sent.values, ...sent.prompts }, shown);
  return carried;
}

function entryOf(
  { live }: Step,
  desired: Root,
  prompts: Partial<Record<PromptField, PromptRecord>> | undefined,
): StateResource {
  const applied = writtenValues(desired);
  for (const name of desired.lifecycle.ignoreChanges) delete applied[name];
  return {
    kind: desired.kind,
    id: live?.id ?? '',
    key: desired.naturalKey,
    applied,
    prevent_destroy: desired.lifecycle.preventDestroy,
    ...(prompts === undefined || Object.keys(prompts).length === 0 ? {} : { prompts }),
  };
}

/** Nothing is sent. A prompt that is there under the same name and size is remembered by the id it is found under. */
async function adopt(step: Step, desired: Root, context: CarryContext): Promise<Carried> {
  const live = step.live?.fields ?? {};
  const records: Partial<Record<PromptField, PromptRecord>> = {};
  for (const field of PROMPT_FIELDS) {
    if (desired.kind !== 'queue') break;
    const shown = shownPrompt(live, field);
    const prompt = desired.prompts[field];
    const written = desired.fields[field];
    const fileId = prompt === undefined ? written : await context.prompts.find(shown);
    if (typeof fileId !== 'string') continue;
    records[field] = { file_id: fileId, ...(prompt === undefined ? {} : { sha256: prompt.sha256 }), shown };
  }
  return { id: step.live?.id ?? null, entries: [[desired.address, entryOf(step, desired, records)]] };
}

async function update(step: Step, desired: Root, context: CarryContext): Promise<Carried> {
  const { client } = context;
  const id = step.live?.id ?? '';
  const read = readerOf(desired, id, client);
  const fresh = await read();
  const isPrompt = ({ path }: FieldChange): boolean => promptOf(desired, path) !== undefined;
  demandUnchanged(step, desired, fresh);
  const values: JsonObject = {};
  for (const { path, after } of step.change.fields.filter((field) => !isPrompt(field))) values[path] = after;
  const known = step.known?.prompts ?? {};
  const changed = step.change.fields.flatMap((field) => promptOf(desired, field.path) ?? []);
  const prompts = desired.kind === 'queue' ? await context.prompts.written(desired, changed) : {};
  const sent: Sent = { desired, id, values, prompts };
  if (changed.length > 0 || notKept(desired.kind, values, fresh).length > 0) {
    const kept = desired.kind === 'queue' ? await context.prompts.shown(fresh, known) : {};
    const body = { ...updateBody(desired, fresh, values), ...kept, ...prompts };
    await (desired.kind === 'queue' ? client.updateQueue(id, body) : client.updateServer(id, body));
  }
  const isThere = (live: JsonObject): boolean =>
    faultsOf(sent, live).length === 0 && isShownAnew(changed, fresh, live, known);
  const shown = await readUntil(read, isThere, context);
  warnOfOthers(step, fresh, shown, context);
  return finish(sent, shown, known);
}

/** The prompt that a path of a plan stands for. */
function promptOf(desired: Root, path: string): PromptField | undefined {
  return desired.kind === 'queue'
    ? PROMPT_FIELDS.find((field) => promptPath(desired, field) === path)
    : undefined;
}

/** A new prompt is there when the PBX shows another file than before; the same file may be shown the same way. */
function isShownAnew(
  changed: readonly PromptField[],
  before: JsonObject,
  after: JsonObject,
  known: Partial<Record<PromptField, PromptRecord>>,
): boolean {
  return changed.every((field) => {
    if (known[field] === undefined) return true;
    return canonicalJson(shownPrompt(before, field)) !== canonicalJson(shownPrompt(after, field));
  });
}

/** Somebody may have changed the object since it was planned: what the plan does not know of is not overwritten. */
function demandUnchanged(step: Step, desired: Root, fresh: JsonObject): void {
  const moved = step.change.fields.filter(({ path, before, after }) => {
    const field = promptOf(desired, path);
    if (field !== undefined) {
      const planned = shownPrompt(step.live?.fields ?? {}, field);
      return canonicalJson(planned) !== canonicalJson(shownPrompt(fresh, field));
    }
    if (isSameValue(fieldFacts(desired.kind, path), after, fresh[path])) return false;
    return !isEqual(before, fresh[path]);
  });
  if (moved.length === 0) return;
  const names = moved.map(({ path, before }) => {
    return `${path} was ${JSON.stringify(before)} and is ${JSON.stringify(fresh[path] ?? null)}`;
  });
  throw new GateError(`${step.change.address} changed on the PBX since it was planned: ${names.join('; ')}`, {
    code: 'CQ422',
    hint: 'it was left as it is: plan again',
  });
}

function isEqual(a: Json, b: Json | undefined): boolean {
  return canonicalJson(withoutNulls(a) ?? null) === canonicalJson(withoutNulls(b ?? null) ?? null);
}

function warnOfOthers(step: Step, before: JsonObject, after: JsonObject, context: CarryContext): void {
  const { change } = step;
  const meant = new Set(change.fields.map((field) => field.path));
  const others = updatableFields(change.kind).filter((name) => {
    return !meant.has(name) && before[name] !== undefined && !isEqual(before[name] as Json, after[name]);
  });
  if (others.length === 0) return;
  const words = others.map(
    (name) => `${name} (${JSON.stringify(before[name])} -> ${JSON.stringify(after[name] ?? null)})`,
  );
  context.warn(
    'CQ423',
    `${change.address}: the PBX changed more than was asked for: ${words.join(', ')}`,
    change.address,
  );
}
