/**
 * Collects everything that is wrong, up to a number that nobody reads to the end anyway.
 *
 * The line and the snippet of a problem are looked up when it is taken in, so a file with a million mistakes costs no
 * more than one with a thousand.
 */

import { CODES, type Code } from '../codes/registry.ts';
import { compareText } from '../model/compare-text.ts';
import type { Diagnostic, Severity } from '../model/diagnostic.ts';
import type { Place } from './source-file.ts';

export const MAX_PROBLEMS = 1000;

/** Names of a file can be megabytes long and have line breaks; what is said of them is one line that can be read. */
const MAX_LINE = 400;

/** What to type instead; one that takes a search is a function, which is asked only for a problem that is kept. */
export type Hint = string | undefined | (() => string | undefined);

export interface Problem {
  code: Code;
  /** Left out for what is in no file: an option, the environment. */
  at?: Place | undefined;
  summary: string;
  detail?: string | undefined;
  hint?: Hint;
  address?: string | undefined;
  /** The line has a secret in it and is not repeated. */
  isPrivate?: boolean;
}

export class Problems {
  /** Absolute paths of what was read, or tried, while problems were looked for: no output may overwrite them. */
  readonly files = new Set<string>();
  /** What files that are secret hold: no message may repeat it. */
  readonly secrets = new Set<string>();
  readonly #diagnostics: Diagnostic[] = [];
  readonly #seen = new Set<string>();
  /** Where errors that are listed begin, by file. */
  readonly #places = new Map<string, Set<number>>();
  readonly #left = { error: 0, warning: 0 };
  #hasErrors = false;

  get hasErrors(): boolean {
    return this.#hasErrors;
  }

  /** Further problems are counted, not kept. */
  get isFull(): boolean {
    return this.#diagnostics.length >= MAX_PROBLEMS;
  }

  error(problem: Problem): void {
    this.#hasErrors = true;
    if (problem.at !== undefined && !this.isFull) this.#noteErrorAt(problem.at);
    this.#add(problem, 'error');
  }

  /** Not of a place that is wrong anyway. */
  warn(problem: Problem): void {
    if (!this.hasErrorAt(problem.at)) this.#add(problem, 'warning');
  }

  hasErrorAt(at: Place | undefined): boolean {
    return at !== undefined && this.#places.get(at.file.path)?.has(at.start) === true;
  }

  /** Errors that were found and are not worth a place. */
  countMore(errors: number): void {
    this.#left.error += errors;
    this.#hasErrors ||= errors > 0;
  }

  /** By file, then by place; what is in no file first. With `strict` every warning is an error. */
  list(strict: boolean): Diagnostic[] {
    const sorted = this.#diagnostics
      .map((diagnostic) => (strict ? { ...diagnostic, severity: 'error' as const } : diagnostic))
      .sort(byPlace);
    const { error, warning } = this.#left;
    if (error + warning === 0) return sorted;
    sorted.push({
      code: 'CQ199',
      severity: error > 0 || strict ? 'error' : 'warning',
      summary: `${error + warning} more problems were found and are not listed`,
      hint: 'mend these first',
      standsFor: strict ? { errors: error + warning, warnings: 0 } : { errors: error, warnings: warning },
    });
    return sorted;
  }

  #noteErrorAt({ file, start }: Place): void {
    const places = this.#places.get(file.path);
    if (places === undefined) this.#places.set(file.path, new Set([start]));
    else places.add(start);
  }

  #add(problem: Problem, severity: Severity): void {
    const { at, detail, hint: given, address, code, summary: whole, isPrivate } = withoutText(problem);
    if (this.isFull) {
      this.#left[severity] += 1;
      return;
    }
    const summary = asLine(whole);
    const identity = `${code} ${at?.file.name ?? ''} ${at?.start ?? ''} ${summary}`;
    if (this.#seen.has(identity)) return;
    this.#seen.add(identity);
    const hint = typeof given === 'function' ? given() : given;
    this.#diagnostics.push({
      code,
      severity,
      summary,
      ...(detail === undefined ? {} : { detail: asLine(detail) }),
      ...(hint === undefined ? {} : { hint: asLine(hint) }),
      ...(address === undefined ? {} : { address: asLine(address) }),
      ...(at === undefined
        ? {}
        : {
            source: at.file.sourceOf(at.start, at.end),
            ...(isPrivate === true ? {} : { snippet: at.file.snippetOf(at.start, at.end) }),
          }),
    });
  }
}

/** Of a file whose text may not be shown only the kind of problem is told: all else could repeat what stands there. */
function withoutText(problem: Problem): Problem {
  const { code, at } = problem;
  if (at === undefined || at.file.canShow) return problem;
  return {
    code,
    at,
    summary: `${CODES[code].title} (the text is not shown)`,
    hint: NOT_SHOWN_HINT,
    isPrivate: true,
  };
}

const NOT_SHOWN_HINT =
  'cqctl shows lines of files that git tracks, and of *.yaml of the project: if the file belongs to it, use `git add`';

function asLine(text: string): string {
  const short = text.length <= MAX_LINE ? text : `${text.slice(0, MAX_LINE)}…`;
  return short.replace(
    /\p{Cc}/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  const [left, right] = [a.source, b.source];
  if (left === undefined || right === undefined) {
    return Number(left !== undefined) - Number(right !== undefined);
  }
  return compareText(left.file, right.file) || left.line - right.line || left.column - right.column;
}
