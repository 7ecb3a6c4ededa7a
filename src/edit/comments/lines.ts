/** The lines of a file as typed, found by offset, and what their comments say. */

import { LineCounter } from 'yaml';
import { type CommentToken, commentTokens } from './comment-tokens.ts';

export const isBlank = (line: string): boolean => line.trim() === '';
export const isComment = (line: string): boolean => line.trimStart().startsWith('#');
export const indentOf = (line: string): number => line.length - line.trimStart().length;

export class Lines {
  /** Without their ends. */
  readonly texts: readonly string[];
  readonly #text: string;
  readonly #counter = new LineCounter();
  readonly #comments: readonly CommentToken[];

  constructor(text: string) {
    this.#text = text;
    this.#comments = commentTokens(text);
    const lines = text.split('\n');
    let start = 0;
    for (const line of lines) {
      this.#counter.addNewLine(start);
      start += line.length + 1;
    }
    this.texts = lines.map((line) => line.replace(/\r$/, ''));
  }

  /** The index of the line that an offset is in. */
  indexAt(offset: number): number {
    return this.#counter.linePos(offset).line - 1;
  }

  /** What a line says from an offset on. */
  restAt(offset: number): string {
    const { line, col } = this.#counter.linePos(offset);
    return this.texts[line - 1]?.slice(col - 1) ?? '';
  }

  /** Whether nothing but one line lies between two offsets. */
  isOneLine(start: number, end: number): boolean {
    return !this.#text.slice(start, end).includes('\n');
  }

  /** The comments that begin between two offsets. */
  commentsIn(start: number, end: number): readonly CommentToken[] {
    return this.#comments.slice(this.#firstFrom(start), this.#firstFrom(end));
  }

  /** How many comments begin before an offset. */
  #firstFrom(offset: number): number {
    let [low, high] = [0, this.#comments.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#comments[middle]?.offset ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The blank lines and the comments below the line of an offset and above another line, also behind something else. */
  between(offset: number, index: number): readonly string[] {
    const first = this.indexAt(offset) + 1;
    return this.texts.slice(first, index).flatMap((line, at) => {
      if (isBlank(line) || isComment(line)) return [line];
      const start = this.#counter.lineStarts[first + at] ?? 0;
      return this.commentsIn(start, start + line.length).map(({ text }) => text);
    });
  }

  /** The blank and comment lines right above a line, none of which begins before `offset`. */
  above(index: number, offset: number): readonly string[] {
    const first = offset === 0 ? 0 : this.indexAt(offset - 1) + 1;
    const lines = this.texts.slice(first, index);
    return lines.slice(lines.findLastIndex((line) => !isBlank(line) && !isComment(line)) + 1);
  }
}

/**
 * Lines of comment as the library holds them: without the mark, one empty line for any number of blank ones; one at
 * the end only with `keepsEnd`.
 */
export function commentText(lines: readonly string[], keepsEnd = false): string | null {
  const kept: string[] = [];
  for (const line of lines) {
    const text = isBlank(line) ? '' : line.trim().slice(1) || ' ';
    if (text !== '' || (kept.length > 0 && kept.at(-1) !== '')) kept.push(text);
  }
  if (!keepsEnd && kept.at(-1) === '') kept.pop();
  return kept.length === 0 ? null : kept.join('\n');
}

/** One comment above another, where there is one. */
export function joinComments(...comments: readonly (string | null | undefined)[]): string | null {
  return comments.filter(Boolean).join('\n') || null;
}
