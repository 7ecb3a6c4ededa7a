/** Comments behind a key or a dash whose block begins on a later line. */

import { isPair, isScalar } from 'yaml';
import type { Block, Item } from './items.ts';
import { itemsOf, leadOf } from './items.ts';
import { commentText, joinComments } from './lines.ts';

/**
 * `rest` is what the line of the key or the dash says behind it. Behind a key its comment is written there again, save
 * that behind an anchor or a tag there is no place for one: that goes to the first line below. Behind a dash there is
 * none either, as the block begins there: that goes above the dash.
 */
export function settleOpening(item: Item, block: Block, rest: string): void {
  const comment = commentText(/^[\s:]*(?:[&!]\S*\s+)*(#.*)$/.exec(rest)?.slice(1) ?? []);
  if (!isPair(item)) {
    block.commentBefore = joinComments(block.commentBefore, comment);
    return;
  }
  block.commentBefore = null;
  block.spaceBefore = false;
  const hasProperties = block.anchor !== undefined || block.tag !== undefined;
  if (isScalar(item.key)) item.key.comment = hasProperties ? null : comment;
  if (!hasProperties) return;
  const lead = leadOf(itemsOf(block)[0] as Item);
  lead.commentBefore = joinComments(comment, lead.commentBefore);
}
