/**
 * Where each value stands: from a map or list, and a name or index in it, to the place of the key and of the value.
 *
 * Values stay plain, so that ajv and everything after it can use them as they are. The places are kept beside them, four
 * numbers for each entry, all those of a file in one row, which costs a 10,000-queue file a few megabytes. A value that
 * was put together of several files has a row of its own and knows the file of each entry.
 */

import type { Json, JsonObject } from '../model/json.ts';
import type { Place, SourceFile } from './source-file.ts';

export type Container = JsonObject | Json[];

/** What `${…}` in an entry was replaced by. */
export interface Substitution {
  /** As the file has it. */
  written: string;
  /** Text from outside that is alone in its value: it may become a number or a boolean where one is wanted. */
  isLoose: boolean;
  /** From the process environment: the result may be a secret and is not repeated in messages. */
  isPrivate: boolean;
  /** It could not be replaced, which was reported: that the value is missing is not news. */
  isFailed?: boolean;
}

export interface Spans {
  readonly file: SourceFile;
  /** Of a map whose own keys are not in the order of the file: a plain object puts keys like "8000" first. */
  readonly names: string[] | undefined;
  /** Key start, key end, value start, value end of each entry; a list's entries have no key, -1. */
  readonly row: { readonly cells: ArrayLike<number> };
  /** In the row: where the first entry begins. */
  readonly from: number;
  /** Per entry, where they are not all of `file`. */
  readonly files?: SourceFile[];
  readonly substitutions?: Map<string | number, Substitution>;
  /** Nothing in it, however deep, can be replaced. */
  readonly isPlain?: boolean;
}

const PARTS = [0, 1, 2, 3];
/** Maps with more names than this get an index when they are first searched. */
const INDEXED_FROM = 32;

export class SourceMap {
  readonly #spans = new Map<object, Spans>();
  readonly #indexes = new Map<object, Map<string, number>>();

  set(container: Container, spans: Spans): void {
    this.#spans.set(container, spans);
    this.#indexes.delete(container);
  }

  get(container: Container): Spans | undefined {
    return this.#spans.get(container);
  }

  /** In the order of the file. */
  namesOf(container: JsonObject): readonly string[] {
    return this.#spans.get(container)?.names ?? Object.keys(container);
  }

  /** Of all entries, in their order. */
  offsetsOf(container: Container): number[] {
    const spans = this.#spans.get(container);
    if (spans === undefined) return [];
    const { row, from } = spans;
    return Array.from({ length: countOf(container) * 4 }, (_unused, cell) => row.cells[from + cell] ?? -1);
  }

  /** Of a list's entry: the value. */
  keyPlace(container: Container, name: string | number): Place | undefined {
    return this.#place(container, name, 0) ?? this.#place(container, name, 2);
  }

  /** Of a value of which nothing is written: the key. */
  valuePlace(container: Container, name: string | number): Place | undefined {
    return this.#place(container, name, 2) ?? this.#place(container, name, 0);
  }

  substitutionOf(container: Container, name: string | number): Substitution | undefined {
    return this.#spans.get(container)?.substitutions?.get(name);
  }

  /** Whether nothing is written after the key: another thing than `null`. */
  isEmpty(container: JsonObject, name: string): boolean {
    const spans = this.#spans.get(container);
    const index = this.#indexOf(container, spans, name);
    return spans !== undefined && index >= 0 && (spans.row.cells[spans.from + index * 4 + 2] ?? -1) < 0;
  }

  /** As the file has it; undefined for what is in no file. */
  textOf(container: Container, name: string | number): string | undefined {
    const place = this.#place(container, name, 2);
    return place?.file.text.slice(place.start, place.end);
  }

  /** The entry's position, so that it can be copied to another container. */
  entry(container: Container, name: string | number): { file: SourceFile; offsets: number[] } | undefined {
    const spans = this.#spans.get(container);
    const index = this.#indexOf(container, spans, name);
    if (spans === undefined || index < 0) return undefined;
    return {
      file: spans.files?.[index] ?? spans.file,
      offsets: PARTS.map((part) => spans.row.cells[spans.from + index * 4 + part] ?? -1),
    };
  }

  #place(container: Container, name: string | number, part: 0 | 2): Place | undefined {
    const spans = this.#spans.get(container);
    const index = this.#indexOf(container, spans, name);
    if (spans === undefined || index < 0) return undefined;
    const cell = spans.from + index * 4 + part;
    const start = spans.row.cells[cell] ?? -1;
    const end = spans.row.cells[cell + 1] ?? -1;
    return start < 0 ? undefined : { file: spans.files?.[index] ?? spans.file, start, end };
  }

  #indexOf(container: Container, spans: Spans | undefined, name: string | number): number {
    if (spans === undefined) return -1;
    if (Array.isArray(container)) return typeof name === 'number' && name < container.length ? name : -1;
    if (typeof name === 'number') return -1;
    const known = this.#indexes.get(container);
    if (known !== undefined) return known.get(name) ?? -1;
    const names = spans.names ?? Object.keys(container);
    if (names.length < INDEXED_FROM) return names.indexOf(name);
    const index = new Map(names.map((each, position) => [each, position]));
    this.#indexes.set(container, index);
    return index.get(name) ?? -1;
  }
}

function countOf(container: Container): number {
  return Array.isArray(container) ? container.length : Object.keys(container).length;
}
