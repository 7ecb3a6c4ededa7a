/**
 * Comments where blocks end: below their last line, and behind it.
 *
 * The parser knows where a block ends only by the next key, so what it took for the end of one may be that of another;
 * everything that it put there is written anew.
 */

import { isPair, isScalar } from 'yaml';
import type { Block, Item } from './items.ts';
import { columnOf, contentOf, endOf, lastLeafOf, leadOf, tailOf } from './items.ts';
import type { Lines } from './lines.ts';
import { commentText, indentOf, isComment } from './lines.ts';

/**
 * Gives what stands below an item to the blocks at its end, down to the first comment that is no deeper than `column`;
 * answers how many lines that are. Without a block there is nobody to take any.
 */
export function settleEnd(item: Item, below: readonly string[], column: number, lines: Lines): number {
  const tail = tailOf(item);
  const leaf = lastLeafOf(item);
  settleBehind(leaf, lines);
  const inner = tail.at(-1);
  const held = settleEmpty(leaf, below, inner === undefined ? column : columnOf(inner));
  const rest = below.slice(held);
  const first = rest.findIndex((text) => isComment(text) && indentOf(text) <= column);
  const split = tail.length === 0 ? 0 : first === -1 ? rest.length : first;
  settleTail(tail, rest.slice(0, split));
  return held + split;
}

/**
 * Below a key without a value stand the lines that were its value, mostly, and are comments now. They stay below it: under
 * another key they would be entries of that one once they are no comments any more. Answers how many lines they are.
 */
function settleEmpty(leaf: Item, below: readonly string[], column: number): number {
  if (!isPair(leaf) || !isScalar(leaf.key)) return 0;
  const { value } = leaf;
  if (!isScalar(value) || value.source !== '' || value.type !== 'PLAIN') return 0;
  const end = below.findIndex((text) => isComment(text) && !isInside(text, column));
  const lines = below.slice(0, end === -1 ? below.length : end);
  const held = lines.findLastIndex(isComment) + 1;
  value.commentBefore = commentText(lines.slice(0, held));
  if (held > 0) {
    // Behind the key, for the value has no line of its own.
    leaf.key.comment = value.comment ?? null;
    value.comment = null;
  }
  return held;
}

/** Deeper than the key, or an item of a list, which may stand in the column of its key. */
function isInside(comment: string, column: number): boolean {
  const indent = indentOf(comment);
  return indent > column || (indent === column && /^#+ *-( |$)/.test(comment.trimStart()));
}

/** Each comment to the innermost block that its column still belongs to. */
function settleTail(tail: readonly Block[], comments: readonly string[]): void {
  const texts: string[][] = tail.map(() => []);
  let depth = tail.length - 1;
  comments.forEach((text, index) => {
    const next = comments.slice(index).find(isComment) ?? '';
    while (depth > 0 && indentOf(next) < columnOf(tail[depth] as Block)) depth--;
    texts[depth]?.push(text);
  });
  tail.forEach((block, index) => {
    block.comment = commentText(texts[index] ?? []);
  });
}

/** The last thing of an item keeps the comment that stands behind it on its line, and no other. */
function settleBehind(leaf: Item, lines: Lines): void {
  const content = contentOf(leaf);
  // The comment of a block scalar stands in its first line.
  if (isScalar(content) && (content.type === 'BLOCK_LITERAL' || content.type === 'BLOCK_FOLDED')) return;
  const behind = lines.restAt(endOf(leaf));
  const holder = content ?? leadOf(leaf);
  holder.comment = isComment(behind) ? commentText([behind]) : null;
}
