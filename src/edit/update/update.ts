/**
 * Existing files brought to what the PBX has: `export --update`.
 *
 * Which object a resource is, is found as the planner finds it. Each managed value is compared as the planner compares
 * it, resolved: a variable, an anchor or another spelling that still gives the live value stays as it is typed. A value
 * that differs is written in place, or beside the resource's own fields where it came from `defaults`. What is not
 * written stays unwritten.
 */

import { parseAddress } from '../../kinds/address.ts';
import { identity } from '../../kinds/identity.ts';
import { LIST_KINDS, OBJECT_KINDS } from '../../kinds/registry.ts';
import type { Address, KindName } from '../../model/address.ts';
import type { Desired, DesiredObject } from '../../model/desired.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { JsonObject } from '../../model/json.ts';
import { type Live, type LiveObject, objectsOfKind } from '../../model/live.ts';
import type { StateDocument } from '../../model/state.ts';
import { type Entries, entriesOf } from '../../plan/entries.ts';
import type { Matching } from '../../plan/match.ts';
import { matchResources } from '../../plan/match.ts';
import { readEntries, releasedObjects } from '../../plan/read-entries.ts';
import { claimObjectKey, sortObjects } from '../export.ts';
import type { ExtraNamesByKind } from '../export-fields.ts';
import { appendObject } from './additions.ts';
import { updateAgentLists } from './agent-lists.ts';
import type { Draft, Layer } from './draft.ts';
import { closeDraft, layersOf, openDraft } from './drafts.ts';
import { mapAt } from './edit.ts';
import { updateFields } from './fields.ts';

import { findPlaces, removePlaces } from './places.ts';

export interface UpdateOptions {
  /** Text by path. */
  files: { [path: string]: string };
  /** The one that new objects are appended to. */
  projectFile: string;
  /** What the files say now. */
  desired: Desired;
  /** What they give a resource that does not say otherwise, resolved. */
  defaults: { readonly [kind: KindName]: JsonObject };
  live: Live;
  state: StateDocument | null;
  /** Of new objects. */
  extraNames: ExtraNamesByKind;
  /** Its own values, where it has any, are the ones that change. */
  environment?: string;
  /** Takes objects out of the files that the PBX does not have. */
  prunes?: boolean;
}

export interface FileUpdate {
  /** The texts that change; files that are not named stay as they are. */
  files: { [path: string]: string };
  /** What is still not as on the PBX, and why; a line each. */
  notes: string[];
  /** Why nothing is to be written. */
  diagnostics: Diagnostic[];
}

export function updateFiles(options: UpdateOptions): FileUpdate {
  const { desired, live } = options;
  const drafts = Object.entries(options.files).flatMap(([path, text]) => openDraft(path, text) ?? []);
  const entries = readEntries(desired, options.state);
  const work: Work = { options, drafts, entries, layers: layersOf(drafts, options.environment), notes: [] };
  const matched = new Map<Address, LiveObject>();
  const matchings = OBJECT_KINDS.map(({ name: kind }) => {
    const resources = desired.resources.filter((each): each is DesiredObject => each.kind === kind);
    const objects = objectsOfKind(live, kind);
    const matching = matchResources(resources, objects, entriesOf(entries, kind));
    for (const { desired: resource, live: object } of matching.matches) {
      // An object that could not be read is there all the same: its block stays as it is.
      if (object?.fields === undefined) continue;
      matched.set(resource.address, object);
      work.notes.push(...updateFields(work.layers, resource, object, options.defaults[kind]));
    }
    return { kind, matching };
  });
  const { defaults } = options;
  for (const kind of LIST_KINDS)
    work.notes.push(...updateAgentLists(work.layers, { kind, desired, live: matched, defaults }));
  // Only now, for a resource may be what another one is an alias of.
  for (const { kind, matching } of matchings) {
    settleVanished(work, matching);
    appendNew(work, kind, matching);
  }
  return close(work);
}

interface Work {
  options: UpdateOptions;
  drafts: readonly Draft[];
  entries: Entries;
  layers: readonly Layer[];
  notes: string[];
}

/** What the files have and the PBX has not: said, or taken out. */
function settleVanished({ options, drafts, layers, notes }: Work, { matches }: Matching): void {
  const hasEnvironments = drafts.some(
    (draft) => (mapAt(draft, draft.root, 'environments')?.items.length ?? 0) > 0,
  );
  for (const { desired: resource, live } of matches) {
    if (live !== undefined) continue;
    const { address, source } = resource;
    const what = `${address} (${source.file}:${source.line}) is not on the PBX`;
    // Other environments, for which another PBX answers, have what stands outside of this one.
    const isShared =
      hasEnvironments && findPlaces(layers, resource).some(({ layer }) => layer.path.length === 0);
    if (options.prunes !== true)
      notes.push(`${what} and stays in the file, so that a plan creates it; --prune takes it out`);
    else if (isShared) notes.push(`${what} and stays in the file, for other environments have it too`);
    else removePlaces(layers, resource);
  }
}

function appendNew(
  { options, drafts, entries, notes }: Work,
  kind: KindName,
  { orphans, unmanaged }: Matching,
): void {
  const project = drafts.find(({ path }) => path === options.projectFile);
  if (project === undefined) return;
  const removed = new Set<string>(options.desired.removed);
  const taken = new Set(options.desired.resources.filter((each) => each.kind === kind).map(({ key }) => key));
  // Of an object whose block is gone, state still knows the key.
  const keys = new Map(orphans.map(({ address, live }) => [live.id, parseAddress(address)?.key]));
  const released = releasedObjects(entries);
  const isNew = (object: LiveObject): boolean =>
    !object.internal && object.fields !== undefined && !released.has(identity(object.kind, object.key));
  const objects = [...orphans.map(({ live }) => live), ...unmanaged].filter(isNew);
  for (const key of keys.values()) if (key !== undefined) taken.add(key);
  // What moved away cannot be in the files.
  for (const { from } of options.desired.moved) {
    const address = parseAddress(from);
    if (address?.kind === kind) taken.add(address.key);
  }
  for (const object of sortObjects(objects)) {
    const key = keys.get(object.id) ?? claimObjectKey(object, taken);
    if (removed.has(`${kind}.${key}`)) continue;
    const facts = { defaults: options.defaults[kind], extraNames: options.extraNames[kind] };
    if (appendObject(project, object, key, facts)) continue;
    notes.push(
      `${kind} ${JSON.stringify(object.name)} (${object.key}) is in no file, and ${project.path} has no section that it could be added to`,
    );
  }
}

function close({ drafts, notes }: Work): FileUpdate {
  const update: FileUpdate = { files: {}, notes, diagnostics: [] };
  for (const draft of drafts) {
    if (!draft.isChanged) continue;
    const { value, diagnostics } = closeDraft(draft);
    update.diagnostics.push(...diagnostics);
    if (value !== undefined) update.files[draft.path] = value;
  }
  return update;
}
