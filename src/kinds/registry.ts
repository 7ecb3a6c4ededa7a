/** All kinds of resource, by name, in the order of a plan. Adding one is a file beside this and a line here. */

import type { KindName } from '../model/address.ts';
import { AGENTS } from './agents.ts';
import type { FieldSpec } from './field.ts';
import type { Kind } from './kind.ts';
import { QUEUE } from './queue.ts';
import { SERVER } from './server.ts';

const ALL: readonly Kind[] = [SERVER, QUEUE, AGENTS];

const KINDS: { readonly [name: KindName]: Kind } = Object.fromEntries(ALL.map((kind) => [kind.name, kind]));
export const KIND_NAMES: readonly KindName[] = ALL.map(({ name }) => name);
/** Those that are objects of the PBX, and no list of another object. */
export const OBJECT_KINDS: readonly Kind[] = ALL.filter(({ parent }) => parent === undefined);
export const LIST_KINDS: readonly Kind[] = ALL.filter(({ parent }) => parent !== undefined);

export function findKind(name: string): Kind | undefined {
  return Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
}

/** Throws for a name that was not checked before, which is a bug. */
export function kindOf(name: KindName): Kind {
  const kind = findKind(name);
  if (kind === undefined) throw new Error(`there is no kind ${name}`);
  return kind;
}

/** Whether resources of the kind are lists that belong to an object. */
export function isListKind(name: KindName): boolean {
  return kindOf(name).parent !== undefined;
}

/** The kind of the list that objects of a kind have. */
export function listOf(name: KindName): Kind | undefined {
  return LIST_KINDS.find(({ parent }) => parent === name);
}

/** The facts about one field, or undefined for a name that the kind does not have. */
export function fieldFacts(kind: KindName, name: string): FieldSpec | undefined {
  const fields = kindOf(kind).fields;
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

/** Only the PBX says what it is: fields that cannot be set, and the id that every object gets. */
export function isReported(kind: KindName, name: string): boolean {
  return name === 'id' || fieldFacts(kind, name)?.readOnly === true;
}

/** Names of the fields that can be sent when creating. */
export function writableFields(kind: KindName): string[] {
  return Object.entries(kindOf(kind).fields)
    .filter(([, facts]) => facts.readOnly !== true)
    .map(([name]) => name);
}

/** Names of the fields that can be sent when updating. */
export function updatableFields(kind: KindName): string[] {
  return writableFields(kind).filter((name) => kindOf(kind).fields[name]?.createOnly !== true);
}
