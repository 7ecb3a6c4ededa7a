/**
 * Lists of agents that are not what the PBX has: an object's own, and shared ones that have a name.
 *
 * A shared list changes only where all who use it agree on what the PBX has; else the one who differs gets its own.
 */

import type { YAMLMap } from 'yaml';
import { isScalar, isSeq } from 'yaml';
import { skillLevelOf } from '../../kinds/agents.ts';
import type { ListKind } from '../../kinds/kind.ts';
import type { Address, KindName } from '../../model/address.ts';
import { type AgentEntry, type Desired, type DesiredObject, isList } from '../../model/desired.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { LiveObject } from '../../model/live.ts';
import type { ListRules } from '../../plan/list-rules.ts';
import { isSameList, listRules } from '../../plan/list-rules.ts';
import { writtenAgent } from '../export-fields.ts';
import { resourceOrder } from '../format-order.ts';
import { syncAgents } from './agent-items.ts';
import type { Draft, Layer } from './draft.ts';
import { findValue, ownSeqAt, resolveAlias, setValue } from './edit.ts';
import { findPlace, openMap, openPlace, pairAt, sectionAt } from './places.ts';

/** A list with what the files say and what the PBX has. */
interface OwnedList {
  kind: ListKind;
  /** The object that it belongs to. */
  owner: DesiredObject;
  written: readonly AgentEntry[];
  live: readonly AgentEntry[];
  rules: ListRules;
  isSame: boolean;
}

export interface ListUpdate {
  desired: Desired;
  /** By address of the object. */
  live: ReadonlyMap<Address, LiveObject>;
  kind: ListKind;
  /** By kind of object. */
  defaults: { readonly [kind: KindName]: JsonObject };
}

/** Answers what could not be updated. */
export function updateAgentLists(layers: readonly Layer[], update: ListUpdate): string[] {
  const notes: string[] = [];
  const { section, parent } = update.kind;
  const given = update.defaults[parent]?.[section];
  const writeOwn = (users: readonly OwnedList[]): void => {
    for (const user of users) {
      if (user.isSame || writeOwnList(layers, user)) continue;
      notes.push(
        `${user.owner.address}: ${section} are not what the PBX has, and cannot be changed where they are written`,
      );
    }
  };
  // Whoever names a list has the very list, by whatever way the name got there.
  const byList = new Map<readonly AgentEntry[], OwnedList[]>();
  for (const each of compareLists(update))
    byList.set(each.written, [...(byList.get(each.written) ?? []), each]);
  for (const users of byList.values()) {
    const isOwn = new Set(users.filter((user) => hasOwnList(layers, user)));
    const sharing = users.filter((user) => !isOwn.has(user));
    writeOwn([...isOwn]);
    if (!updateSharedList(layers, sharing, given)) writeOwn(sharing);
  }
  return notes;
}

function compareLists({ kind, desired, live }: ListUpdate): OwnedList[] {
  const byAddress = new Map(desired.resources.map((resource) => [resource.address, resource]));
  return desired.resources.flatMap((agents) => {
    if (!isList(agents) || agents.kind !== kind.name) return [];
    const items = live.get(agents.parent)?.items;
    const owner = byAddress.get(agents.parent);
    if (items === undefined || owner === undefined || isList(owner)) return [];
    if ([...agents.lifecycle.ignoreChanges, ...owner.lifecycle.ignoreChanges].includes(kind.section))
      return [];
    const rules = listRules(live.get(agents.parent)?.fields?.['polling_strategy']);
    const isSame = isSameList(agents.items, items, rules);
    return [{ kind, owner, written: agents.items, live: items, rules, isSame }];
  });
}

/** What stands under the key of the list in its object, through aliases; undefined when nothing does. */
function writtenAgents(layers: readonly Layer[], { kind, owner }: OwnedList): unknown {
  const { section } = kind;
  const place = findPlace(layers, owner, section);
  return place === undefined ? undefined : resolveAlias(place.layer.draft, pairAt(place, [section])?.value);
}

function hasOwnList(layers: readonly Layer[], agents: OwnedList): boolean {
  return isSeq(writtenAgents(layers, agents));
}

/** False when those who use it do not agree, or when it is not written where it could be changed. */
function updateSharedList(
  layers: readonly Layer[],
  users: readonly OwnedList[],
  given: Json | undefined,
): boolean {
  const [first] = users;
  if (first === undefined || users.every(({ isSame }) => isSame)) return true;
  if (new Set(users.map(describeWanted)).size !== 1) return false;
  const names = users.map((user) => {
    const written = writtenAgents(layers, user);
    return isScalar(written) ? written.value : given;
  });
  return [...new Set(names)].some((name) => typeof name === 'string' && syncShared(layers, name, first));
}

/** The same for two lists that one list could stand for. */
function describeWanted({ live, rules }: OwnedList): string {
  const agents = live.map((agent) => [
    agent.extension_number,
    rules.countsLevels ? skillLevelOf(agent) : null,
  ]);
  const items = agents.map((agent) => JSON.stringify(agent));
  return JSON.stringify([rules, rules.isOrdered ? items : items.sort()]);
}

function syncShared(layers: readonly Layer[], name: string, agents: OwnedList): boolean {
  const { sharedSection } = agents.kind;
  const layer = layers.find((each) => {
    const lists = sectionAt(each, sharedSection);
    return lists !== undefined && findValue(each.draft, lists, name) !== undefined;
  });
  const lists = layer === undefined ? undefined : openMap(layer, [sharedSection]);
  return layer !== undefined && lists !== undefined && syncList(layer.draft, lists, name, agents);
}

function writeOwnList(layers: readonly Layer[], agents: OwnedList): boolean {
  const { section } = agents.kind;
  const place = openPlace(layers, agents.owner, [section]);
  if (place === undefined) return false;
  const { draft, body } = place;
  if (syncList(draft, body, section, agents)) return true;
  const written = agents.live.map((agent) => writtenAgent(agent, agents.rules.countsLevels));
  setValue(draft, body, section, written, resourceOrder(agents.owner.kind));
  return true;
}

/** False when no list of as many agents as were read stands there: it may come from a variable. */
function syncList(draft: Draft, map: YAMLMap, name: string, agents: OwnedList): boolean {
  const seq = ownSeqAt(draft, map, name);
  if (seq === undefined || seq.items.length !== agents.written.length) return false;
  syncAgents(draft, seq, agents);
  return true;
}
