/**
 * What no file names, written at the end of the project file.
 *
 * What somebody took out of the project on purpose, under `removed`, stays out.
 */

import type { YAMLMap } from 'yaml';
import { isScalar } from 'yaml';
import { formatAddress } from '../../model/address.ts';
import type { Desired } from '../../model/desired.ts';
import type { Live, LiveObject } from '../../model/live.ts';
import { joinComments } from '../comments/lines.ts';
import { claimObjectKey, describeLeftOut, sortObjects } from '../export.ts';
import { asComment, createNode, createObject } from '../export-nodes.ts';
import type { Draft } from './drafts.ts';
import { findPair, ownMapAt } from './edit.ts';
import { SECTION } from './places.ts';

export function appendNew(project: Draft, desired: Desired, live: Live): void {
  const removed = new Set<string>(desired.removed);
  for (const kind of ['server', 'queue'] as const) {
    const named = desired.resources.filter((resource) => resource.kind === kind);
    const known = new Set(named.map(({ naturalKey }) => naturalKey));
    const taken = new Set(named.map(({ key }) => key));
    for (const object of sortObjects(kind === 'server' ? live.servers : live.queues)) {
      if (object.internal || known.has(object.key)) continue;
      const key = claimObjectKey(object, taken);
      if (!removed.has(formatAddress(kind, key))) appendObject(project, object, key);
    }
  }
}

function appendObject(project: Draft, object: LiveObject, key: string): void {
  const { document } = project;
  const { node, notes } = createObject(document, object, key, {});
  if (node === undefined) {
    const note = asComment([describeLeftOut(object, notes)]);
    document.comment = joinComments(document.comment, note);
  } else {
    const section = ownSection(project, SECTION[object.kind]);
    const pair = document.createPair(key, node);
    if (isScalar(pair.key)) pair.key.spaceBefore = section.items.length > 0;
    section.items.push(pair);
  }
  project.isChanged = true;
}

function ownSection({ document, root }: Draft, name: string): YAMLMap {
  const section = ownMapAt(document, root, name) ?? (createNode(document, {}) as YAMLMap);
  section.flow = false;
  const known = findPair(root, name);
  if (known === undefined) {
    const pair = document.createPair(name, section);
    if (isScalar(pair.key)) pair.key.spaceBefore = true;
    root.items.push(pair);
  } else {
    known.value = section;
  }
  return section;
}
