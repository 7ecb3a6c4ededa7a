/**
 * Changes to a parsed file, value by value, that leave the rest of it as it was typed.
 *
 * A value that is shared through an anchor is given back to its aliases as a copy before it changes: what the others
 * say stays what it was.
 */

import type { Alias, Document, Node, Pair, YAMLMap, YAMLSeq } from 'yaml';
import { isAlias, isCollection, isMap, isNode, isScalar, isSeq, Scalar, visit } from 'yaml';
import type { Json, JsonObject } from '../../model/json.ts';
import { isObject } from '../../model/json.ts';
import { createNode, escapeVariables } from '../export-nodes.ts';
import { keyText, settleQuotes } from '../format-document.ts';

export function findPair(map: YAMLMap, name: string): Pair | undefined {
  return map.items.find((pair) => keyText(pair.key) === name);
}

/** The value of a key when it is a map, looking through an alias. */
export function mapAt(document: Document, map: YAMLMap, name: string): YAMLMap | undefined {
  const value = findPair(map, name)?.value;
  const target = isAlias(value) ? value.resolve(document) : value;
  return isMap(target) ? target : undefined;
}

/** Makes a node safe to change: whatever refers to it gets a copy of its own. */
export function detach(document: Document, node: unknown): void {
  if (!isNode(node) || isAlias(node) || node.anchor === undefined) return;
  const aliases: Alias[] = [];
  visit(document, {
    Alias(_key, alias) {
      if (alias.resolve(document) === node) aliases.push(alias);
    },
  });
  visit(document, {
    Alias(_key, alias) {
      return aliases.includes(alias) ? copyOf(node, alias) : undefined;
    },
  });
  delete node.anchor;
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

/** The map under a key, ready to be changed: an alias is replaced by a copy, an anchor given up. */
export function ownMapAt(document: Document, map: YAMLMap, name: string): YAMLMap | undefined {
  return ownValueAt<YAMLMap>(document, map, name, isMap);
}

/** The sequence under a key, ready to be changed. */
export function ownSeqAt(document: Document, map: YAMLMap, name: string): YAMLSeq | undefined {
  return ownValueAt<YAMLSeq>(document, map, name, isSeq);
}

function ownValueAt<Value extends Node>(
  document: Document,
  map: YAMLMap,
  name: string,
  isWanted: (node: unknown) => node is Value,
): Value | undefined {
  const pair = findPair(map, name);
  const alias = isAlias(pair?.value) ? pair.value : undefined;
  const value = alias === undefined ? pair?.value : alias.resolve(document);
  if (pair === undefined || !isWanted(value)) return undefined;
  if (alias === undefined) detach(document, value);
  else pair.value = copyOf(value, alias);
  return pair.value as Value;
}

/** Writes a value under a key; a new key goes where `order` has it. Null is written as such. */
export function setValue(
  document: Document,
  map: YAMLMap,
  name: string,
  value: Json,
  order: readonly string[] = [],
): void {
  const pair = findPair(map, name);
  if (pair === undefined) {
    insertPair(map, document.createPair(name, createNode(document, value)), order);
    return;
  }
  const old = pair.value;
  detach(document, old);
  if (isScalar(old) && !isObject(value) && !Array.isArray(value)) setScalar(old, value);
  else if (isMap(old) && isObject(value)) syncMap(document, old, value);
  else pair.value = withComments(createNode(document, value), old);
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

function syncMap(document: Document, map: YAMLMap, value: JsonObject): void {
  map.items = map.items.filter((pair) => Object.hasOwn(value, keyText(pair.key) ?? ''));
  for (const [name, item] of Object.entries(value)) {
    const known = findPair(map, name)?.value;
    if (isScalar(known) && known.value === item) continue;
    setValue(document, map, name, item);
  }
}

function withComments(node: Node, old: unknown): Node {
  return isNode(old) ? Object.assign(node, { comment: old.comment, commentBefore: old.commentBefore }) : node;
}

function insertPair(map: YAMLMap, pair: Pair, order: readonly string[]): void {
  const rank = (key: unknown): number => {
    const at = order.indexOf(keyText(key) ?? '');
    return at === -1 ? order.length : at;
  };
  const own = rank(pair.key);
  const at = map.items.findIndex((other) => keyText(other.key) !== '<<' && rank(other.key) > own);
  const index = at === -1 ? map.items.length : at;
  map.items.splice(index, 0, pair);
}

export function removePair(document: Document, map: YAMLMap, name: string): void {
  const pair = findPair(map, name);
  if (pair === undefined) return;
  const value = pair.value;
  if (isCollection(value))
    visit(value as YAMLMap | YAMLSeq, { Node: (_key, node) => detach(document, node) });
  else detach(document, value);
  map.items = map.items.filter((other) => other !== pair);
}
