/**
 * The comments at the top of a file that are the file's own: all above the last blank line before the first key.
 *
 * They are held by the top level as a whole, so that they stay where they are whichever key is sorted to the front.
 */

import type { Document } from 'yaml';
import type { Block, Item } from './items.ts';
import { itemsOf, leadOf, startOf } from './items.ts';
import type { Lines } from './lines.ts';
import { commentText, isBlank, isComment } from './lines.ts';

const SCHEMA_LINE = /^\uFEFF?#\s*yaml-language-server:/;

/**
 * Editors look for the schema line at the very top, so it goes there. Below `---` the file's own comments stay below it,
 * and what stands behind it becomes their first line.
 */
export function settleHead(document: Document.Parsed, root: Block, lines: Lines): void {
  const above = lines.texts.slice(0, lines.indexAt(startOf(root, 0)));
  const mark = above.findLastIndex((text) => !isBlank(text) && !isComment(text));
  const behind = /\s(#.*)$/.exec(above[mark] ?? '')?.slice(1) ?? [];
  const isTopmost = (text: string): boolean => mark === -1 && SCHEMA_LINE.test(text);
  const below = above.slice(mark + 1);
  const others = below.filter((text) => !isTopmost(text));
  const split = others.findLastIndex(isBlank) + 1;
  const own = others.slice(0, split);
  // Blank lines right below `---` stay; right below the schema line none does that a comment follows.
  const kept = mark === -1 ? own.slice(own.findIndex(isComment)) : own;
  if (mark === -1) document.commentBefore = null;
  root.commentBefore = commentText([...behind, ...below.filter(isTopmost), ...kept], true);
  const lead = leadOf(itemsOf(root)[0] as Item);
  lead.commentBefore = commentText(others.slice(split));
  lead.spaceBefore = false;
}
