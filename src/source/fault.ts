/** What a schema finds wrong, and the words that a kind of file brings for it. */

import type { ErrorObject } from 'ajv/dist/2020.js';
import type { Json } from '../model/json.ts';
import type { Formats } from './formats.ts';
import type { Problem } from './problems.ts';
import type { Container, SourceMap } from './source-map.ts';
import type { CountOf } from './value-hints.ts';

export interface Fault {
  error: ErrorObject;
  path: (string | number)[];
  parent: Container | undefined;
  name: string | number;
  value: Json;
}

/** What faults in one kind of file are called; everything else is said alike for all. */
export interface FaultWords {
  /** The whole file: "the project". */
  root: string;
  /** One such file: "a project". */
  aRoot: string;
  /** Maps at the top whose entries are named with them, as `queues.support`. */
  sections: ReadonlySet<string>;
  /** By the missing key. */
  missingHints: { readonly [key: string]: string };
  /** What a name in this map has to be. */
  nameRule(section: string): string;
  /** A fault that has words of its own; null for one that is of no use to anybody. */
  special?(fault: Fault, map: SourceMap): Problem | null | undefined;
  /** For an unknown key that is no misspelling of a known one. */
  unknownHint?(path: readonly (string | number)[]): string | undefined;
  addressOf?(path: readonly (string | number)[]): string | undefined;
  formats?: Formats;
  countOf?: CountOf;
}
