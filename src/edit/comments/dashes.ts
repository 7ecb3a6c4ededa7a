/** For writing: what stands above the first key of a list's item, where there is no line for it but above the dash. */

import { isCollection, isSeq } from 'yaml';
import { blockOf, contentOf, itemsOf, leadOf } from './items.ts';
import { joinComments } from './lines.ts';

/** Innermost first, so that a comment climbs through nested lists. */
export function liftItemComments(node: unknown): void {
  if (!isCollection(node)) return;
  for (const item of itemsOf(node)) {
    liftItemComments(contentOf(item));
    const inner = isSeq(node) ? blockOf(item) : undefined;
    const first = inner === undefined ? undefined : itemsOf(inner)[0];
    if (inner === undefined || first === undefined) continue;
    const lead = leadOf(first);
    inner.commentBefore = joinComments(inner.commentBefore, lead.commentBefore);
    lead.commentBefore = null;
    lead.spaceBefore = false;
  }
}
