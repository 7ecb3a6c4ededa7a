/**
 * Where the files say something about a resource.
 *
 * They are looked up anew for each change, for a change may replace what an earlier one found. What an alias leads to is
 * read there, and changed only as a copy of its own.
 */

import type { Pair, YAMLMap } from 'yaml';
import { isAlias, isMap } from 'yaml';
import type { DesiredQueue, DesiredServer } from '../../model/desired.ts';
import { keyText } from '../format-document.ts';
import type { Draft, Layer } from './drafts.ts';
import { detach, findPair, mapAt, ownMapAt, removePair } from './edit.ts';

export type Managed = DesiredServer | DesiredQueue;
type Section = 'servers' | 'queues';

export const SECTION: Readonly<Record<Managed['kind'], Section>> = { server: 'servers', queue: 'queues' };

/** A resource's map in one layer of one file. */
export interface Place {
  draft: Draft;
  section: YAMLMap;
  body: YAMLMap;
}

/** In the order of the layers. */
function findPlaces(layers: readonly Layer[], { kind, key }: Managed): Place[] {
  return layers.flatMap(({ draft, map }) => {
    const section = mapAt(draft.document, map, SECTION[kind]);
    const value = section === undefined ? undefined : indexOf(draft, section).get(key)?.value;
    const body = isAlias(value) ? value.resolve(draft.document) : value;
    return section !== undefined && isMap(body) ? [{ draft, section, body }] : [];
  });
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

const says =
  (field: string) =>
  ({ body }: Place): boolean =>
    findPair(body, field) !== undefined;

/** The place that a field is written in. */
export function findPlace(layers: readonly Layer[], resource: Managed, field: string): Place | undefined {
  return findPlaces(layers, resource).find(says(field));
}

/** The place that a field is written in, else the one furthest down; its map is the file's own from then on. */
export function openPlace(layers: readonly Layer[], resource: Managed, field: string): Place | undefined {
  const places = findPlaces(layers, resource);
  const place = places.find(says(field)) ?? places.at(-1);
  if (place === undefined) return undefined;
  const { draft, section } = place;
  detach(draft.document, section);
  const body = ownMapAt(draft.document, section, resource.key);
  draft.isChanged = true;
  return body === undefined ? undefined : { draft, section, body };
}

export function removePlaces(layers: readonly Layer[], resource: Managed): void {
  for (const { draft, section } of findPlaces(layers, resource)) {
    detach(draft.document, section);
    removePair(draft.document, section, resource.key);
    draft.isChanged = true;
  }
}
