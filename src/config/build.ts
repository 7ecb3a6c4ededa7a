/**
 * What is desired, of a project in which nothing is wrong.
 *
 * Nulls are left out, prompts are taken out of the fields, and the agents of a queue become a resource of their own right
 * after it. Servers come first, then the queues, as they stand in the files.
 */

import { PROMPT_FILES } from '../kinds/queue-prompts.ts';
import { type Address, formatAddress } from '../model/address.ts';
import type {
  Desired,
  DesiredPrompt,
  DesiredResource,
  Lifecycle,
  Move,
  PromptField,
} from '../model/desired.ts';
import type { Source } from '../model/diagnostic.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { isObject, withoutNulls } from '../model/json.ts';
import type { Place } from '../source/source-file.ts';
import { readPolicy } from './policy.ts';
import { mapAt, naturalKeyOf, type ResolvedRoot } from './resources.ts';
import type { RuleInput } from './rules/rule.ts';

/** By address of the queue. */
export type Prompts = ReadonlyMap<string, Partial<Record<PromptField, DesiredPrompt>>>;

export function buildDesired(input: RuleInput, prompts: Prompts): Desired {
  return {
    resources: input.roots.flatMap((root) => buildResources(root, input, prompts)),
    moved: movesOf(input),
    removed: listOf(input.project['removed']) as Address[],
    policy: readPolicy(input.project),
  };
}

function buildResources(root: ResolvedRoot, input: RuleInput, prompts: Prompts): DesiredResource[] {
  const { address, kind, key, keyPlace } = root;
  const naturalKey = naturalKeyOf(root) ?? key;
  const lifecycle = lifecycleOf(root);
  const base = { key, naturalKey, lifecycle };
  const main = { ...base, source: sourceOf(keyPlace), fields: fieldsOf(root), extra: extraOf(root) };
  if (kind === 'server') return [{ kind, address: address as Address, ...main }];
  const queue: DesiredResource = { kind, address, ...main, prompts: prompts.get(address) ?? {} };
  const agents = input.agents.get(address);
  if (agents === undefined) return [queue];
  const own = root.fields.get('agents');
  const place = own?.isOwn === true ? input.map.keyPlace(own.owner, 'agents') : keyPlace;
  return [
    queue,
    {
      kind: 'agents',
      address: formatAddress('agents', key),
      ...base,
      source: sourceOf(place),
      queue: address,
      items: agents.items,
    },
  ];
}

const NOT_SENT = new Set(['agents', ...PROMPT_FILES]);

/** In the order of the field reference, whatever that of the file is: it would show in a plan. */
function fieldsOf({ fields }: ResolvedRoot): JsonObject {
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

/** Field by field: null in the resource takes a default away. */
function extraOf(root: ResolvedRoot): JsonObject {
  return withSortedKeys(withoutNulls(joined(root, 'extra')) ?? {}) as JsonObject;
}

function joined({ owners }: ResolvedRoot, name: 'extra' | 'lifecycle'): JsonObject {
  const result: JsonObject = {};
  for (const owner of owners) if (owner[name] !== undefined) Object.assign(result, mapAt(owner, name));
  return result;
}

function lifecycleOf(root: ResolvedRoot): Lifecycle {
  const { ignore_changes: names, prevent_destroy } = joined(root, 'lifecycle');
  return {
    ...(typeof prevent_destroy === 'boolean' ? { preventDestroy: prevent_destroy } : {}),
    ignoreChanges: Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [],
  };
}

function movesOf({ project, map }: RuleInput): Move[] {
  const moved = listOf(project['moved']);
  return moved.flatMap((move, index): Move[] => {
    if (!isObject(move)) return [];
    const source = sourceOf(map.valuePlace(moved, index));
    return [{ from: move['from'] as Address, to: move['to'] as Address, source }];
  });
}

function listOf(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

function sourceOf(place: Place | undefined): Source {
  if (place === undefined) throw new Error('a resource has lost its place');
  return place.file.sourceOf(place.start, place.end);
}
