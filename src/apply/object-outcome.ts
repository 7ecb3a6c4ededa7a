/** The state entry of a server or queue after its step, and the sent values that the PBX did not keep. */

import { isPromptField } from '../kinds/queue-prompts.ts';
import { kindOf } from '../kinds/registry.ts';
import { isList, type PromptField } from '../model/desired.ts';
import type { JsonObject } from '../model/json.ts';
import type { Step } from '../model/plan.ts';
import type { PromptRecord } from '../model/state.ts';
import { isShownAlike, shownPrompt } from '../plan/prompts.ts';
import { describeUnkept, unkeptValues } from './read-back.ts';
import type { StepOutcome } from './step-context.ts';

export type PromptRecords = Partial<Record<PromptField, PromptRecord>>;

export interface Sent {
  step: Step;
  id: string;
  values: JsonObject;
  /** File ids by field. */
  prompts: JsonObject;
  /** The object before the step; absent for a create. */
  before?: JsonObject;
}

interface Recorded {
  id: string;
  prompts: PromptRecords;
  /** The written values that the PBX did not keep; the state must not record them. */
  unkept?: readonly string[];
  /** What the PBX made of the natural key. */
  shownKey?: string;
}

export function recordStep(
  { change, entry }: Step,
  { id, prompts, unkept = [], shownKey }: Recorded,
): StepOutcome {
  if (entry === undefined) throw new Error(`${change.action} ${change.address} leaves nothing to record`);
  const applied = { ...entry.applied };
  for (const name of unkept) delete applied[name];
  const more = Object.keys(prompts).length === 0 ? {} : { prompts };
  const key = shownKey ?? entry.key;
  return { id, entries: [[change.address, { ...entry, key, id, applied, ...more }]] };
}

/** Records of the written prompts, with their known ids. */
export function recordPrompts({ desired }: Step, ids: JsonObject, shown: JsonObject): PromptRecords {
  const records: PromptRecords = {};
  if (desired === undefined || isList(desired)) return records;
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
export function unkeptFields({ step, values, prompts, before }: Sent, live: JsonObject): string[] {
  const fields = Object.keys(prompts) as PromptField[];
  const missing = fields.filter((field) => !isPromptShown(step, field, { before, live }));
  return [...unkeptValues(step.change.kind, values, live), ...missing];
}

/**
 * The PBX may rename a file, so any prompt other than the previous one counts as the new one. The previous one counts
 * too if it has the name and size of the new file: the content changed under the same name.
 */
function isPromptShown(
  { desired }: Step,
  field: PromptField,
  { before, live }: { before: JsonObject | undefined; live: JsonObject },
): boolean {
  const shown = shownPrompt(live, field);
  if (shown.name === undefined) return false;
  if (before === undefined || promptChanged(field, before, live)) return true;
  const wanted = desired === undefined || isList(desired) ? undefined : desired.prompts[field];
  return wanted === undefined || (wanted.name === shown.name && wanted.size === shown.size);
}

/** Whether the PBX shows another file than before. */
export function promptChanged(field: PromptField, before: JsonObject, live: JsonObject): boolean {
  return !isShownAlike(shownPrompt(before, field), shownPrompt(live, field));
}

/** The object is managed even if it did not keep every value; the state records the kept ones. */
export function outcomeOf(sent: Sent, shown: JsonObject, known: PromptRecords): StepOutcome {
  const unkept = unkeptFields(sent, shown);
  const prompts = { ...known, ...recordPrompts(sent.step, sent.prompts, shown) };
  // Not recorded, so that the next apply sends the prompt again.
  for (const name of unkept) delete prompts[name as PromptField];
  if (unkept.length === 0) return recordStep(sent.step, { id: sent.id, prompts });
  // Under the key that was sent, the object would be nobody's for the next plan, which would create another one.
  const { naturalKey } = kindOf(sent.step.change.kind);
  const key = shown[naturalKey];
  const isOther = unkept.includes(naturalKey) && typeof key === 'string' && key !== '';
  const outcome = recordStep(sent.step, {
    id: sent.id,
    prompts,
    unkept,
    ...(isOther ? { shownKey: key.normalize() } : {}),
  });
  const values = { ...sent.values, ...sent.prompts };
  return { ...outcome, failure: describeUnkept(unkept, values, withPromptNames(shown, unkept)) };
}

function withPromptNames(shown: JsonObject, names: readonly string[]): JsonObject {
  const prompts = names.flatMap((name) => {
    const file = isPromptField(name) ? shownPrompt(shown, name).name : undefined;
    return file === undefined ? [] : [[name, file]];
  });
  return { ...shown, ...Object.fromEntries(prompts) };
}
