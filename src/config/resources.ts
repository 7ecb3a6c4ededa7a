/**
 * Objects with their defaults filled in, each value still knowing where it is written.
 *
 * Checks between resources, lint and the building of what is desired all work on these. A value of the wrong type was
 * reported before; here it is left out, so that everything else that is wrong is found in the same run.
 */

import { otherPromptName } from '../kinds/queue-prompts.ts';
import { kindOf, listOf, OBJECT_KINDS } from '../kinds/registry.ts';
import type { Address, KindName } from '../model/address.ts';
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

export interface ResolvedObject {
  kind: KindName;
  key: string;
  address: Address;
  keyPlace: Place | undefined;
  /** As written in the file. */
  own: JsonObject;
  /** By config name, in the order of the kind; no nulls. */
  fields: Map<string, WrittenField>;
  /** The owners of `lifecycle` and `extra`, defaults first. */
  owners: readonly JsonObject[];
}

export interface ResolvedAgents {
  items: readonly AgentEntry[];
  /** As it is written. */
  list: readonly Json[];
}

export interface Resources {
  objects: ResolvedObject[];
  /** Of objects that write a list, by their address. */
  agents: Map<Address, ResolvedAgents>;
}

export function collectResources(project: JsonObject, map: SourceMap): Resources {
  const defaults = mapAt(project, 'defaults');
  const objects = OBJECT_KINDS.flatMap(({ name, section }) =>
    collectObjects(name, mapAt(project, section), mapAt(defaults, name), map),
  );
  return { objects, agents: collectAgents(objects, project) };
}

/** The map under a name; an empty one where there is none. */
export function mapAt(container: JsonObject, name: string): JsonObject {
  const value = Object.hasOwn(container, name) ? container[name] : undefined;
  return isObject(value) ? value : {};
}

function collectObjects(
  kind: KindName,
  section: JsonObject,
  defaults: JsonObject,
  map: SourceMap,
): ResolvedObject[] {
  const names = configFields(kind).map((name) => ({ name, other: otherPromptName(name) }));
  const objects: ResolvedObject[] = [];
  for (const key of map.namesOf(section)) {
    const own = section[key];
    if (!isObject(own)) continue;
    const fields = new Map<string, WrittenField>();
    // No field has the name of something that every object has, so nothing but what is written is found.
    for (const { name, other } of names) {
      const isOwn = isWritten(own, name, map);
      // Null in the resource takes the default away. A prompt has two names; either takes the default of both away.
      if (!isOwn && other !== undefined && isWritten(own, other, map)) continue;
      const owner = isOwn ? own : defaults;
      const value = owner[name];
      if (value !== undefined && value !== null) fields.set(name, { value, owner, name, isOwn });
    }
    const address = formatAddress(kind, key);
    const keyPlace = map.keyPlace(section, key);
    objects.push({ kind, key, address, keyPlace, own, fields, owners: [defaults, own] });
  }
  return objects;
}

/** What is left empty is not; `null` is. */
function isWritten(own: JsonObject, name: string, map: SourceMap): boolean {
  return own[name] !== undefined && !(own[name] === null && map.isEmpty(own, name));
}

/** Objects that name one list have the very same agents. */
function collectAgents(
  objects: readonly ResolvedObject[],
  project: JsonObject,
): Map<Address, ResolvedAgents> {
  const agents = new Map<Address, ResolvedAgents>();
  const known = new Map<Container, ResolvedAgents>();
  for (const { kind, address, fields } of objects) {
    const listKind = listOf(kind);
    if (listKind === undefined) continue;
    const value = fields.get(listKind.section)?.value;
    const lists = mapAt(project, listKind.sharedSection);
    const list = typeof value !== 'string' ? value : Object.hasOwn(lists, value) ? lists[value] : undefined;
    if (!Array.isArray(list)) continue;
    const resolved = known.get(list) ?? { items: readAgents(list), list };
    known.set(list, resolved);
    agents.set(address, resolved);
  }
  return agents;
}

function readAgents(list: readonly Json[]): AgentEntry[] {
  const items: AgentEntry[] = [];
  for (const item of list) {
    const extension_number = agentNumber(item);
    if (extension_number === undefined) continue;
    const level = isObject(item) ? item['skill_level'] : undefined;
    items.push(typeof level === 'number' ? { extension_number, skill_level: level } : { extension_number });
  }
  return items;
}

/** Of an agent in a list, in either way to write one. */
export function agentNumber(item: Json): string | undefined {
  const number = isObject(item) ? item['extension_number'] : item;
  return typeof number === 'string' ? number : undefined;
}

/** The text under a name, of a field that is one. */
export function textOf(object: ResolvedObject, name: string): string | undefined {
  const value = object.fields.get(name)?.value;
  return typeof value === 'string' ? value : undefined;
}

export function fieldPlace(field: WrittenField, map: SourceMap): Place | undefined {
  return map.valuePlace(field.owner, field.name);
}

/** A number, or a name in Unicode's normal form; undefined when it is missing. */
export function naturalKeyOf(object: ResolvedObject): string | undefined {
  const { naturalKey, createDefaults } = kindOf(object.kind);
  const given = createDefaults(object.key)[naturalKey];
  return (textOf(object, naturalKey) ?? (typeof given === 'string' ? given : undefined))?.normalize();
}
