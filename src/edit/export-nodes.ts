/** Nodes of YAML for exported objects, in the layout that `fmt` would give them. */

import type { Document, Node, Pair, YAMLMap } from 'yaml';
import { isMap, isScalar, visit } from 'yaml';
import { kindOf } from '../kinds/registry.ts';
import { HASH_COMMAND, UNSAFE } from '../model/inert-text.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { isObject } from '../model/json.ts';
import type { LiveObject } from '../model/live.ts';
import type { ExtraNames, WrittenObject } from './export-fields.ts';
import { writtenObject } from './export-fields.ts';
import { settleQuotes } from './format-document.ts';

/** Without merging equal objects into aliases. */
export function createNode(document: Document, value: Json): Node {
  const node = document.createNode(escapeAll(value), { aliasDuplicateObjects: false }) as Node;
  setFlow(node, value);
  visit(node as YAMLMap, { Scalar: (_key, scalar) => settleQuotes(scalar) });
  return node;
}

/** `${` begins a variable in a file; a live value that has one is written so that it stays text. */
export function escapeVariables(text: string): string {
  return text.replaceAll('${', () => '$${');
}

function escapeAll(value: Json): Json {
  if (typeof value === 'string') return escapeVariables(value);
  if (Array.isArray(value)) return value.map(escapeAll);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, escapeAll(item)]));
}

/** Objects and lists of plain values on one line; a list of objects one to a line. */
function setFlow(node: unknown, value: Json): void {
  if (Array.isArray(value) && value.some(isObject)) {
    (node as YAMLMap).items.forEach((item, index) => {
      setFlow(item, value[index] as Json);
    });
  } else if (typeof value === 'object' && value !== null) {
    (node as YAMLMap).flow = true;
  }
}

export interface ObjectOptions {
  extraNames: ExtraNames | undefined;
  /** Fields that are written also where they are not worth it. */
  given?: ReadonlySet<string>;
}

/** Undefined when the object has no identity that a file could name; then only `notes` is of use. */
export function createObject(
  document: Document,
  live: LiveObject,
  key: string,
  { extraNames = new Set(), given }: ObjectOptions,
): { node?: YAMLMap; notes: string[] } {
  const written = writtenObject(live, given);
  const { naturalKey, needsOneOf } = kindOf(live.kind);
  const has = (name: string): boolean => written.fields[name] !== undefined;
  const isNamed = has(naturalKey) && needsOneOf?.some(has) !== false;
  if (!isNamed) return { notes: written.notes };
  const node = document.createNode({}) as YAMLMap;
  const { extra, others } = sortUnknown(written.unknown, extraNames);
  for (const [name, value] of Object.entries(bodyOf(written, key, extra)))
    node.add(document.createPair(name, createNode(document, value)));
  const notes = [...written.notes, ...(others.length === 0 ? [] : [`not exported: ${others.join(', ')}`])];
  const first = (node.items[0] as Pair | undefined)?.key;
  if (isScalar(first) && notes.length > 0) first.commentBefore = asComment(notes);
  return { node, notes: written.notes };
}

function sortUnknown(unknown: JsonObject, names: ExtraNames): { extra: JsonObject; others: string[] } {
  const isExtra = (name: string): boolean => names === 'all' || names.has(name);
  const entries = Object.entries(unknown);
  return {
    extra: Object.fromEntries(entries.filter(([name]) => isExtra(name))),
    others: entries.map(([name]) => name).filter((name) => !isExtra(name)),
  };
}

function bodyOf({ fields, list }: WrittenObject, key: string, extra: JsonObject): JsonObject {
  const { name, ...rest } = fields;
  return {
    ...(name === undefined || name === key ? {} : { name }),
    ...rest,
    ...list,
    ...(Object.keys(extra).length === 0 ? {} : { extra }),
  };
}

export function asComment(lines: readonly string[]): string {
  // A name may hold line separators of any script, and a comment ends at the first. It has no escapes, and shows one.
  const escapeMark = (mark: string): string =>
    [...mark].map((each) => `\\u${(each.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`).join('');
  return lines
    .map((line) => ` ${line.replace(UNSAFE, escapeMark).replace(HASH_COMMAND, '\\u0023')}`)
    .join('\n');
}

/** A blank line above every entry but the first, as between paragraphs. */
export function spaceEntries(map: YAMLMap): void {
  map.items.forEach((pair, index) => {
    if (isScalar(pair.key)) pair.key.spaceBefore = index > 0 && isMap(pair.value) && pair.value.flow !== true;
  });
}
