/**
 * YAML text as a document that can be edited and written back with its comments.
 *
 * Numbers keep the digits that were typed: `0800`, `1.50` and integers beyond 2^53 are written back as they stand, so
 * that laying out a file never changes what a number was meant to be.
 */

import type {
  CollectionTag,
  CST,
  DocumentOptions,
  ParseOptions,
  ScalarTag,
  SchemaOptions,
  YAMLMap,
  YAMLSeq,
} from 'yaml';
import { Composer, Document, isScalar, isSeq, Lexer, Parser, Scalar, YAMLParseError } from 'yaml';
import { COLON_COMMAND, HASH_COMMAND, UNSAFE } from '../model/inert-text.ts';

/** Columns after which a flow collection is written as a block. */
export const MAX_LINE_WIDTH = 110;

const NUMBER_TAGS = new Set(['tag:yaml.org,2002:int', 'tag:yaml.org,2002:float']);

function adapt(tag: ScalarTag | CollectionTag): ScalarTag | CollectionTag {
  if (tag.collection !== undefined) return adaptCollection(tag);
  const { stringify } = tag;
  if (tag.tag === TEXT_TAG && stringify !== undefined) return { ...tag, stringify: inertText(stringify) };
  if (!NUMBER_TAGS.has(tag.tag)) return tag;
  return {
    ...tag,
    stringify: (item, ctx, onComment, onChompKeep) =>
      item.source !== undefined && item.type !== undefined
        ? item.source
        : (stringify?.(item, ctx, onComment, onChompKeep) ?? String(item.value)),
  };
}

const TEXT_TAG = 'tag:yaml.org,2002:str';

/**
 * Texts that were not typed by the user, as of a PBX: what would be a command in a log, or shows nothing, is written as an
 * escape, so that the value stays. Only double quotes have escapes; `settleQuotes` gives them to such a text.
 */
function inertText(stringify: NonNullable<ScalarTag['stringify']>): NonNullable<ScalarTag['stringify']> {
  return (item, ctx, onComment, onChompKeep) => {
    const text = stringify(item, ctx, onComment, onChompKeep);
    return item.source === undefined && text.startsWith('"') ? inertQuoted(text) : text;
  };
}

function inertQuoted(text: string): string {
  return text
    .replace(UNSAFE, (character) => (character === '\n' ? character : escapeYaml(character)))
    .replace(HASH_COMMAND, '\\x23');
}

function escapeYaml(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code > 0xffff) return `\\U${code.toString(16).padStart(8, '0')}`;
  return code <= 0xff
    ? `\\x${code.toString(16).padStart(2, '0')}`
    : `\\u${code.toString(16).padStart(4, '0')}`;
}

/** Whether a text has to be in double quotes to be inert, whatever lines it has. */
function needsEscapes(text: string): boolean {
  return text.search(UNSAFE) >= 0 || text.search(HASH_COMMAND) >= 0 || text.search(COLON_COMMAND) >= 0;
}

/** `{ a: 1 }` and `[1, 2]`: the library knows one padding for both. */
const PADDING: { readonly [tag: string]: string } = {
  'tag:yaml.org,2002:map': ' ',
  'tag:yaml.org,2002:seq': '',
};

function adaptCollection(tag: CollectionTag): CollectionTag {
  const flowCollectionPadding = PADDING[tag.tag];
  if (flowCollectionPadding === undefined) return tag;
  const stringify: ScalarTag['stringify'] = (item, ctx, onComment, onChompKeep) => {
    const collection = item as unknown as YAMLMap | YAMLSeq;
    const text = collection.toString({ ...ctx, flowCollectionPadding }, onComment, onChompKeep);
    return isSeq(collection) ? cutEmptyItems(text, ctx.indent) : text;
  };
  return { ...tag, stringify } as CollectionTag;
}

/** No blank behind the dash of an item without a value. What stands deeper may be the text of a block scalar. */
function cutEmptyItems(text: string, indent: string): string {
  // Not with the flag m: a separator such as U+2028 ends no line of YAML.
  return text.replace(/(^|\n)( *)- (?=\n|$| #)/g, (dash, _lineEnd, column) =>
    column === '' || column === indent ? dash.slice(0, -1) : dash,
  );
}

const OPTIONS: ParseOptions & DocumentOptions & SchemaOptions = {
  prettyErrors: false,
  // Only tokens tell where the dashes of a list stand, and in which column a block begins.
  keepSourceTokens: true,
  logLevel: 'silent',
  merge: true,
  customTags: (tags) => tags.map((tag) => (typeof tag === 'string' ? tag : adapt(tag))),
};

/**
 * How many collections may lie in each other, a list's item and its map counting as two. The library recurses; near the
 * end of the stack V8 may end the process where a RangeError is expected, so the depth is bounded before, not caught after.
 */
const MAX_OPEN_COLLECTIONS = 100;

/** The file nests deeper than any project does; thrown before the recursion that it would need. */
export class NestingError extends Error {
  readonly offset: number;

  constructor(offset: number) {
    super('the file is nested too deeply');
    this.offset = offset;
  }
}

/** Tokens of a text, by a parser that keeps its own stack, for as long as that stays small. */
function* boundedTokens(text: string): Generator<CST.Token, void> {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    if (parser.stack.length > MAX_OPEN_COLLECTIONS) throw new NestingError(parser.offset);
  }
  yield* parser.end();
}

/** The first document; a second one is among its errors. Throws a NestingError. */
export function parseEditable(text: string): Document.Parsed {
  const documents = new Composer(OPTIONS).compose(boundedTokens(text), true, text.length);
  const document = documents.next().value as Document.Parsed;
  const second = documents.next().value;
  if (second) {
    const place: [number, number] = [second.range[0], second.range[1]];
    document.errors.push(new YAMLParseError(place, 'MULTIPLE_DOCS', 'a file holds one document'));
  }
  return document;
}

export function emptyDocument(): Document {
  return new Document(undefined, OPTIONS);
}

/** Ends with a newline; long scalars stay on their line. */
export function writeDocument(document: Document): string {
  return document.toString({
    indent: 2,
    lineWidth: 0,
    doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER,
    // An alias may be written before its anchor while only a part of a document is measured.
    verifyAliasOrder: false,
  });
}

/** Strings that a reader, or a YAML 1.1 program, would take for a number. */
const NUMBER_LIKE = /^[-+]?[0-9][-0-9_:]*(\.[-0-9_:]*)?$/;

/** Double quotes for what looks like a number; single quotes only where they save escapes. */
export function settleQuotes(node: Scalar): void {
  if (typeof node.value !== 'string') return;
  const isPlain = node.type === undefined || node.type === Scalar.PLAIN;
  if (isPlain && node.source === undefined && needsEscapes(node.value)) node.type = Scalar.QUOTE_DOUBLE;
  if (isPlain && NUMBER_LIKE.test(node.value)) node.type = Scalar.QUOTE_DOUBLE;
  if (node.type === Scalar.QUOTE_SINGLE && !/["\\]/.test(node.value)) node.type = Scalar.QUOTE_DOUBLE;
}

export function keyText(key: unknown): string | undefined {
  const value = isScalar(key) ? key.value : key;
  // The key of a merge is held as a symbol.
  if (typeof value === 'symbol') return value.description;
  return value === undefined || value === null || typeof value === 'object' ? undefined : String(value);
}
