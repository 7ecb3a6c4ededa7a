/** What lies in a block of YAML, pairs of a map and items of a list alike: where each begins and ends. */

import type { Node, Pair, YAMLMap, YAMLSeq } from 'yaml';
import { isCollection, isPair } from 'yaml';

export type Block = YAMLMap | YAMLSeq;
export type Item = Node | Pair<Node, Node | null>;

export function itemsOf(block: Block): readonly Item[] {
  return block.items as Item[];
}

/** What a comment above the item is held by. */
export function leadOf(item: Item): Node {
  return isPair(item) ? item.key : item;
}

export function contentOf(item: Item): Node | null {
  return isPair(item) ? item.value : item;
}

/** What the item holds, when that is a block. */
export function blockOf(item: Item): Block | undefined {
  const content = contentOf(item);
  return isCollection(content) && content.flow !== true ? content : undefined;
}

/** The blocks at the end of an item, outermost first. */
export function tailOf(item: Item): Block[] {
  const block = blockOf(item);
  const last = block === undefined ? undefined : itemsOf(block).at(-1);
  return block === undefined || last === undefined ? [] : [block, ...tailOf(last)];
}

/** The innermost item at the end of an item: itself, when it holds no block. */
export function lastLeafOf(item: Item): Item {
  const inner = tailOf(item).at(-1);
  return inner === undefined ? item : (itemsOf(inner).at(-1) as Item);
}

/** Offset right after the last thing of the item that is no comment. */
export function endOf(item: Item): number {
  const leaf = lastLeafOf(item);
  return (contentOf(leaf) ?? leadOf(leaf)).range?.[1] ?? 0;
}

/** Offset of an item of a parsed block: of its key, or of its dash. */
export function startOf(block: Block, index: number): number {
  return dashOf(block, index) ?? leadOf(itemsOf(block)[index] as Item).range?.[0] ?? 0;
}

/** Offset right after the key or the dash. */
export function openingOf(block: Block, index: number): number {
  const dash = dashOf(block, index);
  return dash === undefined ? (leadOf(itemsOf(block)[index] as Item).range?.[1] ?? 0) : dash + 1;
}

/** The column of the keys or the dashes of a parsed block. */
export function columnOf({ srcToken }: Block): number {
  return srcToken !== undefined && 'indent' in srcToken ? srcToken.indent : 0;
}

function dashOf({ srcToken }: Block, index: number): number | undefined {
  const tokens = srcToken?.type === 'block-seq' ? srcToken.items[index]?.start : undefined;
  return tokens?.find(({ type }) => type === 'seq-item-ind')?.offset;
}
