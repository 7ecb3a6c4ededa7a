/**
 * Gives each comment to the line that it stands above.
 *
 * The parser hands comments out by its own rules: those between two keys may end up at the end of the first one's
 * value, and those above a map's first key belong to the map. Both would make comments stay behind when keys are
 * sorted. Here the text decides: a comment belongs to the next key or item of its own column or further right, save
 * that deeper comments right after a block belong to the end of that block.
 */

import type { Document, Node, Pair, YAMLMap, YAMLSeq } from 'yaml';
import { isCollection, isMap, isNode, isPair, isScalar, isSeq } from 'yaml';

/** Line starts of a text, and its lines without their ends. */
interface Lines {
  starts: number[];
  texts: string[];
}

function splitLines(text: string): Lines {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  const texts = text.split('\n').map((line) => line.replace(/\r$/, ''));
  return { starts, texts };
}

function lineAt(lines: Lines, offset: number): number {
  let low = 0;
  let high = lines.starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lines.starts[middle] as number) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

const isBlank = (line: string): boolean => line.trim() === '';
const isComment = (line: string): boolean => line.trimStart().startsWith('#');
const indentOf = (line: string): number => line.length - line.trimStart().length;

/**
 * Lines of comment as the library holds them: without the mark, one empty line for any number of blank ones; one at
 * the end only with `keepsEnd`.
 */
function commentText(lines: readonly string[], keepsEnd = false): string | null {
  const kept: string[] = [];
  for (const line of lines) {
    const text = isBlank(line) ? '' : line.trim().slice(1) || ' ';
    if (text !== '' || (kept.length > 0 && kept.at(-1) !== '')) kept.push(text);
  }
  if (!keepsEnd && kept.at(-1) === '') kept.pop();
  return kept.length === 0 ? null : kept.join('\n');
}

/**
 * Settles the comments of a freshly parsed document and takes the file's own off it: the editor's schema line, and
 * all above the last blank line before the first key. Returns that head, ready to be put before the written document.
 */
export function settleComments(document: Document.Parsed, text: string): string {
  const lines = splitLines(text);
  const root = document.contents;
  if (!isCollection(root) || root.flow === true) return '';
  settleCollection(root, lines, 0);
  settleEnd(document, root, lines);
  return takeHead(document, root, lines);
}

type Item = Node | Pair;

function leadOf(item: Item | undefined): Node | undefined {
  const lead = isPair(item) ? item.key : item;
  return isNode(lead) ? lead : undefined;
}

function startOf(item: Item): number | undefined {
  const lead = isPair(item) ? item.key : item;
  return isNode(lead) ? lead.range?.[0] : undefined;
}

function contentOf(item: Item): unknown {
  return isPair(item) ? item.value : item;
}

/** Offset right after the last thing of the item that is no comment. */
function endOf(item: Item): number {
  const value = contentOf(item);
  if (isCollection(value) && value.flow !== true && value.items.length > 0)
    return endOf(value.items.at(-1) as Item);
  if (isNode(value) && value.range) return value.range[1];
  const lead = isPair(item) ? item.key : item;
  return isNode(lead) && lead.range ? lead.range[1] : 0;
}

/** The block collections at the end of an item, outermost first. */
function tailOf(item: Item): (YAMLMap | YAMLSeq)[] {
  const value = contentOf(item);
  if (!(isMap(value) || isSeq(value)) || value.flow === true || value.items.length === 0) return [];
  return [value, ...tailOf(value.items.at(-1) as Item)];
}

function settleCollection(collection: YAMLMap | YAMLSeq, lines: Lines, from: number): void {
  const items = collection.items as Item[];
  items.forEach((item, index) => {
    const start = startOf(item);
    const previous = items[index - 1];
    const after = previous === undefined ? from : endOf(previous);
    let inside = isPair(item) && isNode(item.key) ? item.key.range?.[1] : start;
    if (start !== undefined) {
      let line = lineAt(lines, start);
      if (isSeq(collection)) {
        line = dashLine(lines, lineAt(lines, after), line);
        const lineStart = lines.starts[line] as number;
        const dash = (lines.texts[line] as string).indexOf('-', Math.max(0, after - lineStart));
        inside = lineStart + dash + 1;
      }
      if (previous !== undefined) settleBetween(previous, item, lines, line, after);
      else settleFirst(item, lines, line, after);
    }
    const value = contentOf(item);
    // Behind a key that is no scalar comments stay where the parser put them: its colon is on a line of its own.
    if (isPair(item) && isCollection(item.key)) return;
    if ((isMap(value) || isSeq(value)) && value.flow !== true) {
      const head = inside ?? from;
      settleHead(item, value, commentBehind(lines, head));
      settleCollection(value, lines, head);
      settleProperties(item, value, commentBehind(lines, head));
    }
  });
}

/** The line of an item's dash, which may stand above the item; `last` where the dash is on the line of `first`. */
function dashLine(lines: Lines, first: number, last: number): number {
  for (let line = first + 1; line < last; line++) {
    if ((lines.texts[line] as string).trimStart().startsWith('-')) return line;
  }
  return last;
}

function isSameLine(lines: Lines, line: number, offset: number): boolean {
  return offset > 0 && lineAt(lines, offset) === line;
}

/** The blank and comment lines right above `line`, none of which begins before `after`. */
function linesAbove(lines: Lines, line: number, after: number): string[] {
  let top = line;
  while (top > 0) {
    const text = lines.texts[top - 1] as string;
    if ((lines.starts[top - 1] as number) < after || !(isBlank(text) || isComment(text))) break;
    top--;
  }
  return lines.texts.slice(top, line);
}

function settleBetween(previous: Item, item: Item, lines: Lines, line: number, after: number): void {
  const lead = leadOf(item);
  if (lead === undefined) return;
  const above = linesAbove(lines, line, after);
  const tail = tailOf(previous);
  const column = indentOf(lines.texts[line] as string);
  const isMine = (text: string): boolean => isComment(text) && indentOf(text) <= column;
  const firstMine = tail.length === 0 ? 0 : above.findIndex(isMine);
  const split = firstMine === -1 ? above.length : firstMine;
  const mine = above.slice(split);
  settleTail(tail, above.slice(0, split), lines);
  settleBehind(previous, lines);
  lead.commentBefore = commentText(mine, true);
  const lastTheirs = above.slice(0, split).findLastIndex(isComment);
  const gap = above.slice(lastTheirs + 1, Math.max(split, lastTheirs + 1));
  lead.spaceBefore = gap.some(isBlank) || (mine[0] !== undefined && isBlank(mine[0]));
}

/** Comments at the end of nested blocks, each to the innermost block that its column still belongs to. */
function settleTail(tail: readonly (YAMLMap | YAMLSeq)[], comments: readonly string[], lines: Lines): void {
  const columns = tail.map((collection) => columnOf(collection, lines));
  const texts: string[][] = tail.map(() => []);
  let depth = tail.length - 1;
  comments.forEach((text, index) => {
    const next = comments.slice(index).find(isComment) ?? '';
    while (depth > 0 && indentOf(next) < (columns[depth] as number)) depth--;
    texts[depth]?.push(text);
  });
  tail.forEach((collection, index) => {
    collection.comment = commentText(texts[index] ?? []);
  });
}

/** Where the keys of a map stand, or the dashes of a sequence. */
function columnOf(collection: YAMLMap | YAMLSeq, lines: Lines): number {
  const start = startOf(collection.items.at(-1) as Item) ?? 0;
  let line = lineAt(lines, start);
  const column = start - (lines.starts[line] as number);
  if (!isSeq(collection)) return column;
  const dash = (lines.texts[line] as string).slice(0, column).lastIndexOf('-');
  if (dash !== -1) return dash;
  while (line > 0 && !(lines.texts[line] as string).trimStart().startsWith('-')) line--;
  return (lines.texts[line] as string).lastIndexOf('-', column);
}

/** The last thing of an item keeps the comment that stands behind it on its line, and no other. */
function settleBehind(item: Item, lines: Lines): void {
  const value = contentOf(item);
  if (isCollection(value) && value.flow !== true && value.items.length > 0) {
    settleBehind(value.items.at(-1) as Item, lines);
    return;
  }
  // The comment of a block scalar stands in its first line.
  if (isScalar(value) && (value.type === 'BLOCK_LITERAL' || value.type === 'BLOCK_FOLDED')) return;
  const end = endOf(item);
  const line = lineAt(lines, end);
  const behind = (lines.texts[line] as string).slice(end - (lines.starts[line] as number)).trim();
  const comment = behind.startsWith('#') ? behind.slice(1) || ' ' : null;
  const key = isPair(item) ? item.key : undefined;
  if (isNode(value)) value.comment = comment;
  else if (isNode(key)) key.comment = comment;
}

/** Comments above the first item stand with it, not with the collection, so that they move with it. */
function settleFirst(item: Item, lines: Lines, line: number, after: number): void {
  const lead = leadOf(item);
  if (lead === undefined) return;
  const above = isSameLine(lines, line, after) ? [] : linesAbove(lines, line, after);
  lead.commentBefore = commentText(above, true);
  lead.spaceBefore = false;
}

/** What a line says behind a key or a dash when its value begins on a later line. */
function commentBehind(lines: Lines, offset: number): string | null {
  const line = lineAt(lines, offset);
  const rest = (lines.texts[line] as string).slice(offset - (lines.starts[line] as number));
  const match = /^[\s:]*(?:[&!]\S*\s+)*#(.*)$/.exec(rest);
  return match === null ? null : match[1] || ' ';
}

function hasProperties(value: YAMLMap | YAMLSeq): boolean {
  return value.anchor !== undefined || value.tag !== undefined;
}

/** A comment behind a key is written there again; one behind a dash above the dash. */
function settleHead(item: Item, value: YAMLMap | YAMLSeq, comment: string | null): void {
  if (!isPair(item)) {
    if (comment !== null) value.commentBefore = [value.commentBefore, comment].filter(Boolean).join('\n');
    return;
  }
  value.commentBefore = null;
  value.spaceBefore = false;
  if (isScalar(item.key)) item.key.comment = hasProperties(value) ? null : comment;
}

/** Behind an anchor there is no place for a comment: it goes to the first line below. */
function settleProperties(item: Item, value: YAMLMap | YAMLSeq, comment: string | null): void {
  const lead = leadOf(value.items[0] as Item | undefined);
  if (!isPair(item) || !hasProperties(value) || comment === null || lead === undefined) return;
  lead.commentBefore = [comment, lead.commentBefore].filter(Boolean).join('\n');
}

/** Comments of the first column at the end of the file are the file's own. */
function settleEnd(document: Document.Parsed, root: YAMLMap | YAMLSeq, lines: Lines): void {
  const last = root.items.at(-1) as Item | undefined;
  if (last === undefined || document.directives.docEnd) return;
  const tail = tailOf(last);
  const below = linesAbove(lines, lines.texts.length, endOf(last));
  settleBehind(last, lines);
  const firstMine = below.findIndex((text) => isComment(text) && indentOf(text) === 0);
  const split = firstMine === -1 ? below.length : firstMine;
  root.comment = null;
  settleTail(tail, below.slice(0, split), lines);
  document.comment = commentText(tail.length === 0 ? below : below.slice(split));
}

/**
 * For writing: a comment above the first key of a list's item goes above the item's dash, for between the dash and the
 * key there is no line for it. Innermost first, so that it climbs through nested lists.
 */
export function liftItemComments(node: unknown): void {
  if (!isMap(node) && !isSeq(node)) return;
  for (const item of node.items as Item[]) {
    const inner = contentOf(item);
    liftItemComments(inner);
    if (!isSeq(node) || !(isMap(inner) || isSeq(inner)) || inner.flow === true) continue;
    const lead = leadOf(inner.items[0] as Item | undefined);
    if (lead === undefined) continue;
    const comments = [inner.commentBefore, lead.commentBefore].filter(Boolean);
    inner.commentBefore = comments.length === 0 ? null : comments.join('\n');
    lead.commentBefore = null;
    lead.spaceBefore = false;
  }
}

const SCHEMA_LINE = /^#\s*yaml-language-server:/;

function takeHead(document: Document.Parsed, root: YAMLMap | YAMLSeq, lines: Lines): string {
  const first = root.items[0] as Item | undefined;
  const start = first === undefined ? undefined : startOf(first);
  const lead = leadOf(first);
  if (start === undefined || lead === undefined) return '';
  const line = lineAt(lines, start);
  const above = lines.texts.slice(0, line).map((text) => text.replace(/^\uFEFF/, ''));
  const mark = above.findLastIndex((text) => !isBlank(text) && !isComment(text));
  if (mark !== -1) {
    settleBelowMark(root, lead, above.slice(mark));
    return '';
  }
  const schemaLines = above.filter((text) => SCHEMA_LINE.test(text));
  const others = above.filter((text) => !SCHEMA_LINE.test(text));
  const lastBlank = others.findLastIndex(isBlank);
  const head = tidy(others.slice(0, lastBlank + 1));
  document.commentBefore = null;
  root.commentBefore = null;
  lead.commentBefore = commentText(others.slice(lastBlank + 1));
  lead.spaceBefore = false;
  const top = [...schemaLines.map((text) => text.trim()), ...head];
  if (top.length === 0) return '';
  return `${top.join('\n')}\n${head.length > 0 || others.some(isBlank) ? '\n' : ''}`;
}

/** Below `---` the file's own comments stay below it, and what stands behind it becomes their first line. */
function settleBelowMark(
  root: YAMLMap | YAMLSeq,
  lead: Node,
  [mark = '', ...below]: readonly string[],
): void {
  const behind = /\s(#.*)$/.exec(mark)?.slice(1) ?? [];
  const lastBlank = below.findLastIndex(isBlank);
  root.commentBefore = commentText([...behind, ...below.slice(0, lastBlank + 1)], true);
  lead.commentBefore = commentText(below.slice(lastBlank + 1));
  lead.spaceBefore = false;
}

/** Without blank lines at either end, and with one for any number between. */
function tidy(lines: readonly string[]): string[] {
  const text = commentText(lines);
  return text === null
    ? []
    : text.split('\n').map((line) => (line === '' ? '' : `#${line === ' ' ? '' : line}`));
}
