/** Nodes of YAML for exported objects, in the layout that `fmt` would give them. */

import type { Document, Node, Pair, YAMLMap } from 'yaml';
import { isMap, isScalar, visit } from 'yaml';
import type { Json, JsonObject } from '../model/json.ts';
import { isObject } from '../model/json.ts';
import type { LiveObject } from '../model/live.ts';
import type { WrittenObject } from './export-fields.ts';
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
  unknownFields?: boolean;
}

/** Undefined when the object has no identity that a file could name; then only `notes` is of use. */
export function createObject(
  document: Document,
  live: LiveObject,
  key: string,
  options: ObjectOptions,
): { node?: YAMLMap; notes: string[] } {
  const written = writtenObject(live);
  const isNamed =
    live.kind === 'queue'
      ? written.fields['extension_number'] !== undefined
      : written.fields['name'] !== undefined &&
        (written.fields['ipv4'] !== undefined || written.fields['ipv6'] !== undefined);
  if (!isNamed) return { notes: written.notes };
  const node = document.createNode({}) as YAMLMap;
  const body = bodyOf(written, key, options);
  for (const [name, value] of Object.entries(body))
    node.add(document.createPair(name, createNode(document, value)));
  const first = (node.items[0] as Pair | undefined)?.key;
  if (isScalar(first) && written.notes.length > 0) first.commentBefore = asComment(written.notes);
  return { node, notes: written.notes };
}

function bodyOf(written: WrittenObject, key: string, options: ObjectOptions): JsonObject {
  const { name, ...rest } = written.fields;
  return {
    ...(name === undefined || name === key ? {} : { name }),
    ...rest,
    ...(written.agents === undefined ? {} : { agents: written.agents }),
    ...(options.unknownFields === true && Object.keys(written.unknown).length > 0
      ? { extra: written.unknown }
      : {}),
  };
}

export function asComment(lines: readonly string[]): string {
  // A name may hold line separators of any script, and a comment ends at the first.
  const escapeMark = (mark: string): string => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return lines.map((line) => ` ${line.replace(/[\p{Cc}\p{Zl}\p{Zp}\uFEFF]/gu, escapeMark)}`).join('\n');
}

/** A blank line above every entry but the first, as between paragraphs. */
export function spaceEntries(map: YAMLMap): void {
  map.items.forEach((pair, index) => {
    if (isScalar(pair.key)) pair.key.spaceBefore = index > 0 && isMap(pair.value) && pair.value.flow !== true;
  });
}
