/**
 * Queues and servers with their defaults filled in, each value still knowing where it is written.
 *
 * Checks between resources, lint and the building of what is desired all work on these. A value of the wrong type was
 * reported before; here it is left out, so that everything else that is wrong is found in the same run.
 */

import { formatAddress } from '../model/address.ts';
import type { AgentEntry } from '../model/desired.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { isObject } from '../model/json.ts';
import type { Place } from '../source/source-file.ts';
import type { Container, SourceMap } from '../source/source-map.ts';
import { configFields } from './schema-resources.ts';

export interface WrittenField {
  value: Json;
  /** The map that has it. */
  owner: JsonObject;
  name: string;
  /** Written in the resource itself, not in `defaults`. */
  isOwn: boolean;
}

export interface ResolvedRoot {
  kind: 'queue' | 'server';
  key: string;
  address: `queue.${string}` | `server.${string}`;
  keyPlace: Place | undefined;
  /** As written in the file. */
  own: JsonObject;
  /** By config name, in the order of the kind; no nulls. */
  fields: Map<string, WrittenField>;
  /** The owners of `lifecycle` and `extra`, defaults first. */
  owners: readonly JsonObject[];
}

export interface AgentItem extends AgentEntry {
  /** Where it is written. */
  list: Json[];
  index: number;
}

export interface ResolvedAgents {
  items: AgentItem[];
  /** The name of a list, when one is named. */
  listName?: string;
}

export interface Resources {
  roots: ResolvedRoot[];
  /** Of queues that write `agents`, by address. */
  agents: Map<string, ResolvedAgents>;
}

export function collectResources(root: JsonObject, map: SourceMap): Resources {
  const defaults = mapAt(root, 'defaults');
  const roots = [
    ...collectRoots('server', mapAt(root, 'servers'), mapAt(defaults, 'server'), map),
    ...collectRoots('queue', mapAt(root, 'queues'), mapAt(defaults, 'queue'), map),
  ];
  return { roots, agents: collectAgents(roots, mapAt(root, 'agent_lists')) };
}

/** The map under a name; an empty one where there is none. */
export function mapAt(container: JsonObject, name: string): JsonObject {
  const value = Object.hasOwn(container, name) ? container[name] : undefined;
  return isObject(value) ? value : {};
}

function collectRoots(
  kind: 'queue' | 'server',
  section: JsonObject,
  defaults: JsonObject,
  map: SourceMap,
): ResolvedRoot[] {
  const names = configFields(kind);
  return map.namesOf(section).flatMap((key) => {
    const own = section[key];
    if (!isObject(own)) return [];
    const fields = new Map<string, WrittenField>();
    for (const name of names) {
      const field = fieldOf(own, defaults, name);
      if (field !== undefined) fields.set(name, field);
    }
    const address = formatAddress(kind, key) as ResolvedRoot['address'];
    return [
      { kind, key, address, keyPlace: map.keyPlace(section, key), own, fields, owners: [defaults, own] },
    ];
  });
}

/** Null in the resource takes the default away. A prompt has two names; either takes the default of both away. */
function fieldOf(own: JsonObject, defaults: JsonObject, name: string): WrittenField | undefined {
  const isOwn = Object.hasOwn(own, name);
  if (!isOwn && Object.hasOwn(own, otherPromptName(name))) return undefined;
  const owner = isOwn ? own : defaults;
  const value = Object.hasOwn(owner, name) ? owner[name] : undefined;
  return value === undefined || value === null ? undefined : { value, owner, name, isOwn };
}

function otherPromptName(name: string): string {
  if (name.endsWith('_prompt_file')) return `${name}_id`;
  return name.endsWith('_prompt_file_id') ? name.slice(0, -'_id'.length) : '';
}

function collectAgents(roots: readonly ResolvedRoot[], lists: JsonObject): Map<string, ResolvedAgents> {
  const agents = new Map<string, ResolvedAgents>();
  const byList = new Map<Container, AgentItem[]>();
  const itemsOf = (list: Json[]): AgentItem[] => {
    let items = byList.get(list);
    if (items === undefined) {
      items = list.flatMap((item, index) => readAgent(item, list, index));
      byList.set(list, items);
    }
    return items;
  };
  for (const { address, fields } of roots) {
    const value = fields.get('agents')?.value;
    if (Array.isArray(value)) agents.set(address, { items: itemsOf(value) });
    if (typeof value !== 'string' || !Object.hasOwn(lists, value)) continue;
    const list = lists[value];
    agents.set(address, { items: Array.isArray(list) ? itemsOf(list) : [], listName: value });
  }
  return agents;
}

function readAgent(item: Json, list: Json[], index: number): AgentItem[] {
  if (typeof item === 'string') return [{ extension_number: item, list, index }];
  if (!isObject(item)) return [];
  const { extension_number, skill_level } = item;
  if (typeof extension_number !== 'string') return [];
  const level = typeof skill_level === 'number' ? { skill_level } : {};
  return [{ extension_number, ...level, list, index }];
}

/** The text under a name, of a field that is one. */
export function textOf(root: ResolvedRoot, name: string): string | undefined {
  const value = root.fields.get(name)?.value;
  return typeof value === 'string' ? value : undefined;
}

export function fieldPlace(field: WrittenField, map: SourceMap): Place | undefined {
  return map.valuePlace(field.owner, field.name);
}

/** A queue's number, a server's name; undefined when it is missing. */
export function naturalKeyOf(root: ResolvedRoot): string | undefined {
  return root.kind === 'queue' ? textOf(root, 'extension_number') : (textOf(root, 'name') ?? root.key);
}
