/**
 * From YAML text to plain values and their places, in one pass over the parser's events.
 *
 * What is refused is refused here: documents after the first, tags, keys that are no text, duplicate keys, numbers that
 * JSON cannot hold, aliases that would unfold into millions of values. An alias gives the very same object again; nothing
 * after this changes a value in place, so sharing is safe. Keys are taken as they are written: `8000:` and `0800:` are
 * two keys.
 */

import type { Event, MappingEvent, ScalarEvent, SequenceEvent } from 'js-yaml';
import {
  COLLECTION_STYLE,
  EVENT_ID,
  getScalarValue,
  parseEvents,
  SCALAR_STYLE,
  YAMLException,
} from 'js-yaml';
import type { Json, JsonObject } from '../model/json.ts';
import { isObject } from '../model/json.ts';
import { isExactNumber, resolvePlainScalar } from './plain-scalar.ts';
import type { Problems } from './problems.ts';
import type { SourceFile } from './source-file.ts';
import type { Container, SourceMap } from './source-map.ts';

/** The project's own shape needs eight. */
const MAX_DEPTH = 100;
/** Where the parser itself gives up, so that no text can exhaust its stack. */
const PARSER_DEPTH = 500;
/** Values that aliases and merges may add to those that are written. */
const MAX_SHARED_VALUES = 1_000_000;

interface Value {
  value: Json;
  start: number;
  end: number;
  /** How many values it is, with all inside of it. */
  size: number;
}

interface Anchor {
  value?: Value;
}

interface Pending {
  name: string;
  start: number;
  end: number;
}

interface Frame {
  container: Container;
  /** Undefined for a list. */
  names: string[] | undefined;
  offsets: number[];
  start: number;
  isFlow: boolean;
  size: number;
  anchor: Anchor | undefined;
  /** Of a map: the key whose value comes next. */
  key: Pending | undefined;
  /** A key that was refused: its value is read and dropped. */
  isSkipping: boolean;
  merged: { from: JsonObject; size: number }[];
}

export interface ParseContext {
  map: SourceMap;
  problems: Problems;
}

export interface Parsed {
  value: Json;
  start: number;
  end: number;
}

/** Undefined when the text is not one YAML document; an empty one is null. */
export function parseYaml(file: SourceFile, context: ParseContext): Parsed | undefined {
  let events: Event[];
  try {
    events = parseEvents(file.text, { filename: file.name, maxDepth: PARSER_DEPTH });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    reportSyntax(error, file, context.problems);
    return undefined;
  }
  const builder = new Builder(file, context);
  for (const event of events) {
    if (!builder.take(event)) return undefined;
  }
  return builder.result;
}

function reportSyntax(error: YAMLException, file: SourceFile, problems: Problems): void {
  const start = Math.min(error.mark?.position ?? 0, file.text.length);
  const isTab = file.text[start] === '\t';
  problems.error({
    code: 'CQ101',
    at: { file, start, end: start + 1 },
    summary: `this is not YAML: ${error.reason}`,
    ...(isTab ? { hint: 'indent with spaces, not with tabs' } : {}),
  });
}

class Builder {
  result: Parsed = { value: null, start: 0, end: 0 };
  readonly #file: SourceFile;
  readonly #map: SourceMap;
  readonly #problems: Problems;
  readonly #stack: Frame[] = [];
  readonly #anchors = new Map<string, Anchor>();
  /** Where the last thing that was read ends. */
  #end = 0;
  #documents = 0;
  #shared = 0;

  constructor(file: SourceFile, { map, problems }: ParseContext) {
    this.#file = file;
    this.#map = map;
    this.#problems = problems;
  }

  /** False when it makes no sense to go on. */
  take(event: Event): boolean {
    switch (event.type) {
      case EVENT_ID.DOCUMENT:
        this.#documents += 1;
        return this.#documents === 1 || this.#refuseDocument();
      case EVENT_ID.SEQUENCE:
      case EVENT_ID.MAPPING:
        return this.#open(event);
      case EVENT_ID.SCALAR:
        this.#scalar(event);
        return true;
      case EVENT_ID.ALIAS:
        return this.#alias(event.anchorStart, event.anchorEnd);
      case EVENT_ID.POP:
        return this.#close();
    }
  }

  #report(code: string, start: number, end: number, summary: string, hint?: string): void {
    this.#problems.error({ code, at: { file: this.#file, start, end }, summary, hint });
  }

  #refuseDocument(): false {
    const marker = /^---/gm;
    marker.lastIndex = this.#end;
    const start = marker.exec(this.#file.text)?.index ?? this.#end;
    this.#report(
      'CQ105',
      start,
      start + 3,
      'a second document begins here; a file has one',
      'put it into a file of its own and name that in `include`',
    );
    return false;
  }

  #refuseTag(event: { tagStart: number; tagEnd: number }): void {
    if (event.tagStart < 0) return;
    const tag = this.#file.text.slice(event.tagStart, event.tagEnd);
    this.#report(
      'CQ108',
      event.tagStart,
      event.tagEnd,
      `tags such as ${tag} have no meaning here`,
      'delete it',
    );
  }

  #anchorOf(event: { anchorStart: number; anchorEnd: number }): Anchor | undefined {
    if (event.anchorStart < 0) return undefined;
    const anchor: Anchor = {};
    this.#anchors.set(this.#file.text.slice(event.anchorStart, event.anchorEnd), anchor);
    return anchor;
  }

  #open(event: SequenceEvent | MappingEvent): boolean {
    this.#refuseTag(event);
    if (this.#stack.length >= MAX_DEPTH) {
      this.#report(
        'CQ110',
        event.start,
        event.start + 1,
        `values are nested deeper than ${MAX_DEPTH} levels`,
      );
      return false;
    }
    const isMap = event.type === EVENT_ID.MAPPING;
    this.#stack.push({
      container: isMap ? {} : [],
      names: isMap ? [] : undefined,
      offsets: [],
      start: event.start,
      isFlow: event.style === COLLECTION_STYLE.FLOW,
      size: 1,
      anchor: this.#anchorOf(event),
      key: undefined,
      isSkipping: false,
      merged: [],
    });
    this.#end = event.start + (event.style === COLLECTION_STYLE.FLOW ? 1 : 0);
    return true;
  }

  #close(): boolean {
    const frame = this.#stack.pop();
    if (frame === undefined) return true;
    const { container, names, offsets } = frame;
    if (frame.isFlow) this.#end = this.#closingBracket(names === undefined ? ']' : '}');
    this.#map.set(container, { file: this.#file, names, offsets });
    for (const { from, size } of frame.merged) {
      if (!this.#share(size, frame.start)) return false;
      this.#merge(frame, from);
      frame.size += size;
    }
    this.#add({ value: container, start: frame.start, end: this.#end, size: frame.size }, frame.anchor);
    return true;
  }

  /** Only blanks, commas and comments stand between the last value and the bracket. */
  #closingBracket(bracket: string): number {
    const { text } = this.#file;
    for (let offset = this.#end; offset < text.length; offset += 1) {
      const character = text[offset];
      if (character === bracket) return offset + 1;
      if (character === '#') offset = Math.max(offset, text.indexOf('\n', offset));
    }
    return this.#end;
  }

  #scalar(event: ScalarEvent): void {
    this.#refuseTag(event);
    const { start, end } = this.#rangeOf(event);
    if (start >= 0) this.#end = end;
    const text = getScalarValue(this.#file.text, event);
    const frame = this.#stack.at(-1);
    const isPlain = event.style === SCALAR_STYLE.PLAIN;
    if (frame?.names !== undefined && frame.key === undefined) {
      this.#key(frame, { name: text, start, end }, isPlain && text === '<<');
      const anchor = this.#anchorOf(event);
      if (anchor !== undefined) anchor.value = { value: text, start, end, size: 1 };
      return;
    }
    const value = isPlain ? resolvePlainScalar(text) : text;
    if (typeof value === 'number' && !isExactNumber(value)) this.#refuseNumber(text, start, end);
    this.#add({ value, start, end, size: 1 }, this.#anchorOf(event));
  }

  #refuseNumber(text: string, start: number, end: number): void {
    const hint = /^[-+]?[0-9]/.test(text) ? `if digits are meant, quote them: "${text}"` : undefined;
    this.#report('CQ112', start, end, `${text} is not a number that the API could be sent`, hint);
  }

  /** With its quotes; of a block, with the `|` or `>` that begins it. -1 where nothing is written. */
  #rangeOf(event: ScalarEvent): { start: number; end: number } {
    const { valueStart, valueEnd, style } = event;
    switch (style) {
      case SCALAR_STYLE.SINGLE_QUOTED:
      case SCALAR_STYLE.DOUBLE_QUOTED:
        return { start: valueStart - 1, end: valueEnd + 1 };
      case SCALAR_STYLE.LITERAL_BLOCK:
      case SCALAR_STYLE.FOLDED_BLOCK: {
        const from = Math.max(this.#end, event.anchorEnd, event.tagEnd);
        return { start: this.#blockHeader(from, valueStart), end: valueEnd };
      }
      default:
        return { start: valueStart, end: valueEnd };
    }
  }

  /** Between the key or dash and the `|` or `>` stand only blanks and comments. */
  #blockHeader(from: number, valueStart: number): number {
    const { text } = this.#file;
    for (let offset = from; offset < valueStart; offset += 1) {
      const character = text[offset];
      if (character === '|' || character === '>') return offset;
      if (character === '#') offset = Math.max(offset, text.indexOf('\n', offset));
    }
    return valueStart;
  }

  #key(frame: Frame, key: Pending, isMerge: boolean): void {
    const { name } = key;
    if (key.start < 0) {
      const colon = this.#file.text.indexOf(':', this.#end);
      key.start = colon < 0 ? this.#end : colon;
      key.end = key.start + 1;
    }
    frame.key = key;
    if (isMerge && frame.merged.length === 0) {
      frame.key = { ...key, name: MERGE };
      return;
    }
    frame.isSkipping = isMerge ? this.#refuseSecondMerge(key) : this.#isRefused(frame, key);
    if (name === '' && !frame.isSkipping) {
      this.#report('CQ109', key.start, key.end, 'a key is missing before the colon');
      frame.isSkipping = true;
    }
  }

  #refuseSecondMerge({ start, end }: Pending): true {
    const hint = 'write one with a list: `<<: [*a, *b]`';
    this.#report('CQ104', start, end, 'the key `<<` is written twice', hint);
    return true;
  }

  #isRefused(frame: Frame, { name, start, end }: Pending): boolean {
    if (name === '__proto__') {
      this.#report('CQ109', start, end, 'the key __proto__ is not allowed', 'choose another name');
      return true;
    }
    if (!Object.hasOwn(frame.container, name)) return false;
    // Looking for the first one costs a walk over all the keys, so only those that are shown get it.
    const first = this.#problems.isFull ? 0 : (frame.names ?? []).indexOf(name);
    const { line } = this.#file.sourceOf(frame.offsets[first * 4] ?? 0, 0);
    this.#report(
      'CQ104',
      start,
      end,
      `the key ${JSON.stringify(name)} is written twice`,
      `the first one is in line ${line}: delete one of the two`,
    );
    return true;
  }

  #alias(anchorStart: number, anchorEnd: number): boolean {
    const name = this.#file.text.slice(anchorStart, anchorEnd);
    const [start, end] = [anchorStart - 1, anchorEnd];
    this.#end = end;
    const anchor = this.#anchors.get(name);
    const frame = this.#stack.at(-1);
    if (frame?.names !== undefined && frame.key === undefined) {
      this.#report('CQ109', start, end, 'an alias cannot be a key', 'write the key itself');
      frame.key = { name: '', start, end };
      frame.isSkipping = true;
      return true;
    }
    if (anchor?.value === undefined) {
      const summary =
        anchor === undefined ? `no anchor &${name} stands before this` : `*${name} stands inside of itself`;
      this.#report('CQ106', start, end, summary);
      this.#add({ value: null, start, end, size: 1 }, undefined);
      return true;
    }
    if (!this.#share(anchor.value.size, start)) return false;
    this.#add({ value: anchor.value.value, start, end, size: anchor.value.size }, undefined);
    return true;
  }

  /** Counts what is there twice without being written twice; false when it is too much. */
  #share(size: number, start: number): boolean {
    this.#shared += size;
    if (this.#shared <= MAX_SHARED_VALUES) return true;
    this.#report(
      'CQ107',
      start,
      start + 1,
      `the aliases of this file unfold into more than ${MAX_SHARED_VALUES.toLocaleString('en')} values`,
    );
    return false;
  }

  #add(item: Value, anchor: Anchor | undefined): void {
    if (anchor !== undefined) anchor.value = item;
    const frame = this.#stack.at(-1);
    if (frame === undefined) {
      this.result = item;
      return;
    }
    const { container } = frame;
    if (Array.isArray(container)) {
      container.push(item.value);
      frame.offsets.push(-1, -1, ...this.#itemPlace(item));
      frame.size += item.size;
      return;
    }
    const { key } = frame;
    if (key === undefined) {
      this.#report('CQ109', item.start, item.end, 'a list or a map cannot be a key', 'write a name');
      frame.key = { name: '', start: item.start, end: item.end };
      frame.isSkipping = true;
      return;
    }
    frame.key = undefined;
    if (frame.isSkipping) {
      frame.isSkipping = false;
      return;
    }
    if (key.name === MERGE) {
      this.#collectMerge(frame, item);
      return;
    }
    container[key.name] = item.value;
    frame.names?.push(key.name);
    frame.offsets.push(key.start, key.end, item.start, item.end);
    frame.size += item.size;
  }

  /** Of an item of which nothing is written: its dash. */
  #itemPlace({ start, end }: Value): [number, number] {
    if (start >= 0) return [start, end];
    const dash = this.#file.text.indexOf('-', this.#end);
    return dash < 0 ? [this.#end, this.#end + 1] : [dash, dash + 1];
  }

  #collectMerge(frame: Frame, { value, start, end, size }: Value): void {
    const sources = Array.isArray(value) ? value : [value];
    for (const source of sources) {
      if (isObject(source)) frame.merged.push({ from: source, size });
      else this.#report('CQ111', start, end, '`<<` takes a map, or a list of maps', 'write `<<: *anchor`');
    }
  }

  /** What is written wins over what is merged, an earlier source over a later one. */
  #merge(frame: Frame, from: JsonObject): void {
    const { container } = frame;
    if (Array.isArray(container)) return;
    for (const name of this.#map.namesOf(from)) {
      const entry = this.#map.entry(from, name);
      if (Object.hasOwn(container, name) || entry === undefined) continue;
      container[name] = from[name] as Json;
      frame.names?.push(name);
      frame.offsets.push(...entry.offsets);
    }
  }
}

/** No key that is written can be this: a text with a NUL is refused before. */
const MERGE = '\0<<';
