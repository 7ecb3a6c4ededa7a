/**
 * Several files to one document.
 *
 * Sections that are maps (`queues`, `variables`, `defaults`, …) hold what all files write into them; the same name in two
 * files is an error, for nothing says which of them is meant. Lists (`moved`, `removed`) are joined. An environment is laid
 * over the whole, so it can change a queue wherever that is written. No value is changed in place.
 */

import type { Json, JsonObject } from '../model/json.ts';
import { isObject } from '../model/json.ts';
import type { Problems } from '../source/problems.ts';
import type { SourceFile } from '../source/source-file.ts';
import type { Container, SourceMap, Spans } from '../source/source-map.ts';
import type { ProjectFiles } from './project-files.ts';
import { isRemovable, isSection } from './sections.ts';

/** Sections whose own entries are sections again. */
const NESTED = new Set(['defaults']);
const LISTS = new Set(['moved', 'removed']);
const MAIN_ONLY = new Set(['target', 'state', 'include', 'environments']);

interface Draft {
  readonly value: JsonObject;
  readonly spans: Spans & { names: string[]; row: { cells: number[] }; files: SourceFile[] };
}

export interface AssembleContext {
  map: SourceMap;
  problems: Problems;
}

interface Assembly extends AssembleContext {
  /** Taken up again for each further file, so that a section of a thousand files is not copied a thousand times. */
  drafts: WeakMap<JsonObject, Draft>;
}

/** The documents in the order in which they were read, the project file first. */
export function assembleFiles(
  [main, ...others]: ProjectFiles['roots'],
  { map, problems }: AssembleContext,
): JsonObject {
  const context: Assembly = { map, problems, drafts: new WeakMap() };
  const draft = createDraft(main, context.map);
  for (const root of others) {
    for (const name of context.map.namesOf(root)) {
      if (name === 'version') checkVersion(root, main, context);
      else if (MAIN_ONLY.has(name)) refuseMainOnly(root, name, context);
      else addSection(draft, root, name, context);
    }
  }
  return finish(draft, context.map);
}

function refuseMainOnly(root: JsonObject, name: string, { map, problems }: AssembleContext): void {
  problems.error({
    code: 'CQ115',
    at: map.keyPlace(root, name),
    summary: `${name} can be written in the project file only, not in an included file`,
    hint: 'move it to the project file',
  });
}

/** An included file may leave it out; what it says has to be what the project file says, which is checked itself. */
function checkVersion(root: JsonObject, main: JsonObject, { map, problems }: AssembleContext): void {
  if (root['version'] === 1 || root['version'] === main['version']) return;
  problems.error({
    code: 'CQ211',
    at: map.valuePlace(root, 'version'),
    summary: 'version has to be 1',
    hint: 'write `version: 1`',
  });
}

function addSection(draft: Draft, root: JsonObject, name: string, context: Assembly): void {
  const value = root[name] ?? null;
  const present = Object.hasOwn(draft.value, name) ? (draft.value[name] ?? null) : null;
  if (value === null && Object.hasOwn(draft.value, name)) return;
  if (present === null) put(draft, name, value, entryOf(root, name, context.map));
  else if (LISTS.has(name) && Array.isArray(present) && Array.isArray(value)) {
    replace(draft, name, joinLists(present, value, context.map));
  } else if (isObject(present) && isObject(value)) {
    const isSection = NESTED.has(name);
    replace(draft, name, joinMaps(present, value, `${name}.`, isSection, context));
  } else if (isObject(present) || LISTS.has(name)) {
    // Of the wrong type: put where the check of types meets it.
    put(draft, name, value, entryOf(root, name, context.map));
  }
}

function joinMaps(
  first: JsonObject,
  second: JsonObject,
  path: string,
  isNested: boolean,
  context: Assembly,
): JsonObject {
  const { map, problems, drafts } = context;
  const draft = drafts.get(first) ?? createDraft(first, map);
  drafts.set(draft.value, draft);
  for (const name of map.namesOf(second)) {
    const value = second[name] ?? null;
    if (!Object.hasOwn(draft.value, name)) {
      put(draft, name, value, entryOf(second, name, map));
      continue;
    }
    const present = draft.value[name];
    if (isNested && isObject(present) && isObject(value)) {
      replace(draft, name, joinMaps(present, value, `${path}${name}.`, false, context));
      continue;
    }
    const other = map.keyPlace(draft.value, name) ?? map.keyPlace(first, name);
    const where = other === undefined ? '' : ` in ${describePlace(other)}`;
    problems.error({
      code: 'CQ350',
      at: map.keyPlace(second, name),
      summary: `${path}${name} is written in two files`,
      hint: `the other one is${where}: delete one of the two`,
    });
  }
  return finish(draft, map);
}

function joinLists(first: Json[], second: Json[], map: SourceMap): Json[] {
  const value = [...first, ...second];
  const [left, right] = [map.get(first), map.get(second)];
  if (left === undefined || right === undefined) return value;
  map.set(value, {
    file: left.file,
    names: undefined,
    row: { cells: [...map.offsetsOf(first), ...map.offsetsOf(second)] },
    from: 0,
    files: [...filesOf(left, first.length), ...filesOf(right, second.length)],
  });
  return value;
}

function filesOf(spans: Spans, count: number): SourceFile[] {
  return spans.files ?? new Array<SourceFile>(count).fill(spans.file);
}

export function describePlace(place: { file: SourceFile; start: number; end: number }): string {
  return `${place.file.name}, line ${place.file.sourceOf(place.start, place.end).line}`;
}

/** An environment over the project: sections key by key, everything else whole. What is empty leaves what is below. */
export function overlay(
  below: JsonObject,
  above: JsonObject,
  map: SourceMap,
  path: readonly string[] = [],
): JsonObject {
  const draft = createDraft(below, map);
  for (const name of map.namesOf(above)) {
    const value = above[name] ?? null;
    const at = [...path, name];
    const present = Object.hasOwn(draft.value, name) ? draft.value[name] : undefined;
    if (value === null && (map.isEmpty(above, name) || !isRemovable(at))) continue;
    if (isObject(present) && isObject(value) && isSection(at)) {
      replace(draft, name, overlay(present, value, map, at));
    } else put(draft, name, value, entryOf(above, name, map));
  }
  return finish(draft, map);
}

/** The same map without some of its entries. */
export function without(value: JsonObject, names: readonly string[], map: SourceMap): JsonObject {
  const draft = createDraft({}, map, map.get(value)?.file);
  for (const name of map.namesOf(value)) {
    if (!names.includes(name)) put(draft, name, value[name] ?? null, entryOf(value, name, map));
  }
  return finish(draft, map);
}

/** The same map with another value in one entry, in the place of the first. */
export function withEntry(container: JsonObject, name: string, value: Json, map: SourceMap): JsonObject {
  const copy = { ...container, [name]: value };
  const spans = map.get(container);
  if (spans !== undefined) map.set(copy, spans);
  return copy;
}

type Entry = { file: SourceFile; offsets: number[] } | undefined;

function entryOf(container: Container, name: string, map: SourceMap): Entry {
  return map.entry(container, name);
}

function createDraft(value: JsonObject, map: SourceMap, file = map.get(value)?.file): Draft {
  const spans = map.get(value);
  const names = [...map.namesOf(value)];
  return {
    value: { ...value },
    spans: {
      file: file as SourceFile,
      names,
      row: { cells: map.offsetsOf(value) },
      from: 0,
      files: spans === undefined ? [] : filesOf(spans, names.length).slice(),
    },
  };
}

function finish(draft: Draft, map: SourceMap): JsonObject {
  map.set(draft.value, draft.spans);
  return draft.value;
}

function put({ value, spans }: Draft, name: string, item: Json, entry: Entry): void {
  const known = Object.hasOwn(value, name) ? spans.names.indexOf(name) : -1;
  const index = known < 0 ? spans.names.length : known;
  value[name] = item;
  spans.names[index] = name;
  if (entry === undefined) return;
  spans.files[index] = entry.file;
  for (let part = 0; part < 4; part += 1) spans.row.cells[index * 4 + part] = entry.offsets[part] ?? -1;
}

/** Another value in the place of the first. */
function replace({ value }: Draft, name: string, item: Json): void {
  value[name] = item;
}
