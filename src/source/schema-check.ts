/**
 * Holds values against a schema and says what is wrong, where it stands.
 *
 * ajv finds; the words are ours. It names an unknown or a missing key by the map around it, so that the key itself, or the
 * map's own key, has to be found here. Text from the command line or the environment that is alone in its value is read as
 * a number or a boolean where one of those is wanted, which only the schema knows: so such texts are set after a first look,
 * and everything is looked at again.
 */

import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js';
import type { Json, JsonObject } from '../model/json.ts';
import { loadSchemaCheck } from './built-schema.ts';
import { describeFault } from './describe-fault.ts';
import type { Fault, FaultWords } from './fault.ts';
import type { Formats } from './formats.ts';
import { resolvePlainScalar } from './plain-scalar.ts';
import type { Problems } from './problems.ts';
import type { Container, SourceMap } from './source-map.ts';

export interface CheckContext {
  map: SourceMap;
  problems: Problems;
}

/** More are counted only: finding the place of each would take longer than finding the fault. */
const MAX_FAULTS = 10_000;

/** A schema, with the words for what is wrong by it. Loaded when first needed: a command that reads no file pays nothing. */
export class SchemaCheck {
  /** Of its file in the build. */
  readonly name: string;
  readonly schema: () => JsonObject;
  readonly formats: Formats;
  readonly #words: FaultWords;
  #validate: ValidateFunction | undefined;

  constructor(name: string, schema: () => JsonObject, words: FaultWords) {
    this.name = name;
    this.schema = schema;
    this.formats = words.formats ?? {};
    this.#words = words;
  }

  /** Of a file's root, with the variables replaced. Loose texts in it are set to what they stand for. */
  async checkRoot(root: JsonObject, context: CheckContext): Promise<void> {
    let found = await this.#find(root, '', root);
    if (setLooseTexts(found.faults, context.map)) found = await this.#find(root, '', root);
    this.#report(found, context);
  }

  /** Of one entry of a root, as it is written. */
  async checkEntry(root: JsonObject, name: string, context: CheckContext): Promise<void> {
    const value = root[name] ?? null;
    // Most files do not have it.
    if (value !== null) this.#report(await this.#find(value, `/${name}`, root), context);
  }

  #report({ faults, left }: Found, { map, problems }: CheckContext): void {
    problems.countMore(left);
    for (const fault of faults) {
      const { parent, name } = fault;
      if (parent !== undefined && map.substitutionOf(parent, name)?.isFailed === true) continue;
      const problem = describeFault(fault, map, this.#words);
      if (problem === undefined) continue;
      // One mistake is told once; only of what is missing there can be more at one place.
      if (fault.error.keyword !== 'required' && problems.hasErrorAt(problem.at)) continue;
      problems.error(problem);
    }
  }

  async #find(value: Json, prefix: string, root: JsonObject): Promise<Found> {
    this.#validate ??= await loadSchemaCheck(this);
    return findFaults(this.#validate, value, prefix, root);
  }
}

interface Found {
  faults: Fault[];
  /** Not looked at any more. */
  left: number;
}

function findFaults(validate: ValidateFunction, value: Json, prefix: string, root: JsonObject): Found {
  if (validate(value)) return { faults: [], left: 0 };
  const faults: Fault[] = [];
  const mistyped = new Set<string>();
  const errors = validate.errors ?? [];
  const malformed = new Set<string>();
  for (const { keyword, instancePath } of errors) {
    if (keyword === 'type') mistyped.add(instancePath);
    if (keyword === 'pattern') malformed.add(instancePath);
  }
  for (const error of errors.slice(0, MAX_FAULTS)) {
    if (isEcho(error) || isCovered(error, mistyped, malformed)) continue;
    faults.push({ error, ...locate(root, prefix + error.instancePath) });
  }
  // What validate() found is held by the function until it is called again.
  validate.errors = null;
  return { faults, left: Math.max(0, errors.length - MAX_FAULTS) };
}

/** Says again what another error says: that no branch fits, or that a wrong value is no variable either. */
function isEcho(error: ErrorObject): boolean {
  return (
    error.keyword === 'anyOf' ||
    error.keyword === 'propertyNames' ||
    error.keyword === 'if' ||
    error.schemaPath.startsWith('#/$defs/variable')
  );
}

/** A wrong type says more than a value that is none of those allowed, a pattern more than the length that goes with it. */
function isCovered(
  { keyword, instancePath }: ErrorObject,
  mistyped: ReadonlySet<string>,
  malformed: ReadonlySet<string>,
): boolean {
  if (keyword === 'enum' || keyword === 'const') return mistyped.has(instancePath);
  return (keyword === 'minLength' || keyword === 'maxLength') && malformed.has(instancePath);
}

/** The way to a value: the container it is in and its name there; of the root, the root itself. */
interface Location {
  path: (string | number)[];
  /** The container of the value; undefined for the root. */
  parent: Container | undefined;
  name: string | number;
  value: Json;
}

function locate(root: JsonObject, pointer: string): Location {
  const path: (string | number)[] = [];
  let parent: Container | undefined;
  let value: Json = root;
  let name: string | number = '';
  for (const token of pointer.split('/').slice(1)) {
    if (typeof value !== 'object' || value === null) break;
    parent = value;
    name = Array.isArray(value) ? Number(token) : token.replaceAll('~1', '/').replaceAll('~0', '~');
    value = (Array.isArray(value) ? value[Number(name)] : value[name]) ?? null;
    path.push(name);
  }
  return { path, parent, name, value };
}

/** Whether any was set. Their containers were copied when variables were replaced, so they can be written to. */
function setLooseTexts(faults: readonly Fault[], map: SourceMap): boolean {
  let isAnySet = false;
  for (const { error, parent, name, value } of faults) {
    if (error.keyword !== 'type' || parent === undefined || typeof value !== 'string') continue;
    if (map.substitutionOf(parent, name)?.isLoose !== true) continue;
    const parsed = resolvePlainScalar(value);
    if (!wantedTypes(error).includes(typeOf(parsed))) continue;
    if (Array.isArray(parent)) parent[Number(name)] = parsed;
    else parent[name] = parsed;
    isAnySet = true;
  }
  return isAnySet;
}

function wantedTypes(error: ErrorObject): readonly string[] {
  const wanted: unknown = error.params['type'];
  return Array.isArray(wanted) ? wanted : [String(wanted)];
}

function typeOf(value: null | boolean | number | string): string {
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value !== 'number') return 'text';
  return Number.isInteger(value) ? 'integer' : 'number';
}
