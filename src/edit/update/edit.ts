/**
 * Changes to a parsed file, value by value, that leave the rest of it as it was typed.
 *
 * A value that is shared through an anchor is given back to its aliases as a copy before it changes, one that is merged
 * from elsewhere is written beside the merge: what the others say stays what it was.
 */

import type { Alias, Node, Pair, YAMLMap, YAMLSeq } from 'yaml';
import { isAlias, isMap, isNode, isPair, isScalar, isSeq, Scalar, visit } from 'yaml';
import type { Json, JsonObject } from '../../model/json.ts';
import { isObject } from '../../model/json.ts';
import { createNode, escapeVariables } from '../export-nodes.ts';
import { keyText, settleQuotes } from '../format-document.ts';
import type { Draft } from './draft.ts';

/** Walking a map of more keys for each that is looked up would cost more than an index of them. */
const SMALL_MAP = 32;

/** The map's own pair of a key. */
export function findPair(draft: Draft, map: YAMLMap, name: string): Pair | undefined {
  if (map.items.length <= SMALL_MAP) return map.items.find((pair) => keyText(pair.key) === name);
  let index = draft.indexes.get(map);
  if (index === undefined) {
    index = new Map(map.items.map((pair) => [keyText(pair.key) ?? '', pair]));
    draft.indexes.set(map, index);
  }
  return index.get(name);
}

/** What an alias stands for; anything else is itself. */
export function resolveAlias({ document }: Draft, node: unknown): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

/** The pair that a map takes a key from which it does not have itself: that of the first merge to have it. */
export function findMerged(draft: Draft, map: YAMLMap, name: string): Pair | undefined {
  for (const { key, value } of map.items) {
    // A key in quotes is a name as any other.
    if (!isScalar(key) || typeof key.value !== 'symbol') continue;
    const merged = resolveAlias(draft, value);
    for (const source of isSeq(merged) ? merged.items : [merged]) {
      const from = resolveAlias(draft, source);
      const pair = isMap(from) ? findValue(draft, from, name) : undefined;
      if (pair !== undefined) return pair;
    }
  }
  return undefined;
}

/** The pair that gives a key its value. */
export function findValue(draft: Draft, map: YAMLMap, name: string): Pair | undefined {
  return findPair(draft, map, name) ?? findMerged(draft, map, name);
}

/** The map that a key has. */
export function mapAt(draft: Draft, map: YAMLMap, name: string): YAMLMap | undefined {
  const value = resolveAlias(draft, findValue(draft, map, name)?.value);
  return isMap(value) ? value : undefined;
}

/** Makes a node safe to change: whatever refers to it gets a copy of its own. */
export function detach({ document }: Draft, node: unknown): void {
  if (!isNode(node) || isAlias(node) || node.anchor === undefined) return;
  const aliases = new Set<Alias>();
  visit(document, {
    Alias(_key, alias) {
      if (alias.resolve(document) === node) aliases.add(alias);
    },
  });
  visit(document, {
    Alias(_key, alias) {
      return aliases.has(alias) ? copyOf(node, alias) : undefined;
    },
  });
  delete node.anchor;
}

/** Makes a node safe to take away, with all that is in it. */
export function release(draft: Draft, node: unknown): void {
  if (!isNode(node) && !isPair(node)) return;
  visit(node as Node, { Node: (_key, part) => detach(draft, part) });
}

/** Without anchors, for a name can be given only once; with the comments of the place it goes to. */
function copyOf(node: Node, place: Node): Node {
  const copy = node.clone() as Node;
  visit(copy as Parameters<typeof visit>[0], {
    Node(_key, part) {
      if (!isAlias(part)) delete part.anchor;
    },
  });
  return takePlace(copy, place);
}

/** The node with the comments and the blank line of the one that it stands in for. */
export function takePlace(node: Node, { comment, commentBefore, spaceBefore }: Node): Node {
  return Object.assign(node, { comment, commentBefore, spaceBefore });
}

/** The map under a key, ready to be changed: an alias or what is merged is replaced by a copy, an anchor given up. */
export function ownMapAt(draft: Draft, map: YAMLMap, name: string): YAMLMap | undefined {
  return ownValueAt<YAMLMap>(draft, map, name, isMap);
}

export function ownSeqAt(draft: Draft, map: YAMLMap, name: string): YAMLSeq | undefined {
  return ownValueAt<YAMLSeq>(draft, map, name, isSeq);
}

function ownValueAt<Value extends Node>(
  draft: Draft,
  map: YAMLMap,
  name: string,
  isWanted: (node: unknown) => node is Value,
): Value | undefined {
  const own = findPair(draft, map, name);
  const written = (own ?? findMerged(draft, map, name))?.value;
  const value = resolveAlias(draft, written);
  if (!isWanted(value)) return undefined;
  if (own === undefined) {
    const copy = copyOf(value, new Scalar(null)) as Value;
    insertPair(draft, map, draft.document.createPair(name, copy));
    return copy;
  }
  if (isAlias(written)) own.value = copyOf(value, written);
  else detach(draft, value);
  return own.value as Value;
}

/** Writes a value under a key; a new key goes where `order` has it. Null is written as such. */
export function setValue(
  draft: Draft,
  map: YAMLMap,
  name: string,
  value: Json,
  order: readonly string[] = [],
): void {
  const { document } = draft;
  draft.isChanged = true;
  const pair = findPair(draft, map, name);
  if (pair === undefined) {
    insertPair(draft, map, document.createPair(name, createNode(document, value)), order);
    return;
  }
  const old = pair.value;
  if (isScalar(old) && !isObject(value) && !Array.isArray(value)) {
    detach(draft, old);
    setScalar(old, value);
  } else if (isMap(old) && isObject(value)) {
    detach(draft, old);
    syncMap(draft, old, value);
  } else {
    release(draft, old);
    pair.value = withComments(createNode(document, value), old);
  }
}

/** A string stays quoted as it was; everything else forgets how the old value was typed. */
function setScalar(node: Scalar, value: Exclude<Json, Json[] | JsonObject>): void {
  const wasString = typeof node.value === 'string';
  node.value = typeof value === 'string' ? escapeVariables(value) : value;
  delete node.source;
  delete node.format;
  delete node.minFractionDigits;
  delete node.tag;
  if (typeof value !== 'string' || !wasString) delete node.type;
  if (node.type === Scalar.BLOCK_FOLDED || node.type === Scalar.BLOCK_LITERAL) delete node.type;
  settleQuotes(node);
}

function syncMap(draft: Draft, map: YAMLMap, value: JsonObject): void {
  // All names are written, so nothing is left to be merged.
  const names = map.items.map(({ key }) => keyText(key) ?? '');
  for (const name of names) if (!Object.hasOwn(value, name)) removePair(draft, map, name);
  for (const [name, item] of Object.entries(value)) {
    const known = findPair(draft, map, name)?.value;
    if (isScalar(known) && known.value === item) continue;
    setValue(draft, map, name, item);
  }
}

function withComments(node: Node, old: unknown): Node {
  return isNode(old) ? Object.assign(node, { comment: old.comment, commentBefore: old.commentBefore }) : node;
}

function insertPair(draft: Draft, map: YAMLMap, pair: Pair, order: readonly string[] = []): void {
  const rank = (key: unknown): number => {
    const at = order.indexOf(keyText(key) ?? '');
    return at === -1 ? order.length : at;
  };
  const own = rank(pair.key);
  const at = map.items.findIndex((other) => keyText(other.key) !== '<<' && rank(other.key) > own);
  const index = at === -1 ? map.items.length : at;
  map.items.splice(index, 0, pair);
  draft.indexes.get(map)?.set(keyText(pair.key) ?? '', pair);
}

export function removePair(draft: Draft, map: YAMLMap, name: string): void {
  const pair = findPair(draft, map, name);
  if (pair === undefined) return;
  release(draft, pair);
  map.items = map.items.filter((other) => other !== pair);
  draft.isChanged = true;
}
