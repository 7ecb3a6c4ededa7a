/**
 * Schema parts that what cqctl writes has in common. Objects are left open: a later 1.x may add names, and what was
 * checked against this schema must not then be refused.
 *
 * A schema carries the type of what it describes, for the compiler only. What is printed is of that type, so a name that the
 * schema has and the report forgets does not compile, and neither does one that the schema does not have.
 */

import type { Code } from '../../codes/registry.ts';
import { KIND_NAMES } from '../../kinds/registry.ts';
import type { Address, KindName } from '../../model/address.ts';
import type { JsonObject } from '../../model/json.ts';
import { ACTIONS } from '../../model/plan.ts';

declare const VALUE: unique symbol;
export type Schema<T> = JsonObject & { readonly [VALUE]?: T };
/** What a schema describes. */
export type Described<S> = S extends { readonly [VALUE]?: infer T } ? T : never;

export interface Properties {
  readonly [name: string]: Schema<unknown>;
}
type ObjectOf<P, O extends keyof P> = { [N in Exclude<keyof P, O>]: Described<P[N]> } & {
  [N in O]?: Described<P[N]>;
};
type Flat<T> = { [N in keyof T]: T[N] };

export const DRAFT = 'https://json-schema.org/draft/2020-12/schema';

function described(description: string | undefined) {
  return description === undefined ? {} : { description };
}

/** All names but the optional ones are required. */
export function object<P extends Properties, O extends keyof P & string = never>(
  properties: P,
  optional: readonly O[] = [],
  description?: string,
): Schema<Flat<ObjectOf<P, O>>> {
  const optionalNames: readonly string[] = optional;
  return {
    type: 'object',
    ...described(description),
    properties,
    required: Object.keys(properties).filter((name) => !optionalNames.includes(name)),
  };
}

export function list<T>(items: Schema<T>, description?: string): Schema<T[]> {
  return { type: 'array', ...described(description), items };
}

/** An object whose names are data. */
export function byName<T>(values: Schema<T>, description?: string): Schema<{ [name: string]: T }> {
  return { type: 'object', ...described(description), additionalProperties: values };
}

export function text(description: string): Schema<string> {
  return { type: 'string', description };
}

export function oneOf<const T extends string>(values: readonly T[], description?: string): Schema<T> {
  return { ...described(description), enum: [...values] };
}

export function orNull<T>(schema: Schema<T>): Schema<T | null> {
  return { anyOf: [schema, { type: 'null' }] };
}

export const TEXT: Schema<string> = { type: 'string' };
export const TEXT_OR_NULL: Schema<string | null> = { type: ['string', 'null'] };
export const NUMBER_OR_NULL: Schema<number | null> = { type: ['number', 'null'] };
export const FLAG: Schema<boolean> = { type: 'boolean' };
export const COUNT: Schema<number> = { type: 'integer', minimum: 0 };

/** How many of each. */
export function counts<const N extends string>(names: readonly N[]): Schema<{ [K in N]: number }> {
  const properties = Object.fromEntries(names.map((name) => [name, COUNT]));
  return { type: 'object', properties, required: [...names] };
}

const PLACE: Schema<number> = { type: 'integer', minimum: 1 };

export const ADDRESS: Schema<Address> = {
  type: 'string',
  pattern: `^(${KIND_NAMES.join('|')})\\..+$`,
  description: 'A resource, as `queue.support`.',
};
export const KIND: Schema<KindName> = oneOf(KIND_NAMES);
export const ACTION = oneOf(ACTIONS);

/** Of a format whose version is like this one. */
export function version<T extends `${number}.${number}`>(version: T): Schema<T> {
  return { type: 'string', pattern: `^${version.split('.')[0]}\\.[0-9]+$` };
}

export const SOURCE = object(
  {
    file: text('Relative to the working directory where it lies below it.'),
    line: PLACE,
    column: PLACE,
    end_line: PLACE,
    end_column: PLACE,
  },
  ['end_line', 'end_column'],
  'A place in a file; lines and columns count from 1.',
);

const CODE: Schema<Code> = {
  type: 'string',
  pattern: '^CQ[0-9]{3}$',
  description: 'Explained in docs/diagnostics.md.',
};

export const DIAGNOSTIC = object(
  {
    severity: oneOf(['error', 'warning']),
    code: CODE,
    summary: text('What is wrong, in one line.'),
    detail: TEXT,
    hint: text('What to type instead.'),
    address: TEXT,
    source: SOURCE,
    snippet: object(
      { text: TEXT, start: COUNT, length: COUNT },
      [],
      'The line, and the part of it that is meant.',
    ),
  },
  ['detail', 'hint', 'address', 'source', 'snippet'],
);

export type PrintedSource = Described<typeof SOURCE>;
export type PrintedDiagnostic = Described<typeof DIAGNOSTIC>;
