/**
 * Where the files say something about a resource.
 *
 * They are looked up anew for each change, for a change may replace what an earlier one found. What an alias or a merge
 * leads to is read there, and changed only as a copy of its own.
 */

import type { Pair, YAMLMap } from 'yaml';
import { isMap, isScalar, isSeq } from 'yaml';
import { kindOf } from '../../kinds/registry.ts';
import type { DesiredObject } from '../../model/desired.ts';
import type { Draft, Layer } from './draft.ts';
import { findValue, mapAt, ownMapAt, ownSeqAt, release, removePair, resolveAlias } from './edit.ts';

/** A resource's map in one layer of one file. */
export interface Place {
  layer: Layer;
  body: YAMLMap;
}

/** A place whose map may be changed. */
export interface OpenPlace {
  draft: Draft;
  body: YAMLMap;
  /** What this one is laid over. */
  below: readonly Place[];
}

/** In the order of the layers. */
export function findPlaces(layers: readonly Layer[], { kind, key }: DesiredObject): Place[] {
  return layers.flatMap((layer) => {
    const section = sectionAt(layer, kindOf(kind).section);
    const body = section === undefined ? undefined : mapAt(layer.draft, section, key);
    return body === undefined ? [] : [{ layer, body }];
  });
}

/** A section of a layer, to be read. */
export function sectionAt({ draft, path }: Layer, name: string): YAMLMap | undefined {
  let map: YAMLMap | undefined = draft.root;
  for (const key of [...path, name]) map = map === undefined ? undefined : mapAt(draft, map, key);
  return map;
}

/** The map that keys lead to from the top of a layer, to be changed. */
export function openMap({ draft, path }: Layer, keys: readonly string[]): YAMLMap | undefined {
  let map: YAMLMap | undefined = draft.root;
  for (const key of [...path, ...keys]) map = map === undefined ? undefined : ownMapAt(draft, map, key);
  return map;
}

/** The pair that keys lead to from the resource's map. */
export function pairAt({ layer: { draft }, body }: Place, path: readonly string[]): Pair | undefined {
  let value: unknown = body;
  let pair: Pair | undefined;
  for (const name of path) {
    pair = isMap(value) ? findValue(draft, value, name) : undefined;
    value = resolveAlias(draft, pair?.value);
  }
  return pair;
}

/** The place that a field is written in. */
export function findPlace(
  layers: readonly Layer[],
  resource: DesiredObject,
  field: string,
): Place | undefined {
  return findPlaces(layers, resource).find((place) => pairAt(place, [field]) !== undefined);
}

/** The place that most of the path is written in, else the one furthest down. */
export function openPlace(
  layers: readonly Layer[],
  resource: DesiredObject,
  path: readonly string[],
): OpenPlace | undefined {
  const places = findPlaces(layers, resource);
  let index = -1;
  for (let length = path.length; length > 0 && index === -1; length--) {
    index = places.findIndex((place) => pairAt(place, path.slice(0, length)) !== undefined);
  }
  const place = places.at(index);
  if (place === undefined) return undefined;
  const { layer } = place;
  const body = openMap(layer, [kindOf(resource.kind).section, resource.key]);
  const below = index === -1 ? [] : places.slice(index + 1);
  return body === undefined ? undefined : { draft: layer.draft, body, below };
}

/** Takes a resource out of all of its places, and the moves that lead to it. */
export function removePlaces(layers: readonly Layer[], resource: DesiredObject): void {
  for (const { layer } of findPlaces(layers, resource)) {
    const section = openMap(layer, [kindOf(resource.kind).section]);
    if (section !== undefined) removePair(layer.draft, section, resource.key);
  }
  for (const { draft, path } of layers) if (path.length === 0) removeMoves(draft, resource);
}

function removeMoves(draft: Draft, { address }: DesiredObject): void {
  const isOfIt = (move: unknown): boolean => {
    const map = resolveAlias(draft, move);
    const to = isMap(map) ? resolveAlias(draft, findValue(draft, map, 'to')?.value) : undefined;
    return isScalar(to) && to.value === address;
  };
  const written = resolveAlias(draft, findValue(draft, draft.root, 'moved')?.value);
  if (!isSeq(written) || !written.items.some(isOfIt)) return;
  const moves = ownSeqAt(draft, draft.root, 'moved');
  if (moves === undefined) return;
  for (const move of moves.items.filter(isOfIt)) release(draft, move);
  moves.items = moves.items.filter((move) => !isOfIt(move));
  draft.isChanged = true;
  if (moves.items.length === 0) removePair(draft, draft.root, 'moved');
}
