/** All kinds of resource, by name. Adding one is a file beside this and a line here. */

import type { Kind } from '../model/address.ts';
import { agentFields } from './agents.ts';
import type { FieldSpec, Fields } from './field.ts';
import { queueFields } from './queue.ts';
import { serverFields } from './server.ts';

export interface KindFacts {
  readonly kind: Kind;
  readonly title: string;
  /** The field that tells two objects apart without an id. */
  readonly naturalKey: 'extension_number' | 'name';
  /** Of an agents list: the fields of one item. */
  readonly fields: Fields;
}

export const KINDS: { readonly [K in Kind]: KindFacts } = {
  server: { kind: 'server', title: 'call queue server', naturalKey: 'name', fields: serverFields },
  queue: { kind: 'queue', title: 'call queue', naturalKey: 'extension_number', fields: queueFields },
  agents: { kind: 'agents', title: 'agent list', naturalKey: 'extension_number', fields: agentFields },
};

/** The facts about one field, or undefined for a name that the kind does not have. */
export function fieldFacts(kind: Kind, name: string): FieldSpec | undefined {
  const fields = KINDS[kind].fields;
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

/** Only the PBX says what it is: fields that cannot be set, and the id that every object gets. */
export function isReported(kind: Kind, name: string): boolean {
  return name === 'id' || fieldFacts(kind, name)?.readOnly === true;
}

/** Names of the fields that can be sent when creating. */
export function writableFields(kind: Kind): string[] {
  return Object.entries(KINDS[kind].fields)
    .filter(([, facts]) => facts.readOnly !== true)
    .map(([name]) => name);
}

/** Names of the fields that can be sent when updating. */
export function updatableFields(kind: Kind): string[] {
  return writableFields(kind).filter((name) => KINDS[kind].fields[name]?.createOnly !== true);
}
