/**
 * Checks that an answer has the shape that the API promises, by the same facts about fields that everything else uses.
 *
 * Unknown fields and enum values of a newer PBX and numbers out of bounds are accepted. Null and absent are equal. A
 * wrong type is refused. The checks of a kind are put together once; checking an object is a walk over a short list.
 */

import type { Fields, ValueSpec } from '../kinds/field.ts';
import type { Kind } from '../kinds/kind.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { isObject } from '../model/json.ts';
import { refuseErrors, WrongAnswer } from './answer.ts';

/** The path of what is wrong below the value, and why; undefined when nothing is. */
type Check = (value: Json) => Fault | undefined;
interface Fault {
  path: string;
  wanted: string;
  value: Json | undefined;
}

interface FieldCheck {
  name: string;
  isRequired: boolean;
  check: Check;
}

export type Shape = readonly FieldCheck[];

const fault = (wanted: string, value: Json | undefined): Fault => ({ path: '', wanted, value });
const isText: Check = (value) => (typeof value === 'string' ? undefined : fault('text', value));
const isFilledText: Check = (value) =>
  typeof value === 'string' && value !== '' ? undefined : fault('text that is not empty', value);
const isBoolean: Check = (value) => (typeof value === 'boolean' ? undefined : fault('true or false', value));
const isNumber: Check = (value) => (typeof value === 'number' ? undefined : fault('a number', value));
const isWhole: Check = (value) => (Number.isInteger(value) ? undefined : fault('a whole number', value));

function checkOf(spec: ValueSpec): Check {
  switch (spec.type) {
    case 'string':
      return isText;
    case 'integer':
      return isWhole;
    case 'boolean':
      return isBoolean;
    case 'object': {
      const shape = shapeOf(spec.fields, []);
      return (value) => (isObject(value) ? findFault(shape, value) : fault('an object', value));
    }
    case 'list': {
      const check = checkOf(spec.item);
      return (value) => (Array.isArray(value) ? findFaultInList(check, value) : fault('a list', value));
    }
  }
}

/** `required` are what an object is known by; without them nothing can be done with it. */
function shapeOf(fields: Fields, required: readonly string[]): FieldCheck[] {
  return Object.entries(fields).map(([name, spec]) => {
    const isRequired = required.includes(name);
    return { name, isRequired, check: isRequired ? isFilledText : checkOf(spec) };
  });
}

const id = (isRequired: boolean): FieldCheck => ({ name: 'id', isRequired, check: isFilledText });
const field = (name: string, check: Check, isRequired = false): FieldCheck => ({ name, isRequired, check });

const SHAPES = new WeakMap<Kind, Shape>();

/** Of an object of the kind, or of one item of a list. */
export function shapeOfKind(kind: Kind): Shape {
  const known = SHAPES.get(kind);
  if (known !== undefined) return known;
  const ids = kind.parent === undefined ? [id(true)] : [];
  const shape = [...ids, ...shapeOf(kind.fields, [kind.naturalKey])];
  SHAPES.set(kind, shape);
  return shape;
}

/** Of the status of an object of the kind. */
export function statusShape({ name, api }: Kind): Shape {
  if (api.status === undefined) throw new Error(`a ${name} has no status`);
  return [
    field('status', isFilledText, true),
    ...api.status.figures.map((figure) => field(figure, isNumber)),
  ];
}

export const CALLER: Shape = [
  field('session_id', isFilledText, true),
  field('extension_number', isText),
  field('display_name', isText),
  field('waiting_time', isNumber),
];
export const FILE: Shape = [
  id(true),
  field('name', isText),
  field('size', isNumber),
  field('media_type', isText),
  field('created_at', isText),
];
export const NUMBER: Shape = [field('name', isText), field('type', isFilledText, true)];
const CREATED: Shape = [id(false)];
export const TOKEN: Shape = [
  field('access_token', isFilledText, true),
  field('refresh_token', isText),
  field('expires_in', isNumber),
  field('token_type', isText),
];

function findFault(shape: Shape, value: JsonObject): Fault | undefined {
  for (let index = 0; index < shape.length; index += 1) {
    const { name, isRequired, check } = shape[index] as FieldCheck;
    const item = value[name];
    if (item === undefined || item === null) {
      if (isRequired) return { path: name, wanted: 'text that is not empty', value: item };
      continue;
    }
    const found = check(item);
    if (found !== undefined) return { ...found, path: join(name, found.path) };
  }
  return undefined;
}

function findFaultInList(check: Check, list: readonly Json[]): Fault | undefined {
  for (let index = 0; index < list.length; index += 1) {
    const found = check(list[index] as Json);
    if (found !== undefined) return { ...found, path: join(`[${index}]`, found.path) };
  }
  return undefined;
}

function join(outer: string, inner: string): string {
  if (inner === '') return outer;
  return inner.startsWith('[') ? outer + inner : `${outer}.${inner}`;
}

/** The answer as an object of that shape. */
export function readObject(shape: Shape, value: Json | undefined): JsonObject {
  if (!isObject(value)) throw wrong(fault('an object', value));
  const found = findFault(shape, value);
  if (found !== undefined) throw wrong(found);
  return value;
}

/** The id in the answer to a create. Without one the fault is lasting: the PBX did act, and sending again is not the way to learn it. */
export function readCreatedId(value: Json | undefined): string {
  const id = value === undefined ? undefined : readObject(CREATED, value)['id'];
  if (typeof id !== 'string') throw new WrongAnswer('the answer has no id', true);
  return id;
}

/** The `items` of an answer, and its `count` where it has one. */
export function readList(
  shape: Shape,
  value: Json | undefined,
): { count: number | undefined; items: JsonObject[] } {
  if (!isObject(value)) throw wrong(fault('an object', value));
  refuseErrors(value);
  const { items, count } = value as { [name: string]: Json | undefined };
  if (!Array.isArray(items)) throw wrong({ path: 'items', wanted: 'a list', value: items });
  for (let index = 0; index < items.length; index += 1) {
    const item = items[index] as Json;
    const found = isObject(item) ? findFault(shape, item) : fault('an object', item);
    if (found !== undefined) throw wrong({ ...found, path: join(`items[${index}]`, found.path) });
  }
  if (count === undefined || count === null) return { count: undefined, items: items as JsonObject[] };
  if (typeof count !== 'number' || !Number.isInteger(count) || count < 0) {
    throw wrong({ path: 'count', wanted: 'a whole number from 0', value: count });
  }
  return { count, items: items as JsonObject[] };
}

function wrong({ path, wanted, value }: Fault): WrongAnswer {
  const where = path === '' ? 'the answer' : path;
  return new WrongAnswer(`${where} should be ${wanted}, but is ${describe(value)}`, true);
}

function describe(value: Json | undefined): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  if (value === '') return 'empty';
  // Of foreign text only the kind: it may be anything, a secret too.
  return typeof value === 'string' ? 'text' : String(value);
}
