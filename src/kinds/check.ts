/**
 * Checks a body against the facts about a kind's fields and returns all problems, each with its path.
 *
 * Unknown names are ignored, because a newer PBX has more fields; the caller decides about them. On create null counts
 * as absent; on update it clears the field, which a required field does not allow.
 */

import type { KindName } from '../model/address.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { isObject } from '../model/json.ts';
import type { FieldSpec, Fields, IntegerSpec, StringSpec, ValueSpec } from './field.ts';
import { FORMATS } from './formats.ts';
import { kindOf } from './registry.ts';

type FieldRule =
  | 'required'
  | 'createOnly'
  | 'readOnly'
  | 'type'
  | 'length'
  | 'bounds'
  | 'enum'
  | 'pattern'
  | 'format'
  | 'oneOf';

export interface FieldProblem {
  /** Dotted, list items in brackets: `outbound_caller_ids[0].caller_id`. */
  path: string;
  rule: FieldRule;
  /** What is wrong, in words that follow the path: "must be …". */
  message: string;
}

/** Problems in the order of the kind's fields. Of a list, `body` is one item. */
export function checkFields(kind: KindName, body: JsonObject, mode: 'create' | 'update'): FieldProblem[] {
  const { fields, needsOneOf = [], withArticle } = kindOf(kind);
  const problems = checkObject(fields, body, mode, '');
  const [path] = needsOneOf;
  if (path !== undefined && mode === 'create' && needsOneOf.every((name) => isAbsent(body, name))) {
    const message = `is missing: ${withArticle} needs ${needsOneOf.join(' or ')}`;
    problems.push({ path, rule: 'oneOf', message });
  }
  return problems;
}

function isAbsent(body: JsonObject, name: string): boolean {
  return !Object.hasOwn(body, name) || body[name] === null;
}

function checkObject(
  fields: Fields,
  body: JsonObject,
  mode: 'create' | 'update',
  prefix: string,
): FieldProblem[] {
  return Object.entries(fields).flatMap(([name, facts]) => {
    const path = prefix + name;
    const value = Object.hasOwn(body, name) ? body[name] : undefined;
    return checkField(facts, value, mode, path);
  });
}

function checkField(
  facts: FieldSpec,
  value: Json | undefined,
  mode: 'create' | 'update',
  path: string,
): FieldProblem[] {
  if (value === undefined || (value === null && mode === 'create')) {
    const isMissing = facts.required === true && mode === 'create';
    return isMissing ? [{ path, rule: 'required', message: 'is required' }] : [];
  }
  if (facts.readOnly === true) return [{ path, rule: 'readOnly', message: 'is read-only' }];
  if (facts.createOnly === true && mode === 'update') {
    return [{ path, rule: 'createOnly', message: 'can be set on create only' }];
  }
  if (value === null) {
    return facts.required === true ? [{ path, rule: 'required', message: 'cannot be empty' }] : [];
  }
  return checkValue(facts, value, path);
}

function checkValue(spec: ValueSpec, value: Json, path: string): FieldProblem[] {
  switch (spec.type) {
    case 'string':
      return typeof value === 'string' ? checkString(spec, value, path) : [wrongType(path, 'a string')];
    case 'integer':
      return typeof value === 'number' && Number.isInteger(value)
        ? checkInteger(spec, value, path)
        : [wrongType(path, 'a whole number')];
    case 'boolean':
      return typeof value === 'boolean' ? [] : [wrongType(path, 'true or false')];
    case 'object':
      // An object is replaced as a whole, so its required fields are needed on update as well.
      return isObject(value)
        ? checkObject(spec.fields, value, 'create', `${path}.`)
        : [wrongType(path, 'an object')];
    case 'list':
      return Array.isArray(value)
        ? value.flatMap((item, index) => checkValue(spec.item, item, `${path}[${index}]`))
        : [wrongType(path, 'a list')];
  }
}

function wrongType(path: string, wanted: string): FieldProblem {
  return { path, rule: 'type', message: `must be ${wanted}` };
}

function checkInteger(spec: IntegerSpec, value: number, path: string): FieldProblem[] {
  if (value >= spec.min && value <= spec.max) return [];
  return [{ path, rule: 'bounds', message: `must be from ${spec.min} to ${spec.max}` }];
}

function checkString(spec: StringSpec, value: string, path: string): FieldProblem[] {
  if (spec.enum !== undefined) {
    return spec.enum.includes(value)
      ? []
      : [{ path, rule: 'enum', message: `must be one of ${spec.enum.join(', ')}` }];
  }
  // A pattern problem is reported instead of a length problem.
  if (spec.pattern !== undefined) {
    return wholeValue(spec.pattern).test(value) && isLengthFine(spec, value)
      ? []
      : [{ path, rule: 'pattern', message: `must be ${spec.patternTitle ?? `like ${spec.pattern}`}` }];
  }
  if (!isLengthFine(spec, value)) {
    return [{ path, rule: 'length', message: `must be ${describeLength(spec)} characters long` }];
  }
  if (spec.canonical !== undefined && !FORMATS[spec.canonical].validate(value)) {
    return [{ path, rule: 'format', message: `must be ${FORMAT_TITLES[spec.canonical]}` }];
  }
  return [];
}

/** In characters, not UTF-16 code units, as in a JSON Schema. */
function isLengthFine(spec: StringSpec, value: string): boolean {
  if (spec.minLength !== undefined && value.length < spec.minLength) return false;
  if (spec.maxLength === undefined || value.length <= spec.maxLength) return true;
  return value.length <= spec.maxLength * 2 && [...value].length <= spec.maxLength;
}

function describeLength(spec: StringSpec): string {
  if (spec.maxLength === undefined) return `at least ${spec.minLength}`;
  return spec.minLength === undefined
    ? `at most ${spec.maxLength}`
    : `${spec.minLength} to ${spec.maxLength}`;
}

const FORMAT_TITLES = {
  language: 'a BCP 47 language tag such as en-US',
  ipv4: 'an IPv4 address',
  ipv6: 'an IPv6 address',
};

const compiled = new Map<string, RegExp>();

function wholeValue(pattern: string): RegExp {
  let expression = compiled.get(pattern);
  if (expression === undefined) {
    expression = new RegExp(`^(?:${pattern})$`, 'u');
    compiled.set(pattern, expression);
  }
  return expression;
}
