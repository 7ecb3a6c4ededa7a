/** One fault that the schema found, in words: what is wrong, where, and what to type instead. */

import type { ErrorObject } from 'ajv/dist/2020.js';
import { fieldFacts } from '../kinds/registry.ts';
import type { Json } from '../model/json.ts';
import { isObject } from '../model/json.ts';
import { orList, suggest } from './nearest.ts';
import type { Problem } from './problems.ts';
import type { Place } from './source-file.ts';
import type { Container, SourceMap } from './source-map.ts';
import { CREDENTIALS_HINT, hasCredentials } from './target.ts';

export interface Fault {
  error: ErrorObject;
  path: (string | number)[];
  parent: Container | undefined;
  name: string | number;
  value: Json;
}

/** `error` as of JSON Schema; undefined for one that is of no use to anybody. */
export function describeFault(fault: Fault, map: SourceMap): Problem | undefined {
  const { error } = fault;
  const address = addressOf(fault.path);
  const problem = error.propertyName === undefined ? describe(fault, map) : describeKey(fault, map);
  if (problem === undefined || address === undefined) return problem;
  return { ...problem, address };
}

function describe(fault: Fault, map: SourceMap): Problem | undefined {
  const { error } = fault;
  if (isLaterBackend(fault)) return describeBackend(fault, map);
  if (isUrl(fault) && typeof fault.value === 'string' && hasCredentials(fault.value)) {
    const at = placeOf(fault, map);
    return {
      code: 'CQ212',
      at,
      summary: `${String(fault.name)} has credentials in it`,
      hint: CREDENTIALS_HINT,
      isPrivate: true,
    };
  }
  switch (error.keyword) {
    case 'additionalProperties':
      return describeUnknown(fault, map);
    case 'required':
      return describeMissing(fault, map);
    case 'type':
      return describeType(fault, map);
    case 'enum':
      return describeEnum(fault, map);
    case 'const':
      return {
        ...valueProblem(fault, map, 'CQ211', `has to be ${String(error.params['allowedValue'])}`),
        hint: `write \`${fault.name}: ${String(error.params['allowedValue'])}\``,
      };
    case 'minimum':
    case 'maximum':
      return valueProblem(fault, map, 'CQ205', boundsOf(error));
    case 'minLength':
    case 'maxLength':
      return valueProblem(fault, map, 'CQ205', lengthOf(error));
    case 'pattern':
      return {
        ...valueProblem(fault, map, 'CQ206', `has to be ${titleOf(error)}`),
        ...(fault.name === 'target' ? { hint: 'write `target: { url: https://pbx.example.com:8887 }`' } : {}),
      };
    case 'format':
      return valueProblem(
        fault,
        map,
        'CQ207',
        `has to be ${FORMATS[String(error.params['format'])] ?? 'well-formed'}`,
      );
    default:
      return valueProblem(fault, map, 'CQ202', 'is not what it has to be');
  }
}

/** Of the `state` of a project for which another backend is asked. */
const LATER_BACKENDS = new Set(['http', 'postgres']);

function isUrl({ name, path }: Fault): boolean {
  return name === 'target' || (name === 'url' && path.at(-2) === 'target');
}

function isLaterBackend({ path, value }: Fault): boolean {
  const last = path.at(-1);
  if (last === 'backend')
    return path.at(-2) === 'state' && typeof value === 'string' && LATER_BACKENDS.has(value);
  return last === 'state' && isObject(value) && LATER_BACKENDS.has(String(value['backend']));
}

/** The settings of such a backend are not known either; that it is not there says it all. */
function describeBackend(fault: Fault, map: SourceMap): Problem | undefined {
  if (fault.path.at(-1) !== 'backend') return undefined;
  return {
    code: 'CQ213',
    at: placeOf(fault, map),
    summary: `this version of cqctl keeps state in a local file only, not with the backend ${String(fault.value)}`,
    hint: 'write `backend: local`, or leave `state` out',
  };
}

const FORMATS: { readonly [name: string]: string } = {
  ipv4: 'an IPv4 address such as 192.0.2.10',
  ipv6: 'an IPv6 address such as 2001:db8::10',
  language: 'a language tag such as en-US',
};

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

/** As the file has it, or what a variable made of it; never what came from the environment. */
function showValue({ parent, name, value }: Fault, map: SourceMap): string {
  const substitution = parent === undefined ? undefined : map.substitutionOf(parent, name);
  if (substitution?.isPrivate === true) return `the value of ${substitution.written}`;
  if (Array.isArray(value)) return 'a list';
  if (value === null) return 'empty';
  if (typeof value === 'object') return 'a map';
  const from = substitution === undefined ? '' : ` (from ${substitution.written})`;
  if (typeof value === 'string') return `${JSON.stringify(shorten(value))}${from}`;
  const written = substitution === undefined && parent !== undefined ? map.textOf(parent, name) : undefined;
  return `${shorten(written?.startsWith('*') === false ? written : String(value))}${from}`;
}

function shorten(text: string): string {
  return text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN)}…`;
}

function subjectOf({ path }: Fault): string {
  const last = path.at(-1);
  if (last === undefined) return 'the project';
  if (typeof last === 'string') {
    const isResource = path.length === 2 && SECTIONS.has(String(path[0]));
    return isResource ? `${String(path[0])}.${shorten(last)}` : shorten(last);
  }
  const list = [...path].reverse().find((part) => typeof part === 'string');
  return `item ${last + 1} of ${String(list ?? 'the list')}`;
}

const SECTIONS = new Set(['queues', 'servers', 'agent_lists', 'environments']);

function valueProblem(fault: Fault, map: SourceMap, code: string, what: string): Problem {
  const shown = showValue(fault, map);
  const not = what.startsWith('has to') ? `, but it is ${shown}` : '';
  return { code, at: placeOf(fault, map), summary: `${subjectOf(fault)} ${what}${not}` };
}

function placeOf({ parent, name, value }: Fault, map: SourceMap): Place | undefined {
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

function describeType(fault: Fault, map: SourceMap): Problem {
  const { error, value, parent, name } = fault;
  const wanted: unknown = error.params['type'];
  const types = (Array.isArray(wanted) ? wanted : [wanted]).map(String).filter((type) => type !== 'null');
  const titles = types.map((type) => TYPE_TITLES[type] ?? type);
  const isScalar = typeof value === 'number' || typeof value === 'boolean';
  if (types.includes('string') && isScalar && !types.includes('integer')) {
    return describeUnquoted(fault, map, parent === undefined ? undefined : map.textOf(parent, name));
  }
  const problem = valueProblem(fault, map, 'CQ202', `has to be ${orList(titles)}`);
  const isNumeral = typeof value === 'string' && /^-?[0-9]+$/.test(value.trim());
  if (types.includes('integer') && isNumeral) return { ...problem, hint: `without quotes: ${value.trim()}` };
  return problem;
}

/** A number or a boolean where text is wanted: most often digits without quotes. */
function describeUnquoted(fault: Fault, map: SourceMap, text: string | undefined): Problem {
  const { parent, name, value } = fault;
  const substitution = parent === undefined ? undefined : map.substitutionOf(parent, name);
  const written = substitution === undefined && text?.startsWith('*') === false ? text : String(value);
  const what = typeof value === 'number' ? `the number ${shorten(written)}` : shorten(written);
  const origin = substitution === undefined ? '' : ` (from ${substitution.written})`;
  const quoted = JSON.stringify(shorten(written));
  const hint =
    substitution === undefined
      ? `quote it: ${typeof name === 'string' ? `${name}: ` : ''}${quoted}`
      : `quote it where the variable gets its value: ${quoted}`;
  return {
    code: 'CQ203',
    at: placeOf(fault, map),
    summary: `${subjectOf(fault)} has to be text, but it is ${what}${origin}`,
    hint,
  };
}

function describeEnum(fault: Fault, map: SourceMap): Problem {
  const { error, value } = fault;
  const allowed = (error.params['allowedValues'] as unknown[]).filter((each) => each !== null).map(String);
  const problem = valueProblem(
    fault,
    map,
    'CQ204',
    `has to be ${allowed.length > 4 ? 'one of the known values' : orList(allowed)}`,
  );
  const hint = typeof value === 'string' ? suggest(value, allowed) : `it can be ${orList(allowed)}`;
  const isSaid = allowed.length <= 4 && hint?.startsWith('it can be') === true;
  return hint === undefined || isSaid ? problem : { ...problem, hint };
}

function describeUnknown(fault: Fault, map: SourceMap): Problem {
  const { error, value, path } = fault;
  const key = String(error.params['additionalProperty']);
  const at = isObject(value) ? map.keyPlace(value, key) : undefined;
  const kind = kindAt(path);
  if (kind !== undefined && fieldFacts(kind, key)?.readOnly === true) {
    return {
      code: 'CQ208',
      at,
      summary: `${key} is what the PBX reports; it cannot be set`,
      hint: 'delete it',
    };
  }
  const properties = schemaOf(error)['properties'];
  const known = isObject(properties) ? Object.keys(properties) : [];
  const where = path.length === 0 ? 'a project' : subjectOf(fault);
  const extra = kind === 'queue' || kind === 'server';
  return {
    code: 'CQ200',
    at,
    summary: `unknown key ${JSON.stringify(shorten(key))} in ${where}`,
    hint: suggest(key, known) ?? (extra ? 'a field newer than this schema goes into `extra`' : undefined),
  };
}

/** The kind of resource that the map at a path is. */
function kindAt(path: readonly (string | number)[]): 'queue' | 'server' | 'agents' | undefined {
  const [first, second] = path[0] === 'environments' ? path.slice(2) : path;
  const depth = path[0] === 'environments' ? path.length - 2 : path.length;
  if (first === 'agent_lists' && depth === 3) return 'agents';
  if (first === 'queues' && depth === 4 && path.at(-2) === 'agents') return 'agents';
  if (depth !== 2) return undefined;
  if (first === 'queues' || (first === 'defaults' && second === 'queue')) return 'queue';
  if (first === 'servers' || (first === 'defaults' && second === 'server')) return 'server';
  return undefined;
}

function describeMissing(fault: Fault, map: SourceMap): Problem {
  const { error, parent, name, value } = fault;
  const key = String(error.params['missingProperty']);
  const at = parent === undefined ? placeOf(fault, map) : map.keyPlace(parent, name);
  const isEmpty = isObject(value) && Object.keys(value).length === 0;
  return {
    code: 'CQ201',
    at,
    summary: `${subjectOf(fault)} has no ${key}`,
    hint: MISSING_HINTS[key] ?? (isEmpty ? undefined : `add ${key}`),
  };
}

const MISSING_HINTS: { readonly [key: string]: string } = {
  extension_number: 'add the number, quoted: extension_number: "8000"',
  action: 'add action: FORWARD_TO_NUMBER, FORWARD_TO_VOICEMAIL or HANGUP',
};

const NAMES: { readonly [section: string]: string } = {
  environments: 'up to 64 letters, digits, dots, _ and -, and begins with a letter or digit',
  variables: 'letters, digits, _ and -, and begins with a letter or _',
};

function describeKey(fault: Fault, map: SourceMap): Problem {
  const { error, value, path } = fault;
  const key = error.propertyName ?? '';
  const at = isObject(value) ? map.keyPlace(value, key) : undefined;
  const section = String(path.at(-1) ?? '');
  const wanted = NAMES[section] ?? '1 to 64 printable characters, without a blank at either end';
  return {
    code: 'CQ209',
    at,
    summary: `${JSON.stringify(shorten(key))} cannot be a name in ${section}: a name is ${wanted}`,
  };
}

function addressOf(path: readonly (string | number)[]): string | undefined {
  const [first, second] = path;
  if (second === undefined) return undefined;
  if (first === 'queues') return `queue.${second}`;
  return first === 'servers' ? `server.${second}` : undefined;
}
