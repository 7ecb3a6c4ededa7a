/** What is wrong, or doubtful, with what the user wrote: a value, never thrown. */

import type { Code } from '../codes/registry.ts';

export interface Source {
  /** Relative to the working directory where it lies below it, with forward slashes. */
  file: string;
  /** From 1. */
  line: number;
  /** From 1, in UTF-16 code units. */
  column: number;
  end_line?: number;
  end_column?: number;
}

/** The source line that a diagnostic is about, cut to a readable width, with the place to mark. */
export interface Snippet {
  text: string;
  /** Offset of the mark in `text`, in UTF-16 code units. */
  start: number;
  length: number;
}

export type Severity = 'error' | 'warning';

export interface Diagnostic {
  code: Code;
  severity: Severity;
  /** Names the wrong value; one line. */
  summary: string;
  detail?: string;
  /** What to type instead. */
  hint?: string;
  address?: string;
  source?: Source;
  snippet?: Snippet;
  /** How many unlisted problems it stands for, if it is not a problem itself. */
  standsFor?: { errors: number; warnings: number };
}

/** A value with all that was noticed on the way; `value` is absent when there is an error. */
export interface Checked<T> {
  value?: T;
  diagnostics: Diagnostic[];
}

export interface Loaded<T> extends Checked<T> {
  /** Absolute paths of all files read, also without a value. */
  files: ReadonlySet<string>;
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}
