/** One fault that the schema found, in words: what is wrong, where, and what to type instead. */

import type { ErrorObject } from 'ajv/dist/2020.js';
import type { Code } from '../codes/registry.ts';
import { isObject } from '../model/json.ts';
import type { Fault, FaultWords } from './fault.ts';
import type { Formats } from './formats.ts';
import { orList, suggest } from './nearest.ts';
import type { Problem } from './problems.ts';
import type { Place } from './source-file.ts';
import type { SourceMap } from './source-map.ts';
import { typeHint } from './value-hints.ts';

/** `error` as of JSON Schema; undefined for one that is of no use to anybody. */
export function describeFault(fault: Fault, map: SourceMap, words: FaultWords): Problem | undefined {
  const special = words.special?.(fault, map);
  const isKey = fault.error.propertyName !== undefined;
  const problem = special ?? (isKey ? describeKey(fault, map, words) : describe(fault, map, words));
  if (special === null) return undefined;
  const address = words.addressOf?.(fault.path);
  return address === undefined ? problem : { ...problem, address };
}

function describe(fault: Fault, map: SourceMap, words: FaultWords): Problem {
  const { error } = fault;
  switch (error.keyword) {
    case 'additionalProperties':
      return describeUnknown(fault, map, words);
    case 'required':
      return describeMissing(fault, map, words);
    case 'type':
      return describeType(fault, map, words);
    case 'enum':
      return describeEnum(fault, map, words);
    case 'const':
      return {
        ...valueProblem(fault, map, words, 'CQ211', `has to be ${String(error.params['allowedValue'])}`),
        hint: `write \`${fault.name}: ${String(error.params['allowedValue'])}\``,
      };
    case 'minimum':
    case 'maximum':
      return valueProblem(fault, map, words, 'CQ205', boundsOf(error));
    case 'minLength':
    case 'maxLength':
      return valueProblem(fault, map, words, 'CQ205', lengthOf(error));
    case 'minProperties':
    case 'minItems':
      return valueProblem(fault, map, words, 'CQ205', 'is empty');
    case 'maxItems':
      return valueProblem(fault, map, words, 'CQ205', `has more than ${String(error.params['limit'])} items`);
    case 'maxProperties':
      return {
        ...valueProblem(fault, map, words, 'CQ382', 'can be one thing only'),
        hint: `keep one of ${orList(Object.keys(fault.value ?? {}))}`,
      };
    case 'pattern':
      return {
        ...valueProblem(fault, map, words, 'CQ206', `has to be ${titleOf(error)}`),
        hint: exampleHint(error),
      };
    case 'format':
      return describeFormat(fault, map, words);
    default:
      return valueProblem(fault, map, words, 'CQ202', 'is not what it has to be');
  }
}

function schemaOf(error: ErrorObject): { readonly [name: string]: unknown } {
  return error.parentSchema ?? {};
}

function titleOf(error: ErrorObject): string {
  const title = schemaOf(error)['patternTitle'];
  return typeof title === 'string' ? title : `like ${String(error.params['pattern'])}`;
}

function boundsOf(error: ErrorObject): string {
  const { minimum, maximum } = schemaOf(error);
  if (maximum === undefined) return `has to be ${String(minimum)} at least`;
  return `has to be from ${String(minimum)} to ${String(maximum)}`;
}

function lengthOf(error: ErrorObject): string {
  const { minLength, maxLength } = schemaOf(error);
  if (maxLength === undefined) return 'is empty';
  return `has to be ${minLength === undefined ? 'at most' : `${String(minLength)} to`} ${String(maxLength)} characters long`;
}

const MAX_SHOWN = 60;

/** It came from the environment, and is not repeated. */
export function isPrivate({ parent, name }: Fault, map: SourceMap): boolean {
  return parent !== undefined && map.substitutionOf(parent, name)?.isPrivate === true;
}

/** As the file has it, or what a variable made of it; never what came from the environment. */
function showValue(fault: Fault, map: SourceMap): string {
  const { parent, name, value } = fault;
  const substitution = parent === undefined ? undefined : map.substitutionOf(parent, name);
  if (substitution !== undefined && isPrivate(fault, map)) return `the value of ${substitution.written}`;
  if (Array.isArray(value)) return 'a list';
  if (value === null) return 'empty';
  if (typeof value === 'object') return 'a map';
  const from = substitution === undefined ? '' : ` (from ${substitution.written})`;
  if (typeof value === 'string') return `${JSON.stringify(shorten(value))}${from}`;
  const written = substitution === undefined && parent !== undefined ? map.textOf(parent, name) : undefined;
  return `${shorten(written?.startsWith('*') === false ? written : String(value))}${from}`;
}

export function shorten(text: string): string {
  return text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN)}…`;
}

export function subjectOf({ path }: Fault, words: FaultWords): string {
  const last = path.at(-1);
  if (last === undefined) return words.root;
  if (typeof last === 'string') {
    const isResource = path.length === 2 && words.sections.has(String(path[0]));
    return isResource ? `${String(path[0])}.${shorten(last)}` : shorten(last);
  }
  const list = [...path].reverse().find((part) => typeof part === 'string');
  return `item ${last + 1} of ${String(list ?? 'the list')}`;
}

function valueProblem(fault: Fault, map: SourceMap, words: FaultWords, code: Code, what: string): Problem {
  const shown = showValue(fault, map);
  const not = what.startsWith('has to') ? `, but it is ${shown}` : '';
  return { code, at: placeOf(fault, map), summary: `${subjectOf(fault, words)} ${what}${not}` };
}

export function placeOf({ parent, name, value }: Fault, map: SourceMap): Place | undefined {
  if (parent !== undefined) return map.valuePlace(parent, name);
  const spans = isObject(value) ? map.get(value) : undefined;
  return spans === undefined ? undefined : { file: spans.file, start: 0, end: 1 };
}

const TYPE_TITLES: { readonly [type: string]: string } = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  object: 'a map',
  array: 'a list',
};

function describeType(fault: Fault, map: SourceMap, words: FaultWords): Problem {
  const { error, value, parent, name } = fault;
  const wanted: unknown = error.params['type'];
  const types = (Array.isArray(wanted) ? wanted : [wanted]).map(String).filter((type) => type !== 'null');
  const titles = types.map((type) => TYPE_TITLES[type] ?? type);
  const isScalar = typeof value === 'number' || typeof value === 'boolean';
  if (types.includes('string') && isScalar && !types.includes('integer')) {
    return describeUnquoted(fault, map, words, parent === undefined ? undefined : map.textOf(parent, name));
  }
  const problem = valueProblem(fault, map, words, 'CQ202', `has to be ${orList(titles)}`);
  const needed = value === null ? words.missingHints[String(name)] : undefined;
  const shown = isPrivate(fault, map) ? null : value;
  const { unit } = schemaOf(error);
  return { ...problem, hint: needed ?? typeHint(shown, types, { unit, countOf: words.countOf }) };
}

function formatOf(error: ErrorObject, { formats }: FaultWords): Formats[string] | undefined {
  return formats?.[String(schemaOf(error)['format'])];
}

function describeFormat(fault: Fault, map: SourceMap, words: FaultWords): Problem {
  const format = formatOf(fault.error, words);
  const problem = valueProblem(fault, map, words, 'CQ207', `has to be ${format?.title ?? 'well-formed'}`);
  return { ...problem, hint: format?.hint(isPrivate(fault, map) ? '' : String(fault.value)) };
}

/** A number or a boolean where text is wanted: most often digits without quotes. */
function describeUnquoted(
  fault: Fault,
  map: SourceMap,
  words: FaultWords,
  text: string | undefined,
): Problem {
  const { parent, name, value } = fault;
  const substitution = parent === undefined ? undefined : map.substitutionOf(parent, name);
  const written = substitution === undefined && text?.startsWith('*') === false ? text : String(value);
  const what = typeof value === 'number' ? `the number ${shorten(written)}` : shorten(written);
  const origin = substitution === undefined ? '' : ` (from ${substitution.written})`;
  // `0800` is meant as it is written, `0x1F40` and `1e4` as what they stand for.
  const fitting = [written, String(value)].find((each) => isFitting(each, fault.error, words));
  const quoted = JSON.stringify(shorten(fitting ?? ''));
  const where =
    substitution === undefined
      ? `quote it: ${typeof name === 'string' ? `${name}: ` : ''}${quoted}`
      : `quote it where the variable gets its value: ${quoted}`;
  const hint = fitting === undefined ? formHint(fault.error, words) : where;
  return {
    code: 'CQ203',
    at: placeOf(fault, map),
    summary: `${subjectOf(fault, words)} has to be text, but it is ${what}${origin}`,
    hint,
  };
}

/** Whether a text would be taken, were it quoted. */
function isFitting(text: string, error: ErrorObject, words: FaultWords): boolean {
  const { pattern, minLength = 0, maxLength = Infinity } = schemaOf(error);
  return (
    (typeof pattern !== 'string' || new RegExp(pattern, 'u').test(text)) &&
    formatOf(error, words)?.validate(text) !== false &&
    text.length >= Number(minLength) &&
    text.length <= Number(maxLength)
  );
}

function formHint(error: ErrorObject, words: FaultWords): string | undefined {
  const format = formatOf(error, words);
  if (format !== undefined) return `write ${format.title}`;
  return schemaOf(error)['pattern'] === undefined ? undefined : `write ${titleOf(error)}, in quotes`;
}

function exampleHint(error: ErrorObject): string | undefined {
  const { examples } = schemaOf(error);
  return Array.isArray(examples)
    ? `write it like ${orList(examples.map((each) => JSON.stringify(each)))}`
    : undefined;
}

function describeEnum(fault: Fault, map: SourceMap, words: FaultWords): Problem {
  const { error, value } = fault;
  const allowed = (error.params['allowedValues'] as unknown[]).filter((each) => each !== null).map(String);
  const problem = valueProblem(fault, map, words, 'CQ204', 'has to be one of the known values');
  const near = typeof value === 'string' ? suggest(value, allowed) : undefined;
  return { ...problem, hint: near ?? `it can be ${orList(allowed)}` };
}

function describeUnknown(fault: Fault, map: SourceMap, words: FaultWords): Problem {
  const { error, value, path } = fault;
  const key = String(error.params['additionalProperty']);
  const at = isObject(value) ? map.keyPlace(value, key) : undefined;
  const properties = schemaOf(error)['properties'];
  const known = isObject(properties) ? Object.keys(properties) : [];
  const where = path.length === 0 ? words.aRoot : subjectOf(fault, words);
  return {
    code: 'CQ200',
    at,
    summary: `unknown key ${JSON.stringify(shorten(key))} in ${where}`,
    hint: blankHint(key) ?? suggest(key, known) ?? words.unknownHint?.(path),
  };
}

/** As it is copied from web pages: it looks like a space, and is a part of the key. */
function blankHint(key: string): string | undefined {
  return /[^\S ]/.test(key)
    ? 'it has a blank in it that is no space, as no-break spaces are: type it anew'
    : undefined;
}

function describeMissing(fault: Fault, map: SourceMap, words: FaultWords): Problem {
  const { error, parent, name, value } = fault;
  const key = String(error.params['missingProperty']);
  const at = parent === undefined ? placeOf(fault, map) : map.keyPlace(parent, name);
  const isEmpty = isObject(value) && Object.keys(value).length === 0;
  return {
    code: 'CQ201',
    at,
    summary: `${subjectOf(fault, words)} has no ${key}`,
    hint: words.missingHints[key] ?? (isEmpty ? undefined : `add ${key}`),
  };
}

function describeKey(fault: Fault, map: SourceMap, words: FaultWords): Problem {
  const { error, value, path } = fault;
  const key = error.propertyName ?? '';
  const at = isObject(value) ? map.keyPlace(value, key) : undefined;
  const section = String(path.at(-1) ?? '');
  const wanted = words.nameRule(section);
  return {
    code: 'CQ209',
    at,
    summary: `${JSON.stringify(shorten(key))} cannot be a name in ${section}: a name is ${wanted}`,
  };
}
