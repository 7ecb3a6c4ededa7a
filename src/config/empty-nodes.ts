/**
 * What is left empty, and what is `null`, before anything is merged.
 *
 * Empty is a key with nothing after its colon, mostly because all its lines are comments now. It counts as not written. So it
 * is an error wherever that could destroy something, lift a gate or change the target. A section that is empty in an
 * environment or in an included file leaves what the rest of the project writes; where nothing else writes such a section,
 * nobody would notice what is lost, and that is an error too. Queues and servers that an empty section may have held are
 * told to the plan, which refuses to destroy them.
 *
 * An explicit `null` takes one field away: in an environment one of the project, in a queue or server one of `defaults`.
 * Anywhere else it does nothing, and a warning says so.
 */

import type { ObjectKind } from '../kinds/kind.ts';
import { otherPromptName } from '../kinds/queue-prompts.ts';
import { LIST_KINDS, listOf, OBJECT_KINDS } from '../kinds/registry.ts';
import type { KindName } from '../model/address.ts';
import type { EmptyPlace } from '../model/desired.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { isObject } from '../model/json.ts';
import type { Problems } from '../source/problems.ts';
import type { Container, SourceMap } from '../source/source-map.ts';
import { mapAt } from './resources.ts';
import { neededFields } from './schema-resources.ts';
import { isRemovable, type Path } from './sections.ts';

interface Context {
  map: SourceMap;
  problems: Problems;
}

type Layer = 'project' | 'included' | 'environment';

interface Walk extends Context {
  layer: Layer;
  /** What problems call the layer: empty, or `environments.prod.`. */
  prefix: string;
  /** Whether another part of the project writes something at this path. */
  isWrittenElsewhere(path: Path): boolean;
  /** All that `defaults` can be, of any file and environment. */
  defaults: readonly JsonObject[];
  /** Maps and lists in which there is no null, however deep. */
  full: Set<Container>;
}

const SHARED_SECTIONS = LIST_KINDS.map(({ sharedSection }) => sharedSection);

/** In the project file, each has to be written out or be gone. */
const NEVER_EMPTY: ReadonlySet<unknown> = new Set([
  'target',
  'state',
  'include',
  'defaults',
  'policy',
  'moved',
  'removed',
  ...OBJECT_KINDS.map(({ section }) => section),
  ...SHARED_SECTIONS,
]);
/** Without these a gate could be gone, or another PBX meant. */
const GATES: ReadonlySet<unknown> = new Set(['target', 'state', 'policy', 'moved', 'removed']);
/** All in them is. */
const GUARDED: ReadonlySet<unknown> = new Set(['target', 'state', 'policy', 'variables', ...SHARED_SECTIONS]);

/** Of all files, the project file first. */
export function checkEmptyFiles(
  roots: readonly [JsonObject, ...JsonObject[]],
  context: Context,
  nameOf: (root: JsonObject) => string,
): EmptyPlace[] {
  const full = new Set<Container>();
  const places: EmptyPlace[] = [];
  for (const [index, root] of roots.entries()) {
    const others = roots.filter((each) => each !== root);
    const walk: Walk = {
      ...context,
      layer: index === 0 ? 'project' : 'included',
      prefix: '',
      isWrittenElsewhere: ([name]) => others.some((other) => (other[String(name)] ?? null) !== null),
      defaults: allDefaults(roots),
      full,
    };
    checkMap(root, [], walk);
    const file = nameOf(root);
    if (index > 0 && context.map.namesOf(root).every((name) => name === 'version')) places.push({ file });
    if (index === 0 && root['include'] === null) places.push({});
    places.push(...emptySections(root).map((kind) => ({ file, kind })));
  }
  return places;
}

/** Of all environments; what is empty in the chosen one is told to the plan. `file` is the project's own. */
export function checkEmptyEnvironments(
  root: JsonObject,
  chosen: string | undefined,
  { map, problems, file, isWhole }: Context & { file: string; isWhole: boolean },
): EmptyPlace[] {
  const environments = root['environments'] ?? null;
  if (!isObject(environments)) return [];
  const full = new Set<Container>();
  const places: EmptyPlace[] = [];
  for (const name of map.namesOf(environments)) {
    const environment = environments[name] ?? null;
    if (!isObject(environment)) continue;
    // It may be in a file that could not be read.
    const isWrittenElsewhere = (path: Path): boolean => !isWhole || (valueAt(root, path) ?? null) !== null;
    checkMap(environment, [], {
      map,
      problems,
      layer: 'environment',
      prefix: `environments.${name}.`,
      isWrittenElsewhere,
      defaults: allDefaults([root]),
      full,
    });
    if (name !== chosen) continue;
    // A variable can be part of a number, or of an address.
    if (environment['variables'] === null) places.push({});
    places.push(...emptySections(environment).map((kind) => ({ file, kind })));
  }
  return places;
}

function allDefaults(roots: readonly JsonObject[]): JsonObject[] {
  const layers = roots.flatMap((root) => [root, ...Object.values(mapAt(root, 'environments'))]);
  return layers.flatMap((layer) => (isObject(layer) ? [mapAt(layer, 'defaults')] : []));
}

function emptySections(root: JsonObject): KindName[] {
  return OBJECT_KINDS.filter(({ section }) => root[section] === null).map(({ name }) => name);
}

function valueAt(root: JsonObject, path: Path): Json | undefined {
  let value: Json | undefined = root;
  for (const name of path) {
    if (!isObject(value) || !Object.hasOwn(value, String(name))) return undefined;
    value = value[String(name)];
  }
  return value;
}

function checkMap(container: Container, path: Path, walk: Walk): void {
  if (walk.full.has(container)) return;
  if (!hasNull(container, walk.full)) return;
  const entries = Array.isArray(container) ? container.keys() : walk.map.namesOf(container);
  for (const name of entries) {
    const value = Array.isArray(container) ? container[Number(name)] : container[name];
    const at = [...path, name];
    if (typeof value === 'object' && value !== null) {
      // Each environment is a layer of its own.
      const isOwnLayer = walk.layer === 'project' && at.length === 1 && name === 'environments';
      if (!isOwnLayer) checkMap(value, at, walk);
    } else if (value === null && typeof name === 'string') checkNull(container as JsonObject, at, walk);
  }
}

function hasNull(container: Container, full: Set<Container>): boolean {
  if (full.has(container)) return false;
  const values = Array.isArray(container) ? container : Object.values(container);
  const found = values.some((value) =>
    typeof value === 'object' && value !== null ? hasNull(value, full) : value === null,
  );
  if (!found) full.add(container);
  return found;
}

function checkNull(container: JsonObject, path: Path, walk: Walk): void {
  const { map, problems, prefix } = walk;
  const name = String(path.at(-1));
  const called = prefix + path.join('.');
  const isEmpty = map.isEmpty(container, name);
  if (isUrl(path) || (isEmpty && isForbidden(path, walk))) {
    problems.error({
      code: 'CQ219',
      at: map.keyPlace(container, name),
      summary: isEmpty ? `${called} is empty` : `${called} is null`,
      hint: hintOf(path),
    });
    return;
  }
  if (isEmpty || takesAway(path, walk)) return;
  const isField = walk.layer === 'environment' && isRemovable(path);
  problems.warn({
    code: 'CQ310',
    at: map.valuePlace(container, name),
    summary: isField
      ? `${called}: null takes nothing away, for the project has no such value`
      : `${called}: null does nothing, as if the line were not there`,
    hint: 'delete the line, or write a value',
  });
}

/** Whether there is something that `null` takes away. */
function takesAway(path: Path, { layer, isWrittenElsewhere, defaults }: Walk): boolean {
  if (!isRemovable(path)) return false;
  if (layer === 'environment' && isWrittenElsewhere(path)) return true;
  const kind = kindAt(path);
  if (kind === undefined) return false;
  const [, , field, inner] = path.map(String);
  const names = [field, otherPromptName(field ?? '')];
  return defaults.some((each) => {
    const given = mapAt(each, kind.name);
    if (inner !== undefined) return (mapAt(given, 'extra')[inner] ?? null) !== null;
    return field !== 'extra' && names.some((name) => name !== undefined && (given[name] ?? null) !== null);
  });
}

function kindAt([first]: Path): ObjectKind | undefined {
  return OBJECT_KINDS.find(({ section }) => section === first);
}

/** Without an address the PBX inside of cqctl would be meant. */
function isUrl(path: Path): boolean {
  return path.length === 2 && path[0] === 'target' && path[1] === 'url';
}

/** Whether something could be lost when it counts as not written. */
function isForbidden(path: Path, { layer, isWrittenElsewhere }: Walk): boolean {
  if (path.length > 1) return isGuarded(path, layer);
  if (layer === 'project') return NEVER_EMPTY.has(path[0]);
  return GATES.has(path[0]) && !isWrittenElsewhere(path);
}

function isGuarded(path: Path, layer: Layer): boolean {
  const [first, second, third] = path;
  if (GUARDED.has(first)) return true;
  if (first === 'defaults') {
    if (path.length === 2) return layer !== 'environment';
    return third === 'lifecycle' || (path.length === 3 && third === listOf(String(second))?.section);
  }
  const kind = kindAt(path);
  if (kind === undefined) return false;
  if (path.length === 2 || third === 'lifecycle') return true;
  if (path.length > 3) return false;
  const field = String(third);
  if (field === listOf(kind.name)?.section) return true;
  // An object without what it needs is a mistake of its own.
  if (layer !== 'environment' && neededFields(kind.name).includes(field)) return false;
  // Another one of these is another object, and the first would be replaced.
  return field === kind.naturalKey || kind.fields[field]?.createOnly === true;
}

const LISTS: ReadonlySet<unknown> = new Set([
  'include',
  'moved',
  'removed',
  'ignore_changes',
  ...LIST_KINDS.map(({ section }) => section),
]);

function hintOf(path: Path): string {
  const name = path.at(-1);
  if (path[0] === 'variables') return 'write "" for an empty text, or delete the line';
  if (path[0] === 'target' && path.length < 3)
    return 'write the address of the PBX, or embedded for the one inside of cqctl';
  if (LISTS.has(name) || (path.length === 2 && SHARED_SECTIONS.includes(String(path[0]))))
    return 'write its entries, [] for none, or delete the line';
  if (path.length === 1 || name === 'lifecycle' || path[0] === 'defaults')
    return 'write its entries, {} for none, or delete the line';
  return 'write a value, or delete the line';
}
