/** Operations on the state document: pure, each returns a new one. The serial is the store's affair and the caller's. */

import { randomUUID } from 'node:crypto';
import type { Address } from '../model/address.ts';
import { parseAddress } from '../model/address.ts';
import { isObject } from '../model/json.ts';
import { STATE_VERSION, type StateDocument, type StateResource } from '../model/state.ts';

/** An empty document with a lineage of its own; its first write has the serial 1. */
export function newDocument(target: string): StateDocument {
  return { version: STATE_VERSION, lineage: randomUUID(), serial: 0, target, resources: {} };
}

/** One resource a line, in the order of addresses: easy on a diff, and on a reader. */
export function serializeDocument(document: StateDocument): string {
  const { resources, ...facts } = document;
  const lines = Object.entries(resources)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([address, entry]) => `  ${JSON.stringify(address)}: ${JSON.stringify(entry)}`);
  const head = JSON.stringify(facts).slice(1, -1);
  return `{${head},"resources":{\n${lines.join(',\n')}\n}}\n`;
}

/** What is wrong with a parsed document, or undefined. */
export function findDocumentFault(value: unknown): string | undefined {
  if (!isObject(value)) return 'it is not an object';
  if (typeof value['version'] !== 'number') return 'it has no version';
  if (typeof value['lineage'] !== 'string' || value['lineage'] === '') return 'it has no lineage';
  if (!Number.isSafeInteger(value['serial'])) return 'its serial is not a whole number';
  if (typeof value['target'] !== 'string') return 'it has no target';
  if (!isObject(value['resources'])) return 'it has no resources';
  for (const [address, entry] of Object.entries(value['resources'])) {
    const parts = parseAddress(address);
    if (parts === undefined) return `"${address}" is no address`;
    const fault = findEntryFault(entry, parts.kind);
    if (fault !== undefined) return `${address} ${fault}`;
  }
  return undefined;
}

function findEntryFault(entry: unknown, kind: string): string | undefined {
  if (!isObject(entry)) return 'is not an object';
  if (entry['kind'] !== kind) return `is of the kind ${String(entry['kind'])}`;
  if (typeof entry['id'] !== 'string' || entry['id'] === '') return 'has no id';
  if (typeof entry['key'] !== 'string' || entry['key'] === '') return 'has no key';
  if (!isObject(entry['applied'])) return 'has no applied values';
  if (typeof entry['prevent_destroy'] !== 'boolean') return 'does not say prevent_destroy';
  return undefined;
}

export function withResource(document: StateDocument, address: Address, entry: StateResource): StateDocument {
  return { ...document, resources: { ...document.resources, [address]: entry } };
}

export function withoutResource(document: StateDocument, address: Address): StateDocument {
  const { [address]: _gone, ...resources } = document.resources;
  return { ...document, resources };
}
