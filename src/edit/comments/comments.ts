/**
 * Gives each comment to the line that it stands above.
 *
 * The parser hands comments out by its own rules: those between two keys may end up at the end of the first one's
 * value, and those above a map's first key belong to the map. Both would make comments stay behind when keys are
 * sorted. Here the text decides: a comment belongs to the next key or item of its own column or further right, save
 * that deeper comments right after a block belong to the end of that block.
 *
 * Each line of comment is held once, by a node that moves with what the comment is about.
 */

import type { Document, Node } from 'yaml';
import { isCollection, isPair, isScalar } from 'yaml';
import { settleEnd } from './block-end.ts';
import { commentOfOpening, settleOpening } from './block-opening.ts';
import { settleHead } from './file-head.ts';
import { settleFlowComments } from './flow.ts';
import type { Block, Item } from './items.ts';
import { blockOf, endOf, itemsOf, leadOf, openingOf, startOf } from './items.ts';
import { commentText, indentOf, isBlank, joinComments, Lines } from './lines.ts';

/** The document has to be as it was parsed from the text: places are looked up there. */
export function settleComments(document: Document.Parsed, text: string): void {
  const root = document.contents;
  if (!isCollection(root)) return;
  const lines = new Lines(text);
  if (root.flow !== true) {
    settleHead(document, root, lines);
    settleBlock(root, lines, 0);
    settleFoot(document, root, lines);
  }
  settleFlowComments(document, lines);
}

/** `from` is where the block may begin: right after its key or its dash. The first key of all is the head's. */
function settleBlock(block: Block, lines: Lines, from: number): void {
  const items = itemsOf(block);
  items.forEach((item, index) => {
    if (from + index > 0) settleAbove(block, index, lines, from);
    const inner = blockOf(item);
    const opening = openingOf(block, index);
    if (inner === undefined && !isPair(item)) settleDash(item, lines, opening);
    // Behind a key that is no scalar comments stay where the parser put them: its colon is on a line of its own.
    if (inner === undefined || (isPair(item) && !isScalar(item.key))) return;
    settleBlock(inner, lines, opening);
    settleOpening(item, inner, commentOfOpening(lines.restAt(opening)));
  });
}

/** What stands between a dash and a value without lines of its own goes above the dash. */
function settleDash(item: Node, lines: Lines, opening: number): void {
  const between = lines.commentsIn(opening, item.range?.[0] ?? opening);
  const text = commentText(between.map((comment) => comment.text));
  item.commentBefore = joinComments(item.commentBefore, text);
}

function settleAbove(block: Block, index: number, lines: Lines, from: number): void {
  const previous = itemsOf(block)[index - 1];
  const lead = leadOf(itemsOf(block)[index] as Item);
  const line = lines.indexAt(startOf(block, index));
  if (previous === undefined) {
    // There is nobody else whose they could be, and nothing that a blank line would separate.
    lead.commentBefore = commentText(lines.between(from - 1, line), true);
    lead.spaceBefore = false;
    return;
  }
  const above = lines.above(line, endOf(previous));
  const column = indentOf(lines.texts[line] ?? '');
  const split = settleEnd(previous, above, column, lines);
  lead.commentBefore = commentText(above.slice(split), true);
  lead.spaceBefore = [above[split - 1], above[split]].some((text) => text !== undefined && isBlank(text));
}

/** Comments of the first column at the end of the file are the file's own. */
function settleFoot(document: Document.Parsed, root: Block, lines: Lines): void {
  const last = itemsOf(root).at(-1);
  if (last === undefined || document.directives.docEnd) return;
  const below = lines.above(lines.texts.length, endOf(last));
  root.comment = null;
  document.comment = commentText(below.slice(settleEnd(last, below, 0, lines)));
}
