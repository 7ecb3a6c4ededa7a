/**
 * What of a live object is worth writing, and may be written.
 *
 * Left out: what is empty, read-only or unknown; a value that this schema would refuse, with a note; and a field that
 * the rest of the queue makes inert while it has its documented default, for nobody wants to read or keep those.
 */

import { agentFields, skillLevelOf } from '../kinds/agents.ts';
import { checkFields, type FieldProblem } from '../kinds/check.ts';
import { isUnset } from '../kinds/compare.ts';
import type { Condition, Fields, ValueSpec } from '../kinds/field.ts';
import type { ListKind } from '../kinds/kind.ts';
import { SKILL_STRATEGIES } from '../kinds/polling-strategies.ts';
import { kindOf, listOf } from '../kinds/registry.ts';
import type { KindName } from '../model/address.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { isObject, withoutNulls } from '../model/json.ts';
import type { LiveAgent, LiveObject } from '../model/live.ts';

/** Fields newer than the schema that are to be written under `extra`. */
export type ExtraNames = ReadonlySet<string> | 'all';

/** None of a kind that is not here. */
export interface ExtraNamesByKind {
  readonly [kind: KindName]: ExtraNames;
}

export interface WrittenObject {
  /** In the kind's order. */
  fields: JsonObject;
  /** By its key: empty when the object has no list, or one that was not read or cannot be written. */
  list: { [section: string]: (string | JsonObject)[] };
  /** Reported fields that this schema does not know. */
  unknown: JsonObject;
  /** What could not be written, and why; a line each. */
  notes: string[];
}

/** What `given` names is written also where it is not worth it, for `defaults` would say something else. */
export function writtenObject(live: LiveObject, given: ReadonlySet<string> = new Set()): WrittenObject {
  const { fields: specs, naturalKey } = kindOf(live.kind);
  const reported: JsonObject = { name: live.name, [naturalKey]: live.key, ...live.fields };
  const fields: JsonObject = {};
  const notes: string[] = [];
  for (const [name, value] of Object.entries(writableValues(specs, reported))) {
    const problem = findProblem(live.kind, name, value);
    if (isUnset(value)) continue;
    if (problem === undefined) fields[name] = value;
    else notes.push(`${problem.path} is ${JSON.stringify(value)} on the PBX, but ${problem.message}`);
  }
  for (const [name, spec] of Object.entries(specs)) {
    const { inertUnless = [] } = spec;
    const isWorthless = fields[name] === spec.default && isInert(inertUnless, specs, fields);
    if (isWorthless && !given.has(name)) delete fields[name];
    if (spec.prompt !== undefined) notes.push(...promptNote(spec.prompt, reported));
  }
  const kind = listOf(live.kind);
  const items = kind && live.items && writtenAgents(kind, live.items, fields, notes);
  return {
    fields,
    list: kind === undefined || items === undefined ? {} : { [kind.section]: items },
    unknown: unknownFields(specs, reported),
    notes,
  };
}

/** Why the value cannot be written, whatever the other fields are. */
export function findProblem(kind: KindName, name: string, value: Json): FieldProblem | undefined {
  const problems = checkFields(kind, { [name]: value }, 'create');
  return problems.find(({ path }) => path.split(/[.[]/)[0] === name);
}

/** Reported, writable, readable and not null, in the kind's order; of objects only the known parts. */
export function writableValues(specs: Fields, reported: JsonObject): JsonObject {
  const values: JsonObject = {};
  for (const [name, spec] of Object.entries(specs)) {
    if (spec.readOnly === true || spec.writeOnly === true || !Object.hasOwn(reported, name)) continue;
    const value = withoutNulls(reported[name] ?? null);
    if (value !== undefined) values[name] = knownParts(spec, value);
  }
  return values;
}

function knownParts(spec: ValueSpec, value: Json): Json {
  if (spec.type === 'object' && isObject(value)) return writableValues(spec.fields, value);
  if (spec.type === 'list' && Array.isArray(value)) return value.map((item) => knownParts(spec.item, item));
  return value;
}

function isInert(unless: readonly Condition[], specs: Fields, fields: JsonObject): boolean {
  return unless.some((condition) => {
    const value = fields[condition.field] ?? specs[condition.field]?.default;
    return !condition.in.some((allowed) => allowed === value);
  });
}

function promptNote(prompt: { file: string; name: string; size: string }, reported: JsonObject): string[] {
  const name = reported[prompt.name];
  if (typeof name !== 'string' || name === '') return [];
  const size = reported[prompt.size];
  const bytes = typeof size === 'number' ? `, ${size} bytes` : '';
  return [`${prompt.file}: the PBX plays ${JSON.stringify(name)}${bytes}; its file cannot be exported`];
}

function unknownFields(specs: Fields, reported: JsonObject): JsonObject {
  const shown = Object.values(specs).flatMap(({ prompt }) =>
    prompt === undefined ? [] : [prompt.name, prompt.size, prompt.url],
  );
  const known = new Set(['id', ...Object.keys(specs), ...shown]);
  const unknown: JsonObject = {};
  for (const [name, value] of Object.entries(reported)) {
    const kept = withoutNulls(value);
    if (!known.has(name) && kept !== undefined) unknown[name] = kept;
  }
  return unknown;
}

/** Whether this strategy goes by skill levels. */
export function usesSkills(strategy: Json | undefined): boolean {
  return SKILL_STRATEGIES.some((name) => name === strategy);
}

/** The short form where the level is 1 or does not count. */
export function writtenAgent(agent: LiveAgent, withLevels: boolean): string | JsonObject {
  const level = skillLevelOf(agent);
  return withLevels && level !== agentFields.skill_level.default
    ? { extension_number: agent.extension_number, skill_level: level }
    : agent.extension_number;
}

/** The whole list or nothing: a list without one of its agents would take that agent off the queue. */
function writtenAgents(
  { name: kind, withArticle }: ListKind,
  items: readonly LiveAgent[],
  fields: JsonObject,
  notes: string[],
): (string | JsonObject)[] | undefined {
  const withLevels = usesSkills(fields['polling_strategy']);
  const written = items.map((agent) => writtenAgent(agent, withLevels));
  for (const item of written) {
    const body = typeof item === 'string' ? { extension_number: item } : item;
    const problem = checkFields(kind, body, 'create')[0];
    if (problem === undefined) continue;
    notes.push(
      `${withArticle} are left out: ${problem.path} ${problem.message}, not ${JSON.stringify(body)}`,
    );
    return undefined;
  }
  return written;
}
