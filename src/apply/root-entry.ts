/** What state says of a server or queue after a step, and what of the sent values the PBX does not show. */

import { isPromptField } from '../kinds/queue-prompts.ts';
import type { DesiredQueue, DesiredServer, PromptField } from '../model/desired.ts';
import type { JsonObject } from '../model/json.ts';
import type { PromptRecord, StateResource } from '../model/state.ts';
import { shownPrompt } from '../plan/prompts.ts';
import { writtenValues } from './body.ts';
import type { Carried } from './carry.ts';
import { describeNotKept, notKept } from './read-back.ts';

export type Root = DesiredServer | DesiredQueue;
export type PromptRecords = Partial<Record<PromptField, PromptRecord>>;

export interface Sent {
  desired: Root;
  id: string;
  values: JsonObject;
  /** File ids by field. */
  prompts: JsonObject;
  /** As it was before; absent for what was created. */
  before?: JsonObject;
}

/** `lost` are names of written values that the object does not have, so that state must not say so. */
export function entryOf(
  desired: Root,
  facts: { id: string; prompts: PromptRecords; lost?: readonly string[] },
): StateResource {
  const applied = writtenValues(desired);
  for (const name of [...(facts.lost ?? []), ...desired.lifecycle.ignoreChanges]) delete applied[name];
  return {
    kind: desired.kind,
    id: facts.id,
    key: desired.naturalKey,
    applied,
    prevent_destroy: desired.lifecycle.preventDestroy === true,
    ...(desired.file === undefined ? {} : { file: desired.file }),
    ...(Object.keys(facts.prompts).length === 0 ? {} : { prompts: facts.prompts }),
  };
}

/** Records of prompts under the ids that they are known by; of those that the files write. */
export function recordWritten(desired: Root, ids: JsonObject, shown: JsonObject): PromptRecords {
  const records: PromptRecords = {};
  if (desired.kind !== 'queue') return records;
  for (const [field, fileId] of Object.entries(ids) as [PromptField, string][]) {
    const prompt = desired.prompts[field];
    if (prompt === undefined && desired.fields[field] !== fileId) continue;
    records[field] = {
      file_id: fileId,
      ...(prompt === undefined ? {} : { sha256: prompt.sha256 }),
      shown: shownPrompt(shown, field),
    };
  }
  return records;
}

/** Names of the sent values, prompts among them, that the object does not show. */
export function faultsOf({ desired, values, prompts, before }: Sent, live: JsonObject): string[] {
  const fields = Object.keys(prompts) as PromptField[];
  const missing = fields.filter((field) => !isPromptThere(desired as DesiredQueue, field, before, live));
  return [...notKept(desired.kind, values, live), ...missing];
}

/**
 * What a PBX shows of a file is its own affair (it may rename it), so any prompt will do that is not the one from before;
 * that one too, if it has the name and size of the new one: another content under the same name.
 */
function isPromptThere(
  desired: DesiredQueue,
  field: PromptField,
  before: JsonObject | undefined,
  live: JsonObject,
): boolean {
  const shown = shownPrompt(live, field);
  if (shown.name === undefined) return false;
  if (before === undefined || isShownAnew(field, before, live)) return true;
  const wanted = desired.prompts[field];
  return wanted === undefined || (wanted.name === shown.name && wanted.size === shown.size);
}

/** Whether another file is shown than before. */
export function isShownAnew(field: PromptField, before: JsonObject, live: JsonObject): boolean {
  const [old, now] = [shownPrompt(before, field), shownPrompt(live, field)];
  return old.name !== now.name || old.size !== now.size || old.url !== now.url;
}

/** The object is ours even when it did not keep all: state says so, and what it holds of what was written. */
export function finish(sent: Sent, shown: JsonObject, known: PromptRecords): Carried {
  const { desired, id } = sent;
  const lost = faultsOf(sent, shown);
  const prompts = { ...known, ...recordWritten(desired, sent.prompts, shown) };
  // A prompt that was not kept is tried again the next time.
  for (const name of lost) delete prompts[name as PromptField];
  const carried: Carried = { id, entries: [[desired.address, entryOf(desired, { id, prompts, lost })]] };
  if (lost.length > 0) {
    carried.failure = describeNotKept(lost, { ...sent.values, ...sent.prompts }, showPrompts(shown, lost));
  }
  return carried;
}

function showPrompts(shown: JsonObject, names: readonly string[]): JsonObject {
  const prompts = names.flatMap((name) => {
    const file = isPromptField(name) ? shownPrompt(shown, name).name : undefined;
    return file === undefined ? [] : [[name, file]];
  });
  return { ...shown, ...Object.fromEntries(prompts) };
}
