/**
 * Existing files brought to what the PBX has: `export --update`.
 *
 * Each managed value is compared as the planner compares it, resolved: a variable, an anchor or another spelling that
 * still gives the live value stays as it is typed. A value that differs is written in place, or beside the resource's
 * own fields where it came from `defaults`. What is not written stays unwritten. Prompts stay too, for they cannot be
 * read back, and so do fields in `ignore_changes`.
 */

import type { Document, Pair, YAMLMap } from 'yaml';
import { isAlias, isMap, isScalar } from 'yaml';
import { checkFields } from '../kinds/check.ts';
import { isSameValue } from '../kinds/compare.ts';
import { KINDS } from '../kinds/registry.ts';
import { formatAddress } from '../model/address.ts';
import type { AgentEntry, Desired, DesiredAgents, DesiredQueue, DesiredServer } from '../model/desired.ts';
import type { Json } from '../model/json.ts';
import { canonicalJson, withoutNulls } from '../model/json.ts';
import type { Live, LiveObject } from '../model/live.ts';
import { settleComments } from './comments/comments.ts';
import { liftItemComments } from './comments/dashes.ts';
import { claimObjectKey, describeLeftOut, sortObjects } from './export.ts';
import { isSameList, syncAgents } from './export-agents.ts';
import { detach, findPair, mapAt, ownMapAt, ownSeqAt, removePair, setValue } from './export-edit.ts';
import { usesSkills, writableValues, writtenAgent } from './export-fields.ts';
import { asComment, createNode, createObject } from './export-nodes.ts';
import { keyText, parseEditable, writeDocument } from './format-document.ts';
import { QUEUE_ORDER, SERVER_ORDER, settleFlows } from './format-order.ts';

export interface UpdateOptions {
  /** Text by path. */
  files: { [path: string]: string };
  /** The one that new queues and servers are appended to. */
  projectFile: string;
  /** What the files say now. */
  desired: Desired;
  live: Live;
  /** Its own values, where it has any, are the ones that change. */
  environment?: string;
  /** Takes queues and servers out of the files that the PBX does not have. */
  removeVanished?: boolean;
}

/** A file while it is edited. */
interface Draft {
  document: Document;
  /** The top level, and before it what the environment lays over it. */
  layers: YAMLMap[];
  isChanged: boolean;
  /** Of its big maps, by map. Pairs that are removed or added later are not looked up again. */
  indexes: Map<YAMLMap, Map<string, Pair>>;
}

type Section = 'servers' | 'queues';
type Managed = DesiredServer | DesiredQueue;

const SECTION: Readonly<Record<Managed['kind'], Section>> = { server: 'servers', queue: 'queues' };
const ORDER: Readonly<Record<Managed['kind'], readonly string[]>> = {
  server: SERVER_ORDER,
  queue: QUEUE_ORDER,
};

/** The texts that change; files not named in the answer stay as they are. */
export function updateFiles(options: UpdateOptions): { [path: string]: string } {
  const drafts = new Map<string, Draft>();
  for (const [path, text] of Object.entries(options.files)) {
    const draft = openDraft(text, options.environment);
    if (draft !== undefined) drafts.set(path, draft);
  }
  const all = [...drafts.values()];
  const live = {
    server: new Map(options.live.servers.map((object) => [object.key, object])),
    queue: new Map(options.live.queues.map((object) => [object.key, object])),
  };
  for (const resource of options.desired.resources) {
    if (resource.kind === 'agents') continue;
    const object = live[resource.kind].get(resource.naturalKey);
    if (object !== undefined) updateResource(all, resource, object);
    else if (options.removeVanished === true) removeResource(all, resource);
  }
  updateLists(all, options.desired, live.queue);
  const project = drafts.get(options.projectFile);
  if (project !== undefined) appendNew(project, options.desired, options.live);
  const changed: { [path: string]: string } = {};
  for (const [path, draft] of drafts) if (draft.isChanged) changed[path] = closeDraft(draft);
  return changed;
}

function openDraft(text: string, environment: string | undefined): Draft | undefined {
  const document = parseEditable(text);
  if (document.errors.length > 0 || !isMap(document.contents)) return undefined;
  const root = document.contents as YAMLMap;
  settleComments(document, text);
  const environments = environment === undefined ? undefined : mapAt(document, root, 'environments');
  const own = environments === undefined ? undefined : mapAt(document, environments, environment ?? '');
  return {
    document,
    layers: own === undefined ? [root] : [own, root],
    isChanged: false,
    indexes: new Map(),
  };
}

function closeDraft(draft: Draft): string {
  settleFlows(draft.document);
  liftItemComments(draft.document.contents);
  return writeDocument(draft.document);
}

/** A resource's map in one layer of one file. */
interface Place {
  draft: Draft;
  section: YAMLMap;
  body: YAMLMap;
}

function findPlaces(drafts: readonly Draft[], section: Section, key: string): Place[] {
  const places: Place[] = [];
  const depth = Math.max(0, ...drafts.map((draft) => draft.layers.length));
  for (let level = depth; level >= 1; level--) {
    for (const draft of drafts) {
      const layer = draft.layers.at(-level);
      const map = layer === undefined ? undefined : mapAt(draft.document, layer, section);
      const value = map === undefined ? undefined : indexOf(draft, map).get(key)?.value;
      const body = isAlias(value) ? value.resolve(draft.document) : value;
      if (map !== undefined && isMap(body)) places.push({ draft, section: map, body });
    }
  }
  return places;
}

/** Looking a key up among thousands, thousands of times, must not walk them each time. */
function indexOf(draft: Draft, section: YAMLMap): ReadonlyMap<string, Pair> {
  let index = draft.indexes.get(section);
  if (index === undefined) {
    index = new Map(section.items.map((pair) => [keyText(pair.key) ?? '', pair]));
    draft.indexes.set(section, index);
  }
  return index;
}

/** The place that a field is written in, else the one furthest down; its map is the file's own from then on. */
function openPlace(drafts: readonly Draft[], resource: Managed, field: string): Place | undefined {
  const places = findPlaces(drafts, SECTION[resource.kind], resource.key);
  const place = places.find(({ body }) => findPair(body, field) !== undefined) ?? places.at(-1);
  if (place === undefined) return undefined;
  detach(place.draft.document, place.section);
  const body = ownMapAt(place.draft.document, place.section, resource.key);
  place.draft.isChanged = true;
  return body === undefined ? undefined : { ...place, body };
}

function updateResource(drafts: readonly Draft[], resource: Managed, live: LiveObject): void {
  if (live.fields === undefined) return;
  const { fields: specs, naturalKey } = KINDS[resource.kind];
  const reported = live.fields;
  const ignored = new Set([naturalKey, ...resource.lifecycle.ignoreChanges]);
  const writable = writableValues(specs, reported);
  for (const [name, value] of Object.entries(resource.fields)) {
    const spec = Object.hasOwn(specs, name) ? specs[name] : undefined;
    if (ignored.has(name) || spec === undefined || spec.writeOnly === true) continue;
    if (isSameValue(spec, value, reported[name])) continue;
    const now = writable[name];
    const isRefused =
      now !== undefined &&
      checkFields(resource.kind, { [name]: now }, 'create').some(
        ({ path }) => path.split(/[.[]/)[0] === name,
      );
    if (!isRefused) writeField(drafts, resource, name, now);
  }
  for (const [name, value] of Object.entries(resource.extra)) {
    if (ignored.has(name) || isSameValue(undefined, value, reported[name])) continue;
    writeExtra(drafts, resource, name, withoutNulls(reported[name] ?? null));
  }
}

/** A value that the PBX no longer has is taken out; where `defaults` gives it, null keeps it out. */
function writeField(
  drafts: readonly Draft[],
  resource: Managed,
  name: string,
  value: Json | undefined,
): void {
  const place = openPlace(drafts, resource, name);
  if (place === undefined) return;
  const { draft, body } = place;
  if (value !== undefined) setValue(draft.document, body, name, value, ORDER[resource.kind]);
  else if (findPair(body, name) !== undefined) removePair(draft.document, body, name);
  else setValue(draft.document, body, name, null, ORDER[resource.kind]);
}

function writeExtra(
  drafts: readonly Draft[],
  resource: Managed,
  name: string,
  value: Json | undefined,
): void {
  const place = openPlace(drafts, resource, 'extra');
  const extra = place === undefined ? undefined : ownMapAt(place.draft.document, place.body, 'extra');
  if (place === undefined || extra === undefined) return;
  if (value === undefined) removePair(place.draft.document, extra, name);
  else setValue(place.draft.document, extra, name, value);
}

function removeResource(drafts: readonly Draft[], resource: Managed): void {
  for (const { draft, section } of findPlaces(drafts, SECTION[resource.kind], resource.key)) {
    detach(draft.document, section);
    removePair(draft.document, section, resource.key);
    draft.isChanged = true;
  }
}

/** A queue whose list is not what the PBX has. */
interface ListChange {
  queue: DesiredQueue;
  agents: DesiredAgents;
  items: readonly AgentEntry[];
  strategy: Json | undefined;
}

function updateLists(
  drafts: readonly Draft[],
  desired: Desired,
  live: ReadonlyMap<string, LiveObject>,
): void {
  const byAddress = new Map(desired.resources.map((resource) => [resource.address, resource]));
  const byList = new Map<string, { change: ListChange; isSame: boolean }[]>();
  for (const agents of desired.resources) {
    if (agents.kind !== 'agents') continue;
    const object = live.get(agents.naturalKey);
    const queue = byAddress.get(agents.queue);
    if (object?.items === undefined || queue?.kind !== 'queue') continue;
    if ([...agents.lifecycle.ignoreChanges, ...queue.lifecycle.ignoreChanges].includes('agents')) continue;
    const strategy = object.fields?.['polling_strategy'];
    const change: ListChange = { queue, agents, items: object.items, strategy };
    const isSame = isSameList(agents.items, object.items, strategy);
    const name = listNameOf(drafts, queue);
    if (name !== undefined) byList.set(name, [...(byList.get(name) ?? []), { change, isSame }]);
    else if (!isSame) writeList(drafts, change);
  }
  for (const [name, users] of byList) updateSharedList(drafts, name, users);
}

/** The name of the shared list that a queue uses; undefined when it has its own. */
function listNameOf(drafts: readonly Draft[], queue: DesiredQueue): string | undefined {
  const place = findPlaces(drafts, 'queues', queue.key).find(
    ({ body }) => findPair(body, 'agents') !== undefined,
  );
  const value = place === undefined ? undefined : findPair(place.body, 'agents')?.value;
  const node = isAlias(value) && place !== undefined ? value.resolve(place.draft.document) : value;
  return isScalar(node) && typeof node.value === 'string' ? node.value : undefined;
}

/** A shared list changes only where all who use it agree on what the PBX has; else the one who differs gets its own. */
function updateSharedList(
  drafts: readonly Draft[],
  name: string,
  users: readonly { change: ListChange; isSame: boolean }[],
): void {
  if (users.every(({ isSame }) => isSame)) return;
  const agreed = new Set(
    users.map(({ change }) => canonicalJson([usesSkills(change.strategy), levelled(change.items)])),
  );
  const first = users[0]?.change;
  for (const draft of drafts) {
    for (const layer of draft.layers) {
      const lists = mapAt(draft.document, layer, 'agent_lists');
      if (agreed.size !== 1 || first === undefined || lists === undefined || !findPair(lists, name)) continue;
      detach(draft.document, lists);
      const seq = ownSeqAt(draft.document, lists, name);
      if (seq === undefined || seq.items.length !== first.agents.items.length) continue;
      syncAgents(draft.document, seq, first.agents.items, first.items, first.strategy);
      draft.isChanged = true;
      return;
    }
  }
  for (const { change, isSame } of users) if (!isSame) writeList(drafts, change);
}

function levelled(items: readonly AgentEntry[]): Json {
  return items.map((agent) => [agent.extension_number, agent.skill_level ?? 1]);
}

function writeList(drafts: readonly Draft[], change: ListChange): void {
  const place = openPlace(drafts, change.queue, 'agents');
  if (place === undefined) return;
  const { document } = place.draft;
  const seq = ownSeqAt(document, place.body, 'agents');
  if (seq !== undefined && seq.items.length === change.agents.items.length) {
    syncAgents(document, seq, change.agents.items, change.items, change.strategy);
    return;
  }
  const withLevels = usesSkills(change.strategy);
  const written = change.items.map((agent) => writtenAgent(agent, withLevels));
  setValue(document, place.body, 'agents', written, QUEUE_ORDER);
}

/** What no file names, at the end of the project file. */
function appendNew(project: Draft, desired: Desired, live: Live): void {
  const known = new Set(desired.resources.map(({ kind, naturalKey }) => `${kind} ${naturalKey}`));
  const isNew = (object: LiveObject): boolean =>
    !object.internal && !known.has(`${object.kind} ${object.key}`);
  for (const kind of ['server', 'queue'] as const) {
    const objects = sortObjects(kind === 'server' ? live.servers : live.queues).filter(isNew);
    const taken = new Set(
      desired.resources.filter((resource) => resource.kind === kind).map(({ key }) => key),
    );
    const left = new Set(desired.removed.map(({ address }) => address));
    for (const object of objects) {
      const key = claimObjectKey(object, taken);
      // Somebody took it out of the project on purpose.
      if (!left.has(formatAddress(kind, key))) appendObject(project, object, key);
    }
  }
}

function appendObject(project: Draft, object: LiveObject, key: string): void {
  const { document } = project;
  const root = project.layers.at(-1) as YAMLMap;
  const { node, notes } = createObject(document, object, key, {});
  if (node === undefined) {
    document.comment = [document.comment, asComment([describeLeftOut(object, notes)])]
      .filter(Boolean)
      .join('\n');
  } else {
    const section = ownSection(document, root, object.kind === 'server' ? 'servers' : 'queues');
    const pair = document.createPair(key, node);
    if (isScalar(pair.key)) pair.key.spaceBefore = section.items.length > 0;
    section.items.push(pair);
  }
  project.isChanged = true;
}

function ownSection(document: Document, root: YAMLMap, name: Section): YAMLMap {
  const own = ownMapAt(document, root, name);
  if (own !== undefined) {
    own.flow = false;
    return own;
  }
  const pair = findPair(root, name) ?? document.createPair(name, null);
  const map = createNode(document, {}) as YAMLMap;
  map.flow = false;
  pair.value = map;
  if (!root.items.includes(pair)) {
    if (isScalar(pair.key)) pair.key.spaceBefore = true;
    root.items.push(pair);
  }
  return map;
}
