/**
 * What no file names, written at the end of the project file.
 *
 * What somebody took out of the project on purpose, under `removed`, stays out. What `defaults` would give a new
 * resource beyond what the PBX has is null there.
 */

import type { YAMLMap } from 'yaml';
import { isScalar } from 'yaml';
import { kindOf } from '../../kinds/registry.ts';
import type { JsonObject } from '../../model/json.ts';
import { isObject } from '../../model/json.ts';
import type { LiveObject } from '../../model/live.ts';
import { joinComments } from '../comments/lines.ts';
import { describeLeftOut } from '../export.ts';
import type { ExtraNames } from '../export-fields.ts';
import { asComment, createObject } from '../export-nodes.ts';
import { resourceOrder } from '../format-order.ts';
import type { Draft } from './draft.ts';
import { findPair, ownMapAt, setValue } from './edit.ts';

/** `defaults` are those of the object's kind, resolved. False when its section is nothing that it could be written into. */
export function appendObject(
  project: Draft,
  object: LiveObject,
  key: string,
  {
    defaults = {},
    extraNames = new Set(),
  }: { defaults?: JsonObject | undefined; extraNames?: ExtraNames | undefined },
): boolean {
  const { document } = project;
  const given = new Set(namesOf(defaults));
  const givenExtra = namesOf(isObject(defaults['extra']) ? defaults['extra'] : {});
  const { node, notes } = createObject(document, object, key, {
    given,
    extraNames: extraNames === 'all' ? 'all' : new Set([...extraNames, ...givenExtra]),
  });
  if (node === undefined) {
    const note = asComment([describeLeftOut(object, notes)]);
    if (document.comment?.split('\n').includes(note) === true) return true;
    document.comment = joinComments(document.comment, note);
    project.isChanged = true;
    return true;
  }
  const section = ownSection(project, kindOf(object.kind).section);
  if (section === undefined) return false;
  const fill = (map: YAMLMap, names: Iterable<string>, order?: readonly string[]): void => {
    for (const name of names)
      if (findPair(project, map, name) === undefined) setValue(project, map, name, null, order);
  };
  given.delete('lifecycle');
  given.delete('extra');
  fill(node, given, resourceOrder(object.kind));
  if (givenExtra.length > 0) {
    if (findPair(project, node, 'extra') === undefined) setValue(project, node, 'extra', {});
    fill(ownMapAt(project, node, 'extra') as YAMLMap, givenExtra);
  }
  const pair = document.createPair(key, node);
  if (isScalar(pair.key)) pair.key.spaceBefore = section.items.length > 0;
  section.items.push(pair);
  project.isChanged = true;
  return true;
}

function namesOf(values: JsonObject): string[] {
  return Object.keys(values).filter((name) => values[name] !== null);
}

/** Undefined where something other than a map stands, as a variable. */
function ownSection(project: Draft, name: string): YAMLMap | undefined {
  const { document, root } = project;
  const known = ownMapAt(project, root, name);
  if (known !== undefined) {
    known.flow = false;
    return known;
  }
  const section = document.createNode({}) as YAMLMap;
  const pair = findPair(project, root, name);
  if (pair === undefined) {
    const added = document.createPair(name, section);
    if (isScalar(added.key)) added.key.spaceBefore = true;
    root.items.push(added);
    return section;
  }
  if (isScalar(pair.value) && pair.value.value !== null) return undefined;
  pair.value = section;
  return section;
}
