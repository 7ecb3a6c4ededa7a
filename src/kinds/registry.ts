/** What is asked of the kinds in `all-kinds.ts`, by name. */

import type { KindName } from '../model/address.ts';
import { ALL_KINDS } from './all-kinds.ts';
import type { FieldSpec } from './field.ts';
import type { Kind, ListKind, ObjectKind } from './kind.ts';

const KINDS: { readonly [name: KindName]: Kind } = Object.fromEntries(
  ALL_KINDS.map((kind) => [kind.name, kind]),
);
export const KIND_NAMES: readonly KindName[] = ALL_KINDS.map(({ name }) => name);
/** The kinds of objects, without the lists that belong to one. */
export const OBJECT_KINDS: readonly ObjectKind[] = ALL_KINDS.filter((kind) => kind.parent === undefined);
export const LIST_KINDS: readonly ListKind[] = ALL_KINDS.filter((kind) => kind.parent !== undefined);

export function findKind(name: string): Kind | undefined {
  return Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
}

/** Throws for an unknown name: callers check names first. */
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
export function listOf(name: KindName): ListKind | undefined {
  return LIST_KINDS.find(({ parent }) => parent === name);
}

/** The fields that the list of all objects of a kind shows of each, besides the id. */
export function listedFields({ fields, api }: Kind): readonly string[] {
  return api.listed ?? Object.keys(fields);
}

const LISTED_WHOLE: ReadonlySet<Kind> = new Set(
  OBJECT_KINDS.filter((kind) => Object.keys(kind.fields).every((name) => listedFields(kind).includes(name))),
);

/** Whether that are all of them. */
export function isListedWhole(kind: Kind): boolean {
  return LISTED_WHOLE.has(kind);
}

/** The facts about one field, or undefined for a name that the kind does not have. */
export function fieldFacts(kind: KindName, name: string): FieldSpec | undefined {
  const fields = kindOf(kind).fields;
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

/** Whether the PBX sets the field: read-only fields and the id. */
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
