/**
 * Comments inside of flow collections.
 *
 * A flow collection with comments is written as a block, where each has a line to stand on: behind an item what stands
 * behind it, before or after its comma; above an item what stands on lines of its own, or between its key and its value;
 * below the last item what none follows. The parser keeps one comment to a place, so its own placement is not used.
 */

import type { Document, Node } from 'yaml';
import { isCollection, isDocument, isPair, visit } from 'yaml';
import { settleOpening } from './block-opening.ts';
import type { CommentToken } from './comment-tokens.ts';
import type { Block, Item } from './items.ts';
import { contentOf, endOf, itemsOf, leadOf } from './items.ts';
import type { Lines } from './lines.ts';
import { commentText, isComment, joinComments } from './lines.ts';

/** To be called once the comments around the flow collections are settled. */
export function settleFlowComments(document: Document.Parsed, lines: Lines): void {
  visit(document, {
    Collection(key, node, ancestors) {
      if (node.flow !== true) return undefined;
      const comments = commentsInside(node, lines);
      if (comments.length > 0) {
        const parent = ancestors.at(-1);
        const item = isPair(parent) ? (parent as Item) : node;
        // What stands behind the top level is the file's.
        const behind = isDocument(parent) ? null : commentBehind(node, lines);
        if (key === 'key' || node.items.length === 0) emptyFlow(item, node, comments, behind);
        else openFlow(item, node, { comments, behind, lines });
      }
      return visit.SKIP;
    },
  });
}

function commentsInside({ range }: Node, lines: Lines): readonly CommentToken[] {
  return range ? lines.commentsIn(range[0], range[1]) : [];
}

function commentBehind({ range }: Node, lines: Lines): string | null {
  const rest = lines.restAt(range?.[1] ?? 0);
  return isComment(rest) ? commentText([rest]) : null;
}

/** A key cannot be a block here, nor can what is empty: their comments go above the item. */
function emptyFlow(item: Item, flow: Block, comments: readonly CommentToken[], behind: string | null): void {
  const above = flow.commentBefore;
  forgetComments(flow);
  Object.assign(flow, { comment: behind, commentBefore: above });
  const lead = leadOf(item);
  lead.commentBefore = joinComments(lead.commentBefore, textOf(comments));
}

interface Around {
  comments: readonly CommentToken[];
  behind: string | null;
  lines: Lines;
}

function openFlow(item: Item, flow: Block, { comments, behind, lines }: Around): void {
  const above = flow.commentBefore;
  forgetComments(flow);
  settleItems(flow, comments, lines);
  if (isPair(item)) {
    const first = leadOf(itemsOf(flow)[0] as Item);
    first.commentBefore = joinComments(above, first.commentBefore);
  } else {
    flow.commentBefore = above ?? null;
  }
  settleOpening(item, flow, behind);
}

function forgetComments(flow: Block): void {
  visit(flow, {
    Node(_key, node) {
      node.comment = null;
      node.commentBefore = null;
    },
  });
}

/** An item with the comments that are about it. */
interface Place {
  item: Item;
  above: CommentToken[];
  /** In the flow collection that it holds. */
  inside: CommentToken[];
  behind: CommentToken[];
}

/** Makes a block of a collection, and of those in it that have comments themselves. */
function settleItems(flow: Block, comments: readonly CommentToken[], lines: Lines): void {
  const places = itemsOf(flow).map((item): Place => ({ item, above: [], inside: [], behind: [] }));
  const below: CommentToken[] = [];
  for (const comment of comments) (chooseList(places, comment, lines) ?? below).push(comment);
  flow.flow = false;
  flow.comment = textOf(below);
  for (const place of places) settlePlace(place, lines);
  leadOf((places[0] as Place).item).spaceBefore = false;
}

/** Undefined when the comment is about no item. */
function chooseList(
  places: readonly Place[],
  { offset }: CommentToken,
  lines: Lines,
): CommentToken[] | undefined {
  const index = places.findIndex(({ item }) => endOf(item) > offset);
  const next = places[index];
  const previous = index === -1 ? places.at(-1) : places[index - 1];
  const start = (node: Node | null): number => node?.range?.[0] ?? Number.POSITIVE_INFINITY;
  if (next !== undefined && start(leadOf(next.item)) < offset) {
    return start(flowOf(next.item)) < offset ? next.inside : next.above;
  }
  if (previous !== undefined && lines.isOneLine(endOf(previous.item), offset)) return previous.behind;
  return next?.above;
}

function flowOf(item: Item): Block | null {
  const content = contentOf(item);
  return isCollection(content) && content.flow === true ? content : null;
}

function settlePlace({ item, above, inside, behind }: Place, lines: Lines): void {
  const flow = flowOf(item);
  const isOpened = flow !== null && flow.items.length > 0 && inside.length > 0;
  if (isOpened) settleItems(flow, inside, lines);
  const lead = leadOf(item);
  lead.commentBefore = textOf(isOpened ? above : [...above, ...inside]);
  if (isOpened) settleOpening(item, flow, textOf(behind));
  else (contentOf(item) ?? lead).comment = textOf(behind);
}

function textOf(comments: readonly CommentToken[]): string | null {
  return commentText(comments.map(({ text }) => text));
}
