/**
 * Replaces `${var.NAME}` and `${env.NAME}`.
 *
 * Alone in a value a variable keeps its type, so it can be a number, a list or a map; inside of a text it is put in as it
 * was written (`0800` stays `0800`). What comes from the command line or the environment is text: it takes the type that
 * the file's own value of that name has, and stays marked as loose, so that the check of types may read it as a number
 * where one is wanted. Variables may use each other, but not in a circle.
 *
 * A map or list in which nothing is replaced is handed on as it is; all others are copied. Each is visited once, however
 * many aliases lead to it; what the parser saw to be without any `${` is not visited at all.
 */

import type { Code } from '../codes/registry.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { hasExpression } from '../source/expression.ts';
import { nearestName } from '../source/nearest.ts';
import { resolvePlainScalar } from '../source/plain-scalar.ts';
import type { Hint, Problems } from '../source/problems.ts';
import type { Container, SourceMap, Substitution } from '../source/source-map.ts';
import { AddedValues } from './added-values.ts';
import { withEntry, without } from './assemble.ts';
import { permissionOf, VARIABLE_PREFIX } from './environment-permission.ts';
import { type Piece, parseExpressions } from './expression.ts';

/** Variables that use each other could otherwise double a text without end. */
const MAX_TEXT = 100_000;
const MAX_CHAIN = 20;

export interface VariableOptions {
  map: SourceMap;
  problems: Problems;
  /** The resolved document's `variables`. */
  declared: JsonObject;
  /** Text from the command line and CQCTL_VAR_. */
  given: { readonly [name: string]: string };
  processEnv: { readonly [name: string]: string | undefined };
  /** All files could be read; else one that could not may set what is not set. */
  isWhole: boolean;
}

interface Resolved {
  value: Json;
  /** For use inside of a text. */
  text: string;
  isLoose: boolean;
  isPrivate: boolean;
}

interface Where {
  container: Container;
  name: string | number;
}

export class Variables {
  /** Asked for anywhere. */
  readonly used = new Set<string>();
  readonly #options: VariableOptions;
  readonly #resolved = new Map<string, Resolved | undefined>();
  readonly #open: string[] = [];
  readonly #copies = new Map<Container, Container>();
  readonly #added = new AddedValues();
  /** Of all that are set; for hints. */
  #names: string[] | undefined;

  constructor(options: VariableOptions) {
    this.#options = options;
  }

  /** The whole document. A variable that is given from outside is not asked what the file would make of it. */
  substituteRoot(root: JsonObject): JsonObject {
    const { declared, given, map } = this.#options;
    const overridden = Object.keys(declared).filter((name) => Object.hasOwn(given, name));
    if (overridden.length === 0) return this.substitute(root) as JsonObject;
    const kept = without(declared, overridden, map);
    return this.substitute(withEntry(root, 'variables', kept, map)) as JsonObject;
  }

  /** The value with everything replaced; where that failed, null. */
  substitute(container: Container): Container {
    const { map, problems } = this.#options;
    if (map.get(container)?.isPlain === true) return container;
    const known = this.#copies.get(container);
    if (known !== undefined) return known;
    const isList = Array.isArray(container);
    const entries = isList ? container.keys() : map.namesOf(container);
    const substitutions = new Map<string | number, Substitution>();
    let copy: Container | undefined;
    for (const name of entries) {
      if (typeof name === 'string' && hasExpression(name)) {
        problems.error({
          code: 'CQ121',
          at: map.keyPlace(container, name),
          summary: `a key cannot have a variable: ${name}`,
          hint: 'write the key itself; variables are for values',
        });
      }
      const before = read(container, name);
      const after = this.#value(before, { container, name }, substitutions);
      if (after === before) continue;
      copy ??= isList ? [...container] : { ...container };
      write(copy, name, after);
    }
    const spans = map.get(container);
    if (copy !== undefined && spans !== undefined) map.set(copy, { ...spans, substitutions });
    const result = copy ?? container;
    this.#copies.set(container, result);
    return result;
  }

  #value(value: Json, where: Where, substitutions: Map<string | number, Substitution>): Json {
    if (typeof value === 'object' && value !== null) return this.substitute(value);
    if (typeof value !== 'string' || !hasExpression(value)) return value;
    const result = this.#text(value, where);
    if (result === undefined) {
      substitutions.set(where.name, { written: value, isLoose: false, isPrivate: true, isFailed: true });
      return null;
    }
    const { isLoose, isPrivate } = result;
    substitutions.set(where.name, { written: value, isLoose, isPrivate });
    return result.value;
  }

  #text(written: string, where: Where): Resolved | undefined {
    const pieces = parseExpressions(written);
    const [only] = pieces;
    if (pieces.length === 1 && only !== undefined && only.type !== 'text') {
      const found = this.#piece(only, where);
      return found === undefined || this.#isRoomFor(found.value, where) ? found : undefined;
    }
    let text = '';
    let isPrivate = false;
    for (const piece of pieces) {
      const found = this.#piece(piece, where);
      if (found === undefined) return undefined;
      if (typeof found.value === 'object' && found.value !== null) return this.#refuseContainer(piece, where);
      text += found.text;
      isPrivate ||= found.isPrivate;
      if (text.length > MAX_TEXT) return this.#refuseLength(where);
    }
    return { value: text, text, isLoose: false, isPrivate };
  }

  #piece(piece: Piece, where: Where): Resolved | undefined {
    switch (piece.type) {
      case 'text':
        return { value: piece.text, text: piece.text, isLoose: false, isPrivate: false };
      case 'env':
        return this.#fromEnvironment(piece.name, where);
      case 'var':
        return this.#fromVariables(piece.name, where);
      case 'broken':
        return this.#report('CQ121', where, `${piece.written} ${piece.reason}`, BROKEN_HINT);
    }
  }

  #fromEnvironment(name: string, where: Where): Resolved | undefined {
    const { processEnv } = this.#options;
    const permission = permissionOf(name, processEnv);
    if (permission === 'secret') {
      // What the files say is sent, printed and stored; a secret is none of that.
      return this.#report('CQ127', where, `the environment variable ${name} holds a secret`, SECRET_HINT);
    }
    if (permission === 'closed') {
      const summary = `the environment variable ${name} is not for the files`;
      const hint = `call it CQCTL_VAR_${name}, or let whoever runs cqctl set CQCTL_ALLOWED_ENV=${name}`;
      return this.#report('CQ135', where, summary, hint);
    }
    if (name.startsWith(VARIABLE_PREFIX)) this.used.add(name.slice(VARIABLE_PREFIX.length));
    const text = Object.hasOwn(processEnv, name) ? processEnv[name] : undefined;
    if (text !== undefined) return { value: text, text, isLoose: true, isPrivate: true };
    return this.#report('CQ125', where, `the environment variable ${name} is not set`, () => {
      const usable = Object.keys(processEnv).filter((each) => permissionOf(each, processEnv) === 'open');
      const nearest = nearestName(name, usable);
      return nearest === undefined ? `set ${name} in the environment` : `did you mean \${env.${nearest}}?`;
    });
  }

  #fromVariables(name: string, where: Where): Resolved | undefined {
    this.used.add(name);
    if (this.#resolved.has(name)) return this.#resolved.get(name);
    if (this.#open.includes(name)) {
      const circle = [...this.#open.slice(this.#open.indexOf(name)), name];
      return this.#report(
        'CQ122',
        where,
        `variables use each other in a circle: ${circle.join(', ')}`,
        CIRCLE_HINT,
      );
    }
    if (this.#open.length >= MAX_CHAIN) {
      return this.#report(
        'CQ126',
        where,
        `variables use each other more than ${MAX_CHAIN} deep`,
        LENGTH_HINT,
      );
    }
    this.#open.push(name);
    const resolved = this.#look(name, where);
    this.#open.pop();
    // One that is not set is reported wherever it is used; one whose own value is wrong only there.
    if (resolved !== undefined || Object.hasOwn(this.#options.declared, name))
      this.#resolved.set(name, resolved);
    return resolved;
  }

  #look(name: string, where: Where): Resolved | undefined {
    const { declared, given, map, isWhole } = this.#options;
    // Null is as good as not declared.
    const isDeclared = Object.hasOwn(declared, name) && declared[name] !== null;
    if (Object.hasOwn(given, name))
      return resolveGiven(given[name] ?? '', isDeclared ? declared[name] : undefined);
    if (!isDeclared && !isWhole) return undefined;
    if (!isDeclared) {
      return this.#report('CQ120', where, `the variable ${name} is not set`, () => {
        this.#names ??= [...Object.keys(declared), ...Object.keys(given)];
        const nearest = nearestName(name, this.#names);
        return nearest === undefined
          ? `set it under \`variables\`, or with --var ${name}=VALUE`
          : `did you mean \${var.${nearest}}?`;
      });
    }
    const value = declared[name] as Json;
    if (typeof value === 'string' && hasExpression(value))
      return this.#text(value, { container: declared, name });
    if (typeof value === 'object' && value !== null) {
      return { value: this.substitute(value), text: '', isLoose: false, isPrivate: false };
    }
    const text = typeof value === 'string' ? value : (map.textOf(declared, name) ?? String(value));
    const isPrivate = map.valuePlace(declared, name)?.file.canShow === false;
    return { value, text, isLoose: false, isPrivate };
  }

  #isRoomFor(value: Json, where: Where): boolean {
    if (this.#added.isRoomFor(value)) return true;
    this.#report('CQ126', where, 'variables put more than a million values into the project', LENGTH_HINT);
    return false;
  }

  #refuseContainer(piece: Piece, where: Where): undefined {
    const written = piece.type === 'text' ? '' : piece.written;
    return this.#report(
      'CQ121',
      where,
      `${written} is a list or a map and cannot be part of a text`,
      'let it stand alone',
    );
  }

  #refuseLength(where: Where): undefined {
    return this.#report(
      'CQ126',
      where,
      `with its variables this text is longer than ${MAX_TEXT} characters`,
      LENGTH_HINT,
    );
  }

  #report(code: Code, { container, name }: Where, summary: string, hint?: Hint): undefined {
    const { map, problems } = this.#options;
    problems.error({ code, at: map.valuePlace(container, name), summary, hint });
  }
}

const CIRCLE_HINT = 'give one of them a value that uses none of the others';
const LENGTH_HINT = 'write the value itself where it is used';
const BROKEN_HINT = 'write ${var.NAME} or ${env.NAME}; for a text that has ${ in it, write $${';
const SECRET_HINT =
  'credentials stay out of files; for another value set a variable that begins with CQCTL_VAR_';

/** Text takes the type that the file's value has, where it can be read as that. */
function resolveGiven(text: string, declared: Json | undefined): Resolved {
  const parsed = resolvePlainScalar(text);
  const isAlike = declared !== null && typeof parsed === typeof declared;
  const value = isAlike && typeof parsed !== 'object' ? parsed : text;
  return { value, text, isLoose: typeof value === 'string', isPrivate: false };
}

function read(container: Container, name: string | number): Json {
  const value = Array.isArray(container) ? container[Number(name)] : container[name];
  return value ?? null;
}

function write(container: Container, name: string | number, value: Json): void {
  if (Array.isArray(container)) container[Number(name)] = value;
  else container[name] = value;
}
