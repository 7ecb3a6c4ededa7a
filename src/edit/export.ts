/**
 * The live PBX as files that plan to "no changes".
 *
 * Every server but the INTERNAL one, which comes with the PBX and of which only `enabled` could be changed, and every
 * queue with its agents. Queues stand by extension number, servers by name, so that two exports of one PBX are the
 * same bytes. Prompts cannot be read back by id: a comment tells what the PBX plays.
 */

import type { Document, YAMLMap } from 'yaml';
import { isScalar } from 'yaml';
import { PROJECT_FILE } from '../config/project-files.ts';
import { compareText } from '../model/compare-text.ts';
import { type Desired, isList } from '../model/desired.ts';
import type { Json } from '../model/json.ts';
import type { Live, LiveObject } from '../model/live.ts';
import type { ExtraNames } from './export-fields.ts';
import { claimKey } from './export-keys.ts';
import { asComment, createNode, createObject, spaceEntries } from './export-nodes.ts';
import { emptyDocument, writeDocument } from './format-document.ts';
import { settleFlows } from './format-order.ts';

export interface ExportOptions {
  /** Left out: no target is written. */
  target?: { url: string; caFile?: string } | 'embedded';
  /** One file a queue, in `queues/`. */
  split?: boolean;
  /** Fields newer than this schema that are written under `extra`; of the others a comment tells the names. */
  extraNames?: Readonly<Record<'server' | 'queue', ExtraNames>>;
  /** What the first-line comment for editors points at, relative to the project; left out: no such comment. */
  schema?: string;
}

type ExtraNamesByKind = NonNullable<ExportOptions['extraNames']>;

const NO_EXTRA: ExtraNamesByKind = { server: new Set(), queue: new Set() };

/** The fields newer than this schema that a project manages. */
export function managedExtra({ resources }: Pick<Desired, 'resources'>): ExtraNamesByKind {
  const names = { server: new Set<string>(), queue: new Set<string>() };
  for (const resource of resources) {
    if (isList(resource)) continue;
    for (const name of Object.keys(resource.extra)) names[resource.kind as keyof typeof names].add(name);
  }
  return names;
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
  if (options.split === true) put('include', ['queues/*.yaml']);

  const objectsOf = (name: string) =>
    sortObjects(live.objects.filter(({ kind, internal }) => kind === name && !internal));
  const servers = createAll(project, objectsOf('server'), options);
  if (servers.map.items.length > 0) put('servers', servers.map);
  const sorted = objectsOf('queue');
  const notes = [...servers.notes];
  if (options.split === true) {
    const taken = new Set<string>();
    for (const queue of sorted) notes.push(...writeQueueFile(files, queue, taken, options));
  } else {
    const queues = createAll(project, sorted, options);
    put('queues', queues.map);
    notes.push(...queues.notes);
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
  { extraNames = NO_EXTRA }: ExportOptions,
): { map: YAMLMap; notes: string[] } {
  const map = document.createNode({}) as YAMLMap;
  const notes: string[] = [];
  const taken = new Set<string>();
  for (const object of objects) {
    const key = claimObjectKey(object, taken);
    const { node, notes: problems } = createObject(document, object, key, {
      extraNames: extraNames[object.kind as 'server' | 'queue'],
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
  const why = problems[0] ?? 'it has neither ipv4 nor ipv6';
  return `${object.kind} ${JSON.stringify(object.name)} (${object.key}) is left out: ${why}`;
}

function writeQueueFile(
  files: { [path: string]: string },
  queue: LiveObject,
  taken: Set<string>,
  options: ExportOptions,
): string[] {
  const document = emptyDocument();
  const root = document.createNode({}) as YAMLMap;
  document.contents = root;
  const key = claimObjectKey(queue, taken);
  const { node, notes } = createObject(document, queue, key, {
    extraNames: (options.extraNames ?? NO_EXTRA).queue,
  });
  if (node === undefined) return [describeLeftOut(queue, notes)];
  const map = document.createNode({}) as YAMLMap;
  map.add(document.createPair(key, node));
  root.add(document.createPair('version', document.createNode(1)));
  root.add(document.createPair('queues', map));
  const schema = options.schema === undefined ? undefined : schemaFromBelow(options.schema);
  files[`queues/${key}.yaml`] = finish(document, root, [], schemaLine(schema));
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

/** Queues by number, shorter ones first; servers by name. By code unit, whatever the machine's language. */
export function sortObjects(objects: readonly LiveObject[]): LiveObject[] {
  return [...objects].sort((a, b) => {
    const byLength = a.kind === 'queue' ? a.key.length - b.key.length : 0;
    return byLength || compareText(a.key, b.key) || compareText(a.id, b.id);
  });
}
