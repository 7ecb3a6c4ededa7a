/** Comments behind a key or a dash whose block begins on a later line. */

import { isPair, isScalar } from 'yaml';
import type { Block, Item } from './items.ts';
import { itemsOf, leadOf } from './items.ts';
import { commentText, joinComments } from './lines.ts';

/** The comment in what a line says behind a key or a dash: behind its colon, an anchor, a tag. */
export function commentOfOpening(rest: string): string | null {
  return commentText(/^[\s:]*(?:[&!]\S*\s+)*(#.*)$/.exec(rest)?.slice(1) ?? []);
}

/**
 * Behind a key its comment is written there again, save that behind an anchor, a tag or an alias there is no place for
 * one: that goes to the first line below. Behind a dash there is none either, as the block begins there: that goes above
 * the dash.
 */
export function settleOpening(item: Item, block: Block, comment: string | null): void {
  if (!isPair(item)) {
    block.commentBefore = joinComments(block.commentBefore, comment);
    return;
  }
  block.commentBefore = null;
  block.spaceBefore = false;
  const { key } = item;
  const hasPlace = isScalar(key) && block.anchor === undefined && block.tag === undefined;
  if (isScalar(key)) key.comment = hasPlace ? comment : null;
  if (hasPlace) return;
  const lead = leadOf(itemsOf(block)[0] as Item);
  lead.commentBefore = joinComments(comment, lead.commentBefore);
}
