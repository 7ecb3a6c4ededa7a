/** Pure operations on the state document; each returns a new one. They do not change the serial. */

import { randomUUID } from 'node:crypto';
import { listAddress, parseAddress } from '../kinds/address.ts';
import { isListKind, kindOf } from '../kinds/registry.ts';
import type { Address, KindName } from '../model/address.ts';
import { compareText } from '../model/compare-text.ts';
import { isObject, type Json, type JsonObject } from '../model/json.ts';
import { STATE_VERSION, type StateDocument, type StateResource } from '../model/state.ts';

/** An empty document with a new lineage; its first write has the serial 1. */
export function newDocument(target: string): StateDocument {
  return { version: STATE_VERSION, lineage: randomUUID(), serial: 0, target, resources: {} };
}

/** One resource a line, sorted by address, so that diffs are easy to read. */
export function serializeDocument(document: StateDocument): string {
  const { resources, ...facts } = document;
  const lines = Object.entries(resources)
    .sort(([a], [b]) => compareText(a, b))
    .map(([address, entry]) => `  ${JSON.stringify(address)}: ${JSON.stringify(entry)}`);
  const head = JSON.stringify(facts).slice(1, -1);
  return `{${head},"resources":{\n${lines.join(',\n')}\n}}\n`;
}

export function withResource(document: StateDocument, address: Address, entry: StateResource): StateDocument {
  return { ...document, resources: { ...document.resources, [address]: entry } };
}

export function withoutResource(document: StateDocument, address: Address): StateDocument {
  const { [address]: _gone, ...resources } = document.resources;
  return { ...document, resources };
}

/** A queue's agent list moves with its queue. */
export function movesOf(document: StateDocument, from: Address, to: Address): [Address, Address][] {
  const moves: [Address, Address][] = [[from, to]];
  const [list, onto] = [listAddress(from), listAddress(to)];
  if (list === undefined || onto === undefined) return moves;
  if (Object.hasOwn(document.resources, list)) moves.push([list, onto]);
  return moves;
}

/** Why an entry cannot be moved, as part of a sentence; undefined when it can. */
export function findMoveFault(document: StateDocument, from: Address, to: Address): string | undefined {
  const [a, b] = [parseAddress(from), parseAddress(to)];
  if (a === undefined || b === undefined) return `${a === undefined ? from : to} is no address`;
  if (a.kind !== b.kind) return `${kindOf(a.kind).withArticle} cannot become ${kindOf(b.kind).withArticle}`;
  if (from === to) return `${from} is where it is already`;
  if (!Object.hasOwn(document.resources, from)) return `the state has no ${from}`;
  const taken = movesOf(document, from, to).find(([, now]) => Object.hasOwn(document.resources, now));
  return taken === undefined ? undefined : `the state has ${taken[1]} already`;
}

/** Moves an entry to another address, a queue with the entry of its agents. Call `findMoveFault` first. */
export function moveResource(document: StateDocument, from: Address, to: Address): StateDocument {
  const resources = { ...document.resources };
  for (const [old, now] of movesOf(document, from, to)) {
    resources[now] = resources[old] as StateResource;
    delete resources[old];
  }
  return { ...document, resources };
}

/** What is wrong with a parsed document of this version, or undefined. */
export function findDocumentFault(value: unknown): string | undefined {
  if (!isObject(value)) return 'it is not an object';
  const { version, lineage, serial, target, resources, released } = value;
  if (version === undefined) return 'it has no version';
  if (version !== STATE_VERSION) return 'its version is none of cqctl’s';
  if (typeof lineage !== 'string' || lineage === '') return 'it has no lineage';
  if (!Number.isSafeInteger(serial) || Number(serial) < 0) return 'its serial is not a whole number';
  if (typeof target !== 'string') return 'it has no target';
  if (!isObject(resources)) return 'it has no resources';
  for (const [address, entry] of Object.entries(resources)) {
    const parts = parseAddress(address);
    if (parts === undefined) return `"${address}" is no address`;
    const fault = findEntryFault(entry, parts.kind);
    if (fault !== undefined) return `${address} ${fault}`;
  }
  return isReleased(released) ? undefined : 'what it has let go of has no numbers or names';
}

function isReleased(value: Json | undefined): boolean {
  if (value === undefined) return true;
  return (
    isObject(value) &&
    Object.entries(value).every(
      ([address, key]) => parseAddress(address) !== undefined && typeof key === 'string',
    )
  );
}

function findEntryFault(entry: Json, kind: KindName): string | undefined {
  if (!isObject(entry)) return 'is not an object';
  if (entry['kind'] !== kind) return `is of the kind ${String(entry['kind'])}`;
  if (typeof entry['id'] !== 'string' || entry['id'] === '') return 'has no id';
  if (typeof entry['key'] !== 'string' || entry['key'] === '') return 'has no key';
  if (!isObject(entry['applied'])) return 'has no applied values';
  if (typeof entry['prevent_destroy'] !== 'boolean') return 'does not say prevent_destroy';
  if (!['undefined', 'string'].includes(typeof entry['file'])) return 'has a file that is no name';
  if (isListKind(kind) && !isAgentList(entry['applied']['items'])) return 'has agents that are no list';
  return findPromptFault(entry['prompts']);
}

/** Absent if the files ignore changes of the list. */
function isAgentList(items: Json | undefined): boolean {
  if (items === undefined) return true;
  const isAgent = (item: Json): boolean =>
    isObject(item) &&
    typeof item['extension_number'] === 'string' &&
    ['undefined', 'number'].includes(typeof item['skill_level']);
  return Array.isArray(items) && items.every(isAgent);
}

function findPromptFault(prompts: Json | undefined): string | undefined {
  if (prompts === undefined) return undefined;
  if (!isObject(prompts)) return 'has prompts that are no object';
  const isRecord = (record: Json): record is JsonObject =>
    isObject(record) && typeof record['file_id'] === 'string' && isObject(record['shown']);
  const wrong = Object.keys(prompts).find((field) => !isRecord(prompts[field] as Json));
  return wrong === undefined ? undefined : `has no file and what was shown of it for ${wrong}`;
}
