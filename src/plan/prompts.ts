/**
 * Compares prompts. The API does not report a prompt's id, so the state records what was sent and what the PBX showed
 * then; a difference from either is a change. Without a state entry, a file of the same name and size counts as equal.
 */

import { isSameText } from '../kinds/compare.ts';
import { PROMPT_FIELDS, promptFields } from '../kinds/queue-prompts.ts';
import type { DesiredObject, PromptField } from '../model/desired.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { LiveFile } from '../model/live.ts';
import type { Cause, FieldChange } from '../model/plan.ts';
import type { PromptRecord } from '../model/state.ts';
import { isManaged } from './managed.ts';

export interface PromptInput {
  desired: DesiredObject;
  live: JsonObject;
  known: Partial<Record<PromptField, PromptRecord>> | undefined;
  files: ReadonlyMap<string, LiveFile>;
}

export function diffPrompts(input: PromptInput): FieldChange[] {
  return PROMPT_FIELDS.filter((field) => isManaged(input.desired, field)).flatMap((field) => {
    const change = input.desired.prompts[field] === undefined ? diffId(input, field) : diffFile(input, field);
    return change === undefined ? [] : [change];
  });
}

/** The path under which a plan shows a prompt: what the file writes. */
export function promptPath(desired: DesiredObject, field: PromptField): string {
  return desired.prompts[field] === undefined ? field : promptFields[field].prompt.file;
}

/** What the PBX shows of a prompt; fields that it does not show are absent. */
export function shownPrompt(live: JsonObject, field: PromptField): PromptRecord['shown'] {
  const facts = promptFields[field].prompt;
  const shown: PromptRecord['shown'] = {};
  const name = live[facts.name];
  const size = live[facts.size];
  const url = live[facts.url];
  if (typeof name === 'string' && name !== '') shown.name = name;
  if (typeof size === 'number' && shown.name !== undefined) shown.size = size;
  if (typeof url === 'string' && url !== '') shown.url = url;
  return shown;
}

/** Whether the PBX still shows what it showed when the prompt was set. */
export function isShownAlike(a: PromptRecord['shown'], b: PromptRecord['shown']): boolean {
  return isSameText(a.name, b.name) && a.size === b.size && a.url === b.url;
}

/**
 * Finds prompts that the PBX shows differently than when they were set. The path is the applied one: the file or the
 * id.
 */
export function promptDrift(
  field: PromptField,
  { sha256, shown: applied }: PromptRecord,
  live: JsonObject,
): FieldChange | undefined {
  const shown = shownPrompt(live, field);
  if (isShownAlike(applied, shown)) return undefined;
  const before = Object.keys(shown).length === 0 ? null : { ...shown };
  if (sha256 === undefined) return { path: field, before, after: { ...applied }, cause: 'drift' };
  return { path: promptFields[field].prompt.file, before, after: { ...applied, sha256 }, cause: 'drift' };
}

function diffFile(input: PromptInput, field: PromptField): FieldChange | undefined {
  const wanted = input.desired.prompts[field];
  if (wanted === undefined) return undefined;
  const shown = shownPrompt(input.live, field);
  const known = input.known?.[field];
  const after: Json = { name: wanted.name, size: wanted.size, sha256: wanted.sha256 };
  const change = (cause: Cause): FieldChange => ({
    path: promptFields[field].prompt.file,
    before: describe(shown),
    after,
    cause,
  });
  if (known?.sha256 === undefined) {
    return isSameText(shown.name, wanted.name) && shown.size === wanted.size ? undefined : change('config');
  }
  if (known.sha256 !== wanted.sha256) return change('config');
  return isShownAlike(known.shown, shown) ? undefined : change('drift');
}

function diffId(input: PromptInput, field: PromptField): FieldChange | undefined {
  const wanted = input.desired.fields[field];
  if (typeof wanted !== 'string') return undefined;
  const shown = shownPrompt(input.live, field);
  const known = input.known?.[field];
  const change = (before: Json, cause: Cause): FieldChange => ({ path: field, before, after: wanted, cause });
  if (known === undefined) {
    const file = input.files.get(wanted);
    const isThere = file !== undefined && isSameText(file.name, shown.name) && file.size === shown.size;
    return isThere ? undefined : change(describe(shown), 'config');
  }
  if (known.file_id !== wanted) return change(known.file_id, 'config');
  return isShownAlike(known.shown, shown) ? undefined : change(describe(shown), 'drift');
}

function describe(shown: PromptRecord['shown']): Json {
  return shown.name === undefined ? null : { name: shown.name, size: shown.size ?? null };
}
