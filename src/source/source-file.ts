/**
 * The text of one file, and the way from an offset in it to a line, a column and a snippet.
 *
 * Values keep offsets only; lines are looked up in an index that is made when the first diagnostic needs it, so that a
 * file without a mistake never pays for it.
 */

import type { Snippet, Source } from '../model/diagnostic.ts';
import type { FileScope } from './file-scope.ts';

/** A stretch of a file, in UTF-16 code units; `end` is exclusive. */
export interface Place {
  readonly file: SourceFile;
  readonly start: number;
  readonly end: number;
}

const SNIPPET_WIDTH = 100;

export class SourceFile {
  /** Absolute. */
  readonly path: string;
  /** As diagnostics call it. */
  readonly name: string;
  /** Without a byte order mark. */
  readonly text: string;
  /** The number of the first line of `text`: of a long table only the line in question is kept. */
  readonly #firstLine: number;
  /** The project that it belongs to; undefined for a text that no project has. */
  readonly scope: FileScope | undefined;
  #canShow: boolean | undefined;
  #lineStarts: readonly number[] | undefined;

  constructor(
    path: string,
    name: string,
    text: string,
    { firstLine = 1, scope }: { firstLine?: number; scope?: FileScope | undefined } = {},
  ) {
    this.path = path;
    this.name = name;
    this.text = text;
    this.#firstLine = firstLine;
    this.scope = scope;
  }

  /** Whether diagnostics may repeat what it says. */
  get canShow(): boolean {
    this.#canShow ??= this.scope?.canShow(this.path) ?? true;
    return this.#canShow;
  }

  /** What goes beyond the end of the text ends there: what is missing at the end has no width. */
  sourceOf(start: number, end: number): Source {
    const first = Math.min(start, this.text.length);
    const last = this.#beforeReturn(Math.min(Math.max(start, end), this.text.length));
    const line = this.#lineIndexOf(first);
    const end_line = this.#lineIndexOf(last);
    return {
      file: this.name,
      line: line + this.#firstLine,
      column: first - this.#startOf(line) + 1,
      end_line: end_line + this.#firstLine,
      end_column: last - this.#startOf(end_line) + 1,
    };
  }

  /** The line that `start` is in, with as much of the place marked as lies in that line; at least one column. */
  snippetOf(start: number, end: number): Snippet {
    const lineStart = this.#startOf(this.#lineIndexOf(start));
    const column = start - lineStart;
    const cut = column < SNIPPET_WIDTH - 20 ? 0 : column - SNIPPET_WIDTH / 2;
    // Only what is shown is searched for the line's end: a hostile line is as long as its file.
    const [text = ''] = this.text.slice(lineStart + cut, lineStart + cut + SNIPPET_WIDTH).split(/[\r\n]/, 1);
    const from = column - cut;
    const room = Math.max(1, text.length - from);
    return { text, start: from, length: Math.min(Math.max(1, end - start), room) };
  }

  /** Nothing ends between the two characters of a line's end. */
  #beforeReturn(offset: number): number {
    return offset > 0 && this.text.startsWith('\r\n', offset - 1) ? offset - 1 : offset;
  }

  #startOf(line: number): number {
    return this.#starts()[line] ?? 0;
  }

  #lineIndexOf(offset: number): number {
    const starts = this.#starts();
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #starts(): readonly number[] {
    this.#lineStarts ??= findLineStarts(this.text);
    return this.#lineStarts;
  }
}

/** A line ends with LF, CRLF or CR, as in YAML. */
function findLineStarts(text: string): readonly number[] {
  // Not `indexOf`: where V8 compiles that into the lookups of places, it searches the text again at each of them.
  const starts = [0];
  for (const { 0: end, index } of text.matchAll(/\r\n?|\n/g)) starts.push(index + end.length);
  return starts;
}
