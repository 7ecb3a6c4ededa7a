/**
 * The live PBX as files that plan to "no changes".
 *
 * Every object with its list, but those that come with the PBX, of which hardly anything could be changed. They stand by
 * extension number or name, so that two exports of one PBX are the same bytes. Prompts cannot be read back by id: a comment tells what the PBX plays.
 */

import type { Document, YAMLMap } from 'yaml';
import { isScalar } from 'yaml';
import { PROJECT_FILE } from '../config/project-files.ts';
import type { ObjectKind } from '../kinds/kind.ts';
import { kindOf, OBJECT_KINDS } from '../kinds/registry.ts';
import type { KindName } from '../model/address.ts';
import { compareText } from '../model/compare-text.ts';
import { type Desired, isList } from '../model/desired.ts';
import type { Json } from '../model/json.ts';
import type { Live, LiveObject } from '../model/live.ts';
import type { ExtraNamesByKind } from './export-fields.ts';
import { claimKey } from './export-keys.ts';
import { asComment, createNode, createObject, spaceEntries } from './export-nodes.ts';
import { emptyDocument, writeDocument } from './format-document.ts';
import { settleFlows } from './format-order.ts';

export interface ExportOptions {
  /** Left out: no target is written. */
  target?: { url: string; caFile?: string } | 'embedded';
  /** A file for each object of a kind that has such, in a folder that is called like its section. */
  split?: boolean;
  /** Fields newer than this schema that are written under `extra`; of the others a comment tells the names. */
  extraNames?: ExtraNamesByKind;
  /** What the first-line comment for editors points at, relative to the project; left out: no such comment. */
  schema?: string;
}

/** The fields newer than this schema that a project manages. */
export function managedExtra({ resources }: Pick<Desired, 'resources'>): ExtraNamesByKind {
  const names = new Map<KindName, Set<string>>();
  for (const resource of resources) {
    if (isList(resource)) continue;
    const known = names.get(resource.kind) ?? new Set();
    names.set(resource.kind, known);
    for (const name of Object.keys(resource.extra)) known.add(name);
  }
  return Object.fromEntries(names);
}

/** Relative path to text; the project file is `cqctl.yaml`. */
export function exportLive(
  live: Live,
  options: ExportOptions = {},
): { [PROJECT_FILE]: string; [path: string]: string } {
  const files: { [path: string]: string } = {};
  const project = emptyDocument();
  const root = project.createNode({}) as YAMLMap;
  project.contents = root;
  const put = (name: string, value: Json | YAMLMap): void => {
    const node =
      typeof value === 'object' && value !== null && 'items' in value
        ? value
        : createNode(project, value as Json);
    root.add(project.createPair(name, node));
  };
  put('version', 1);
  if (options.target !== undefined) put('target', createTarget(project, options.target));
  const isSplit = ({ hasOwnFiles }: ObjectKind): boolean => options.split === true && hasOwnFiles === true;
  const folders = OBJECT_KINDS.filter(isSplit).map(({ section }) => `${section}/*.yaml`);
  if (folders.length > 0) put('include', folders);

  const notes: string[] = [];
  for (const kind of OBJECT_KINDS) {
    const own = live.objects.filter((object) => object.kind === kind.name && !object.internal);
    const objects = sortObjects(own);
    if (isSplit(kind)) {
      const taken = new Set<string>();
      for (const object of objects) notes.push(...writeOwnFile(files, object, taken, options));
      continue;
    }
    const section = createAll(project, objects, options);
    if (section.map.items.length > 0 || kind.hasOwnFiles === true) put(kind.section, section.map);
    notes.push(...section.notes);
  }
  return { [PROJECT_FILE]: finish(project, root, notes, schemaLine(options.schema)), ...files };
}

function createTarget(document: Document, target: { url: string; caFile?: string } | 'embedded'): YAMLMap {
  const value =
    target === 'embedded'
      ? { url: 'embedded' }
      : { url: target.url, ...(target.caFile === undefined ? {} : { ca_file: target.caFile }) };
  return document.createNode(value) as YAMLMap;
}

function createAll(
  document: Document,
  objects: readonly LiveObject[],
  { extraNames = {} }: ExportOptions,
): { map: YAMLMap; notes: string[] } {
  const map = document.createNode({}) as YAMLMap;
  const notes: string[] = [];
  const taken = new Set<string>();
  for (const object of objects) {
    const key = claimObjectKey(object, taken);
    const { node, notes: problems } = createObject(document, object, key, {
      extraNames: extraNames[object.kind],
    });
    if (node === undefined) notes.push(describeLeftOut(object, problems));
    else map.add(document.createPair(key, node));
  }
  spaceEntries(map);
  return { map, notes };
}

export function claimObjectKey(object: LiveObject, taken: Set<string>): string {
  return claimKey(object.name, `${object.kind}-${object.key}`, taken);
}

export function describeLeftOut(object: LiveObject, problems: readonly string[]): string {
  const { naturalKey, needsOneOf } = kindOf(object.kind);
  const needed = needsOneOf === undefined ? `no ${naturalKey}` : `neither ${needsOneOf.join(' nor ')}`;
  const why = problems[0] ?? `it has ${needed}`;
  return `${object.kind} ${JSON.stringify(object.name)} (${object.key}) is left out: ${why}`;
}

function writeOwnFile(
  files: { [path: string]: string },
  object: LiveObject,
  taken: Set<string>,
  { schema, extraNames = {} }: ExportOptions,
): string[] {
  const { section } = kindOf(object.kind);
  const document = emptyDocument();
  const root = document.createNode({}) as YAMLMap;
  document.contents = root;
  const key = claimObjectKey(object, taken);
  const { node, notes } = createObject(document, object, key, { extraNames: extraNames[object.kind] });
  if (node === undefined) return [describeLeftOut(object, notes)];
  const map = document.createNode({}) as YAMLMap;
  map.add(document.createPair(key, node));
  root.add(document.createPair('version', document.createNode(1)));
  root.add(document.createPair(section, map));
  const path = schema === undefined ? undefined : schemaFromBelow(schema);
  files[`${section}/${key}.yaml`] = finish(document, root, [], schemaLine(path));
  return [];
}

/** A relative path seen from one folder further down. */
function schemaFromBelow(path: string): string {
  return /^(\/|[a-z]+:)/i.test(path) ? path : `../${path.replace(/^\.\//, '')}`;
}

function schemaLine(schema: string | undefined): string {
  return schema === undefined ? '' : `# yaml-language-server: $schema=${schema}\n`;
}

function finish(document: Document, root: YAMLMap, notes: readonly string[], head: string): string {
  spaceEntries(root);
  const last = root.items.at(-1);
  if (notes.length > 0 && isScalar(last?.key)) last.key.commentBefore = asComment(notes);
  settleFlows(document);
  return head + writeDocument(document);
}

/** By number, shorter ones first, or by name. By code unit, whatever the machine's language. */
export function sortObjects(objects: readonly LiveObject[]): LiveObject[] {
  return [...objects].sort((a, b) => {
    const hasNumber = kindOf(a.kind).naturalKey === 'extension_number';
    const byLength = hasNumber ? a.key.length - b.key.length : 0;
    return byLength || compareText(a.key, b.key) || compareText(a.id, b.id);
  });
}
