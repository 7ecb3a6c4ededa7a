/**
 * Comments where blocks end: below their last line, and behind it.
 *
 * The parser knows where a block ends only by the next key, so what it took for the end of one may be that of another;
 * everything that it put there is written anew.
 */

import { isScalar } from 'yaml';
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
  const first = below.findIndex((text) => isComment(text) && indentOf(text) <= column);
  const split = tail.length === 0 ? 0 : first === -1 ? below.length : first;
  settleTail(tail, below.slice(0, split));
  settleBehind(lastLeafOf(item), lines);
  return split;
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
