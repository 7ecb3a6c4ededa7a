/** What a project is held against, and the words for what is wrong with one. */

import { parseDurationMs } from '../kinds/duration.ts';
import { FORMATS } from '../kinds/formats.ts';
import type { ObjectKind } from '../kinds/kind.ts';
import { findKind, isListKind, isReported, LIST_KINDS, OBJECT_KINDS } from '../kinds/registry.ts';
import type { KindName } from '../model/address.ts';
import { formatAddress } from '../model/address.ts';
import { isObject } from '../model/json.ts';
import { isPrivate, placeOf, shorten } from '../source/describe-fault.ts';
import type { Fault, FaultWords } from '../source/fault.ts';
import type { Problem } from '../source/problems.ts';
import { SchemaCheck } from '../source/schema-check.ts';
import type { SourceMap } from '../source/source-map.ts';
import { environmentsSchema, resolvedSchema } from './schema.ts';
import { fieldsWithoutDefault } from './schema-resources.ts';
import { CREDENTIALS_HINT, findUrlFault, hasCredentials } from './target.ts';

const NAMES: { readonly [section: string]: string } = {
  environments: 'up to 64 letters, digits, dots, _ and -, and begins with a letter or digit',
  variables: 'letters, digits, _ and -, and begins with a letter or _',
};

const WORDS: FaultWords = {
  root: 'the project',
  aRoot: 'a project',
  sections: new Set([
    ...OBJECT_KINDS.map(({ section }) => section),
    ...LIST_KINDS.map(({ sharedSection }) => sharedSection),
    'environments',
  ]),
  missingHints: {
    extension_number: 'add the number, quoted: extension_number: "8000"',
    action: 'add action: FORWARD_TO_NUMBER, FORWARD_TO_VOICEMAIL or HANGUP',
  },
  nameRule: (section) => NAMES[section] ?? '1 to 64 printable characters, without a blank at either end',
  special: describeSpecial,
  unknownHint(path) {
    const kind = kindAt(path);
    return kind === undefined || isListKind(kind)
      ? undefined
      : 'a field newer than this schema goes into `extra`';
  },
  addressOf,
  formats: FORMATS,
  countOf,
};

/** The whole project with variables replaced and the environment merged. */
export const PROJECT_CHECK = new SchemaCheck('project', resolvedSchema, WORDS);
/** The environments as they are written, chosen or not. */
export const ENVIRONMENTS_CHECK = new SchemaCheck('environments', environmentsSchema, WORDS);

function describeSpecial(fault: Fault, map: SourceMap): Problem | null | undefined {
  const { error, name, path, value } = fault;
  if (isUrl(fault) && typeof value === 'string' && hasCredentials(value)) {
    const at = placeOf(fault, map);
    const summary = `${String(name)} has credentials in it`;
    return { code: 'CQ212', at, summary, hint: CREDENTIALS_HINT, isPrivate: true };
  }
  if (error.keyword === 'pattern' && name === 'url' && isUrl(fault)) return describeUrl(fault, map);
  if (error.keyword === 'pattern' && name === 'target' && typeof value === 'string') {
    return {
      code: 'CQ206',
      at: placeOf(fault, map),
      summary: `target has to be a map with a url, or embedded, but it is ${JSON.stringify(shorten(value))}`,
      hint: 'write `target: { url: https://pbx.example.com:8887 }`',
    };
  }
  return error.keyword === 'additionalProperties' ? describeKnown(fault, path, map) : undefined;
}

function describeUrl(fault: Fault, map: SourceMap): Problem | undefined {
  const url = String(fault.value);
  const found = isPrivate(fault, map) ? undefined : findUrlFault(url);
  if (found === undefined) return undefined;
  const summary = `url ${found.what}: ${JSON.stringify(shorten(url))}`;
  return { code: 'CQ206', at: placeOf(fault, map), summary, hint: found.hint };
}

function isUrl({ name, path }: Fault): boolean {
  return name === 'target' || (name === 'url' && path.at(-2) === 'target');
}

/** A name that means something, which cannot be written here. */
function describeKnown(
  { error, value }: Fault,
  path: readonly (string | number)[],
  map: SourceMap,
): Problem | undefined {
  const key = String(error.params['additionalProperty']);
  const kind = kindAt(path);
  if (kind === undefined) return undefined;
  const at = isObject(value) ? map.keyPlace(value, key) : undefined;
  if (isReported(kind, key)) {
    const summary = `${key} is what the PBX reports; it cannot be set`;
    return { code: 'CQ208', at, summary, hint: 'delete it' };
  }
  // In an object itself they are known.
  if (isListKind(kind) || !fieldsWithoutDefault(kind).includes(key)) return undefined;
  const summary = `${key} tells one ${kind} from another, so it cannot have a default`;
  return { code: 'CQ200', at, summary, hint: `write it in each ${kind}` };
}

/** The kind of resource that the map at a path is. */
function kindAt(path: readonly (string | number)[]): KindName | undefined {
  const [first, second, third] = path[0] === 'environments' ? path.slice(2) : path;
  const depth = path[0] === 'environments' ? path.length - 2 : path.length;
  if (first === 'defaults') return depth === 2 ? findKind(String(second))?.name : undefined;
  const kind = objectKindOf(first);
  if (kind !== undefined && depth === 2) return kind.name;
  const item = LIST_KINDS.find(({ parent, section, sharedSection }) =>
    depth === 3 ? first === sharedSection : depth === 4 && kind?.name === parent && third === section,
  );
  return item?.name;
}

function objectKindOf(section: string | number | undefined): ObjectKind | undefined {
  return OBJECT_KINDS.find((kind) => kind.section === section);
}

function addressOf([section, key]: readonly (string | number)[]): string | undefined {
  const kind = objectKindOf(section);
  return kind === undefined || key === undefined ? undefined : formatAddress(kind.name, String(key));
}

/** `20s` and `20 seconds` are 20 seconds, `5m` is 300. */
function countOf(text: string, unit: string): number | undefined {
  const [, count, word = ''] = /^([0-9]+) ?([a-z]+)$/.exec(text) ?? [];
  if (count !== undefined && unit.startsWith(word)) return Number(count);
  const seconds = unit === 'seconds' ? (parseDurationMs(text) ?? Number.NaN) / 1000 : Number.NaN;
  return Number.isInteger(seconds) ? seconds : undefined;
}
