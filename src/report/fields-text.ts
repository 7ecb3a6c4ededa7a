/** The lines under a change: one a field, objects field by field, prompts as files, agents in words. */

import { isListKind } from '../kinds/registry.ts';
import { isObject, type Json, type JsonObject } from '../model/json.ts';
import { distinguishTexts } from '../model/look-alikes.ts';
import type { Change, FieldChange } from '../model/plan.ts';
import { describeAgents } from './agents-text.ts';
import type { Palette } from './palette.ts';
import { printable } from './sanitize.ts';
import { formatSides, formatSize, formatTransition, formatValue } from './value-text.ts';

interface Part {
  path: string;
  before: Json;
  after: Json;
}

function formatPrompt(value: JsonObject): string {
  const size = typeof value['size'] === 'number' ? formatSize(value['size']) : undefined;
  const hash = typeof value['sha256'] === 'string' ? `sha256 ${value['sha256'].slice(0, 12)}` : undefined;
  const facts = [size, hash].filter((fact) => fact !== undefined).join(', ');
  return `${printable(String(value['name']))}${facts === '' ? '' : ` (${facts})`}`;
}

const isPrompt = (path: string, value: Json): value is JsonObject =>
  path.endsWith('_prompt_file') && isObject(value) && 'name' in value;

function formatSide(path: string, value: Json): string {
  return isPrompt(path, value) ? formatPrompt(value) : formatValue(value);
}

/** An object that both sides have is told field by field, so that a long one does not hide what differs. */
function splitObject(field: FieldChange): Part[] {
  const { path, before, after } = field;
  if (!isObject(before) || !isObject(after) || isPrompt(path, before) || isPrompt(path, after))
    return [field];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const parts = names.map((name) => ({
    path: `${path}.${name}`,
    before: before[name] ?? null,
    after: after[name] ?? null,
  }));
  const differing = parts.filter((part) => JSON.stringify(part.before) !== JSON.stringify(part.after));
  return differing.length > 0 ? differing : [field];
}

function describeList(part: Part, before: Json[], after: Json[], palette: Palette): string[] {
  const key = (item: Json) => JSON.stringify(item);
  const [old, now] = [new Set(before.map(key)), new Set(after.map(key))];
  const gone = before.filter((item) => !now.has(key(item)));
  const come = after.filter((item) => !old.has(key(item)));
  // Item by item where as many come as go: two that look the same stand at the same place, most likely.
  const sides = gone.map((item, at) =>
    gone.length === come.length ? formatSides(item, come[at] ?? null, 90) : [],
  );
  const lines = [
    ...gone.map((item, at) => `  ${palette.destroy('-')} ${sides[at]?.[0] ?? formatValue(item, 90)}`),
    ...come.map((item, at) => `  ${palette.create('+')} ${sides[at]?.[1] ?? formatValue(item, 90)}`),
  ];
  // The same items in another order, or one of them more often than before.
  if (lines.length === 0) return [`${printable(part.path)}: ${formatTransition(before, after)}`];
  return [`${printable(part.path)}:`, ...lines];
}

function describePart(part: Part, isCreate: boolean, palette: Palette): string[] {
  const { path, before, after } = part;
  if (Array.isArray(before) && Array.isArray(after)) return describeList(part, before, after, palette);
  const name = printable(path);
  if (isCreate && before === null) return [`${name}: ${formatSide(path, after)}`];
  if (isPrompt(path, before) || isPrompt(path, after)) {
    return [`${name}: ${distinguishTexts(formatSide(path, before), formatSide(path, after)).join(' -> ')}`];
  }
  return [`${name}: ${formatTransition(before, after)}`];
}

/** Whether the reason for a replace names this field. */
function isForcing(change: Change, field: FieldChange): boolean {
  return change.reason?.type === 'cannot_update' && change.reason.fields.includes(field.path);
}

function describeField(change: Change, field: FieldChange, palette: Palette): string[] {
  if (isListKind(change.kind) && field.path === 'items') {
    return describeAgents(field.before, field.after, palette);
  }
  const isCreate = change.action === 'create';
  const lines = splitObject(field).flatMap((part) => describePart(part, isCreate, palette));
  if (isForcing(change, field)) lines[0] += palette.replace('  # forces replacement');
  return lines;
}

function noteOn({ cause }: FieldChange, marksDrift: boolean): string {
  if (cause === 'pending') return '  # pending: in the base, never applied';
  return cause === 'drift' && marksDrift ? '  # drift: changed on the PBX' : '';
}

/** Without indentation. `marksDrift` says which fields differ because of the PBX, where that is not said elsewhere. */
export function describeFields(change: Change, palette: Palette, marksDrift: boolean): string[] {
  return change.fields.flatMap((field) => {
    // No line for a list that is the same after its queue is replaced.
    const [first, ...others] = describeField(change, field, palette);
    if (first === undefined) return [];
    const note = noteOn(field, marksDrift);
    return [note === '' ? first : first + palette.dim(note), ...others];
  });
}

/** True when the reason says more than the fields do. */
export function hasOwnReason(change: Change): boolean {
  return change.reason !== null && !change.fields.some((field) => isForcing(change, field));
}
