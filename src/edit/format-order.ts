/**
 * The canonical order of keys, and which flow collections are short enough to stay.
 *
 * Names that are not known keep their order after the known ones: laying out is no place to judge them.
 */

import type { Document, YAMLMap, YAMLSeq } from 'yaml';
import { isAlias, isCollection, isPair, isScalar, isSeq, visit } from 'yaml';
import { fieldFacts, kindOf, LIST_KINDS, listOf, OBJECT_KINDS } from '../kinds/registry.ts';
import type { KindName } from '../model/address.ts';
import { emptyDocument, keyText, MAX_LINE_WIDTH, settleQuotes, writeDocument } from './format-document.ts';

const PROJECT = [
  'version',
  'target',
  'state',
  'include',
  'environments',
  'variables',
  'routing',
  'defaults',
  'policy',
  'moved',
  'removed',
  ...OBJECT_KINDS.flatMap(({ name, section }) => {
    const list = listOf(name);
    return list === undefined ? [section] : [list.sharedSection, section];
  }),
];

/** Fields of a kind in their own order, each prompt's local file right before its id. */
function fieldOrder(kind: KindName): string[] {
  return Object.entries(kindOf(kind).fields).flatMap(([name, facts]) =>
    facts.prompt === undefined ? [name] : [facts.prompt.file, name],
  );
}

const FIRST = ['name', 'extension_number', 'polling_strategy'];
const LAST = [...LIST_KINDS.map(({ section }) => section), 'lifecycle', 'extra'];
const RESOURCE: ReadonlyMap<KindName, readonly string[]> = new Map(
  OBJECT_KINDS.map(({ name, fields }) => {
    const first = FIRST.filter((field) => Object.hasOwn(fields, field));
    return [name, [...new Set([...first, ...fieldOrder(name), ...LAST])]];
  }),
);

/** Of the keys of an object in a file. */
export function resourceOrder(kind: KindName): readonly string[] {
  return RESOURCE.get(kind) ?? LAST;
}

const BY_NAME: { readonly [name: string]: readonly string[] } = {
  target: ['url', 'ca_file', 'client_cert_file', 'client_key_file'],
  state: ['backend', 'path', 'name', 'address'],
  policy: [
    'unmanaged',
    'max_updates',
    'max_destroys',
    'max_changed_queues',
    'check_numbers',
    'required_fields',
    'names',
    'routing',
  ],
  lifecycle: ['prevent_destroy', 'ignore_changes'],
  defaults: OBJECT_KINDS.map(({ name }) => name),
};

/** The order of the keys of the map at `path`; undefined where the user's own order stands. */
function orderAt(path: readonly (string | number)[]): readonly string[] | undefined {
  const [first, second, third] = path;
  if (path.length === 0) return PROJECT;
  if (first === 'environments') return path.length === 1 ? undefined : orderAt(path.slice(2));
  const kind = OBJECT_KINDS.find(({ name, section }) =>
    first === 'defaults' ? second === name : first === section,
  );
  if (kind !== undefined && path.length > 1) {
    if (path.length === 2) return resourceOrder(kind.name);
    return orderWithin(kind.name, String(third), path.length);
  }
  const list = LIST_KINDS.find(({ sharedSection }) => sharedSection === first);
  if (list !== undefined) return path.length === 3 ? Object.keys(list.fields) : undefined;
  if (first === 'moved') return path.length === 2 ? ['from', 'to'] : undefined;
  return path.length === 1 && Object.hasOwn(BY_NAME, String(first)) ? BY_NAME[String(first)] : undefined;
}

/** Of the map that is a field, or an item of one. */
function orderWithin(kind: KindName, name: string, depth: number): readonly string[] | undefined {
  const list = listOf(kind);
  const facts = fieldFacts(kind, name);
  if (depth === 3) return facts?.type === 'object' ? Object.keys(facts.fields) : BY_NAME[name];
  if (depth !== 4) return undefined;
  if (name === list?.section) return Object.keys(list.fields);
  return facts?.type === 'list' ? Object.keys(facts.item.fields) : undefined;
}

/** Sorts the keys of every map; true when that moved any. */
export function sortKeys(document: Document): boolean {
  let hasMoved = false;
  visit(document, {
    Map(_key, map, ancestors) {
      const order = orderAt(pathOf(ancestors, map));
      if (order !== undefined && sortMap(map, order)) hasMoved = true;
    },
  });
  return hasMoved;
}

function sortMap(map: YAMLMap, order: readonly string[]): boolean {
  const rank = (key: unknown): number => {
    const name = keyText(key);
    if (name === '<<') return -1;
    const at = name === undefined ? -1 : order.indexOf(name);
    return at === -1 ? order.length : at;
  };
  const sorted = [...map.items].sort((a, b) => rank(a.key) - rank(b.key));
  if (sorted.every((pair, index) => pair === map.items[index])) return false;
  // The blank line above the first pair separates it from nothing once another pair stands there.
  moveBlankLine(map.items[0]?.key, sorted[0]?.key);
  map.items = sorted;
  return true;
}

function moveBlankLine(oldFirst: unknown, newFirst: unknown): void {
  if (!isScalar(newFirst) || !isScalar(oldFirst)) return;
  if (newFirst.spaceBefore === true && oldFirst.spaceBefore !== true) oldFirst.spaceBefore = true;
  newFirst.spaceBefore = false;
}

function pathOf(ancestors: readonly unknown[], node: unknown): (string | number)[] {
  const path: (string | number)[] = [];
  ancestors.forEach((ancestor, index) => {
    const child = ancestors[index + 1] ?? node;
    if (isPair(ancestor)) path.push(keyText(ancestor.key) ?? '?');
    else if (isSeq(ancestor)) path.push(ancestor.items.indexOf(child));
  });
  return path;
}

/** What each alias stands for, in an order that sorting keys does not change. */
export function aliasTargets(document: Document): string[] {
  const targets: string[] = [];
  const anchors = new Map<string, string>();
  visit(document, {
    Node(_key, node) {
      if (isAlias(node)) {
        targets.push(`${node.range?.[0] ?? -1}:${node.source}=${anchors.get(node.source) ?? 'nothing'}`);
      } else if (node.anchor !== undefined) {
        anchors.set(node.anchor, String(node.range?.[0] ?? -1));
      }
    },
  });
  return targets.sort();
}

/** Writes flow collections that are too long, or hold comments, as blocks. */
export function settleFlows(document: Document): void {
  visit(document, {
    Collection(key, node, ancestors) {
      if (node.flow !== true || node.items.length === 0) return undefined;
      if (ancestors.some((ancestor) => isCollection(ancestor) && ancestor.flow === true)) return undefined;
      const parent = ancestors.at(-1);
      const keyWidth = key === 'value' && isPair(parent) ? (keyText(parent.key)?.length ?? 0) + 2 : 2;
      const depth = ancestors.filter((ancestor) => isCollection(ancestor)).length;
      const flowText = measure(node);
      const isLong = depth * 2 + keyWidth + flowText.length > MAX_LINE_WIDTH;
      if (key !== 'key' && (isLong || flowText.includes('\n'))) node.flow = false;
      return undefined;
    },
  });
}

/** Writes every value in quotes where it needs them, and in double ones. */
export function settleScalars(document: Document): void {
  visit(document, {
    Scalar(key, node) {
      if (key !== 'key') settleQuotes(node);
    },
  });
}

/** The collection as it would be written on a line of its own, without the comments around it. */
function measure(node: YAMLMap | YAMLSeq): string {
  const { comment, commentBefore, spaceBefore } = node;
  Object.assign(node, { comment: null, commentBefore: null, spaceBefore: false });
  const part = emptyDocument();
  part.contents = node;
  const text = writeDocument(part).trimEnd();
  Object.assign(node, { comment, commentBefore, spaceBefore });
  return text;
}
