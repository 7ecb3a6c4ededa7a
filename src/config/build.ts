/**
 * What is desired, of a project in which nothing is wrong.
 *
 * Nulls are left out, prompts are taken out of the fields, and the agents of a queue become a resource of their own right
 * after it. Servers come first, then the queues, as they stand in the files.
 */

import { PROMPT_FILES } from '../kinds/queue-prompts.ts';
import { LIST_KINDS, listOf } from '../kinds/registry.ts';
import { type Address, formatAddress } from '../model/address.ts';
import type {
  Desired,
  DesiredPrompt,
  DesiredResource,
  EmptyPlace,
  Lifecycle,
  Move,
  PromptField,
} from '../model/desired.ts';
import type { Source } from '../model/diagnostic.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { isObject, withoutNulls } from '../model/json.ts';
import { displayName } from '../source/file-names.ts';
import type { Place } from '../source/source-file.ts';
import { readPolicy } from './policy.ts';
import { mapAt, naturalKeyOf, type ResolvedObject } from './resources.ts';
import type { RuleInput } from './rules/rule.ts';

/** By address of the queue. */
export type Prompts = ReadonlyMap<string, Partial<Record<PromptField, DesiredPrompt>>>;

export interface BuildInput extends RuleInput {
  /** Of the project; absolute. */
  folder: string;
  empty: readonly EmptyPlace[];
}

export function buildDesired(input: BuildInput, prompts: Prompts): Desired {
  return {
    resources: input.objects.flatMap((object) => buildResources(object, input, prompts)),
    moved: movesOf(input),
    removed: itemsOf(input.project['removed']) as Address[],
    policy: readPolicy(input.project),
    ...(input.empty.length === 0 ? {} : { empty: input.empty }),
  };
}

function buildResources(object: ResolvedObject, input: BuildInput, prompts: Prompts): DesiredResource[] {
  const { address, kind, key, keyPlace } = object;
  const naturalKey = naturalKeyOf(object) ?? key;
  const lifecycle = lifecycleOf(object);
  const base = { key, naturalKey, lifecycle };
  const file = keyPlace === undefined ? {} : { file: displayName(input.folder, keyPlace.file.path) };
  const main = {
    ...base,
    ...file,
    source: sourceOf(keyPlace),
    fields: fieldsOf(object),
    extra: extraOf(object, input),
  };
  const built: DesiredResource = { kind, address, ...main, prompts: prompts.get(address) ?? {} };
  const list = listOf(kind);
  const agents = input.agents.get(address);
  if (list === undefined || agents === undefined) return [built];
  const own = object.fields.get(list.section);
  const place = own?.isOwn === true ? input.map.keyPlace(own.owner, list.section) : keyPlace;
  return [
    built,
    {
      kind: list.name,
      address: formatAddress(list.name, key),
      ...base,
      source: sourceOf(place),
      parent: address,
      items: agents.items,
    },
  ];
}

const NOT_SENT = new Set([...LIST_KINDS.map(({ section }) => section), ...PROMPT_FILES]);

/** In the order of the field reference, whatever that of the file is: it would show in a plan. */
function fieldsOf({ fields }: ResolvedObject): JsonObject {
  const result: JsonObject = {};
  for (const [name, { value }] of fields) {
    if (NOT_SENT.has(name)) continue;
    const kept = typeof value === 'object' ? withoutNulls(value) : value;
    if (kept !== undefined) result[name] = withSortedKeys(kept);
  }
  return result;
}

function withSortedKeys(value: Json): Json {
  if (Array.isArray(value)) return value.map(withSortedKeys);
  if (!isObject(value)) return value;
  const result: JsonObject = {};
  for (const name of Object.keys(value).sort()) result[name] = withSortedKeys(value[name] as Json);
  return result;
}

/** Key by key: null in the resource takes a default away, what is left empty does not. */
function extraOf({ owners }: ResolvedObject, { map }: BuildInput): JsonObject {
  const result: JsonObject = {};
  for (const owner of owners) {
    const extra = mapAt(owner, 'extra');
    for (const [name, value] of Object.entries(extra)) if (!map.isEmpty(extra, name)) result[name] = value;
  }
  return withSortedKeys(withoutNulls(result) ?? {}) as JsonObject;
}

/** Null lifts no protection that `defaults` give. */
function lifecycleOf({ owners }: ResolvedObject): Lifecycle {
  const lifecycle: JsonObject = {};
  for (const owner of owners) Object.assign(lifecycle, withoutNulls(mapAt(owner, 'lifecycle')));
  const { ignore_changes: names, prevent_destroy } = lifecycle;
  return {
    ...(typeof prevent_destroy === 'boolean' ? { preventDestroy: prevent_destroy } : {}),
    ignoreChanges: Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [],
  };
}

function movesOf({ project, map }: RuleInput): Move[] {
  const moved = itemsOf(project['moved']);
  return moved.flatMap((move, index): Move[] => {
    if (!isObject(move)) return [];
    const source = sourceOf(map.valuePlace(moved, index));
    return [{ from: move['from'] as Address, to: move['to'] as Address, source }];
  });
}

function itemsOf(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

function sourceOf(place: Place | undefined): Source {
  if (place === undefined) throw new Error('a resource has lost its place');
  return place.file.sourceOf(place.start, place.end);
}
