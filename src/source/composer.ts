/**
 * Puts plain values together from the parser's events, in one pass, and notes where each stands.
 *
 * What is refused is found here, and told of by `Refusals`: documents after the first, tags, keys that are no text,
 * duplicate keys, numbers that JSON cannot hold, aliases that would unfold into millions of values. An alias gives the very same object again; nothing
 * after this changes a value in place, so sharing is safe. Keys are taken as they are written: `8000:` and `0800:` are
 * two keys.
 *
 * A map's entries are known when it ends, after those of all that is in it. So the places of open maps and lists are kept
 * as a stack, and each takes its own from the top into the file's row when it is closed.
 */

import type { Event, MappingEvent, ScalarEvent, SequenceEvent } from 'js-yaml';
import { COLLECTION_STYLE, EVENT_ID, getScalarValue, SCALAR_STYLE } from 'js-yaml';
import type { Json, JsonObject } from '../model/json.ts';
import { isObject } from '../model/json.ts';
import { Cells } from './cells.ts';
import { hasExpression } from './expression.ts';
import { type Anchor, addName, type Frame, keyRange, type Parsed, type Value } from './frame.ts';
import { isExactNumber, resolvePlainScalar } from './plain-scalar.ts';
import type { Problems } from './problems.ts';
import { Refusals } from './refusals.ts';
import type { SourceFile } from './source-file.ts';
import type { SourceMap } from './source-map.ts';
import { endOfFlow, endOfScalar, startOfScalar } from './written-range.ts';

/** The project's own shape needs eight. */
const MAX_DEPTH = 100;
/** Values that aliases and merges may add to those that are written. */
const MAX_SHARED_VALUES = 1_000_000;

export interface ParseContext {
  map: SourceMap;
  problems: Problems;
}

export class Composer {
  result: Parsed = { value: null, start: 0, end: 0 };
  readonly #file: SourceFile;
  readonly #map: SourceMap;
  readonly #problems: Problems;
  readonly #refusals: Refusals;
  readonly #stack: Frame[] = [];
  readonly #row = new Cells();
  readonly #open = new Cells();
  readonly #anchors = new Map<string, Anchor>();
  /** An escape can write what is not in the text. */
  readonly #hasExpressions: boolean;
  /** Where the last thing that was read ends. */
  #end = 0;
  #documents = 0;
  #shared = 0;

  constructor(file: SourceFile, { map, problems }: ParseContext) {
    this.#file = file;
    this.#map = map;
    this.#problems = problems;
    this.#refusals = new Refusals(file, problems);
    this.#hasExpressions = hasExpression(file.text) || file.text.includes('\\');
  }

  /** False when it makes no sense to go on. */
  take(event: Event): boolean {
    switch (event.type) {
      case EVENT_ID.DOCUMENT:
        this.#documents += 1;
        if (this.#documents === 1) return true;
        this.#refusals.document(this.#end);
        return false;
      case EVENT_ID.SEQUENCE:
      case EVENT_ID.MAPPING:
        return this.#begin(event);
      case EVENT_ID.SCALAR:
        this.#scalar(event);
        return true;
      case EVENT_ID.ALIAS:
        return this.#alias(event.anchorStart, event.anchorEnd);
      case EVENT_ID.POP:
        return this.#close();
    }
  }

  #refuseTag(event: { tagStart: number; tagEnd: number }): void {
    if (event.tagStart < 0) return;
    this.#refusals.tag(event.tagStart, event.tagEnd);
  }

  #anchorOf(event: { anchorStart: number; anchorEnd: number }): Anchor | undefined {
    if (event.anchorStart < 0) return undefined;
    const anchor: Anchor = {};
    this.#anchors.set(this.#file.text.slice(event.anchorStart, event.anchorEnd), anchor);
    return anchor;
  }

  #begin(event: SequenceEvent | MappingEvent): boolean {
    this.#refuseTag(event);
    if (this.#stack.length >= MAX_DEPTH) {
      this.#refusals.depth(event.start, MAX_DEPTH);
      return false;
    }
    if (this.#file.text.startsWith('{{', event.start)) {
      this.#refusals.template(event.start);
      return false;
    }
    // A pair alone in a list, as in `[a: 1]`, is a map of that style, too, and has no brackets of its own.
    const isFlow = event.style === COLLECTION_STYLE.FLOW && /[[{]/.test(this.#file.text.charAt(event.start));
    this.#stack.push({
      container: event.type === EVENT_ID.MAPPING ? {} : [],
      names: undefined,
      from: this.#open.length,
      start: event.start,
      isFlow,
      size: 1,
      isPlain: true,
      anchor: this.#anchorOf(event),
      key: undefined,
      keyStart: 0,
      keyEnd: 0,
      isSkipping: false,
      isMerging: false,
      merged: undefined,
    });
    this.#end = event.start + (isFlow ? 1 : 0);
    return true;
  }

  #close(): boolean {
    const frame = this.#stack.pop();
    if (frame === undefined) return true;
    const { container, start } = frame;
    if (frame.isFlow) {
      this.#end = endOfFlow(this.#file.text, Array.isArray(container) ? ']' : '}', this.#end);
    }
    for (const { from, size, isPlain } of frame.merged ?? []) {
      if (!this.#share(size, start)) return false;
      this.#merge(frame, from);
      frame.size += size;
      frame.isPlain &&= isPlain;
    }
    const { names, size, isPlain } = frame;
    const from = this.#row.take(this.#open, frame.from);
    this.#map.set(container, { file: this.#file, names, row: this.#row, from, isPlain });
    this.#add({ value: container, start, end: this.#end, size, isPlain }, frame.anchor);
    return true;
  }

  #scalar(event: ScalarEvent): void {
    this.#refuseTag(event);
    const { text: whole } = this.#file;
    const start = startOfScalar(event, whole, this.#end);
    const end = endOfScalar(event);
    if (start >= 0) this.#end = end;
    const text = getScalarValue(whole, event);
    const isPlain = !this.#hasExpressions || !hasExpression(text);
    const isUnquoted = event.style === SCALAR_STYLE.PLAIN;
    const frame = this.#stack.at(-1);
    if (frame !== undefined && frame.key === undefined && !Array.isArray(frame.container)) {
      this.#key(frame, { value: text, start, end }, isUnquoted && text === '<<');
      frame.isPlain &&= isPlain;
      const anchor = this.#anchorOf(event);
      if (anchor !== undefined) anchor.value = { value: text, start, end, size: 1, isPlain };
      return;
    }
    const value = isUnquoted ? resolvePlainScalar(text) : text;
    if (typeof value === 'number' && !isExactNumber(value)) this.#refusals.number(text, { start, end });
    this.#add({ value, start, end, size: 1, isPlain }, this.#anchorOf(event));
  }

  #key(frame: Frame, key: { value: string; start: number; end: number }, isMerge: boolean): void {
    frame.keyStart = key.start;
    frame.keyEnd = key.end;
    if (key.start < 0) {
      const colon = this.#file.text.indexOf(':', this.#end);
      frame.keyStart = colon < 0 ? this.#end : colon;
      frame.keyEnd = frame.keyStart + 1;
    }
    frame.key = key.value;
    if (isMerge && frame.merged === undefined) {
      frame.isMerging = true;
      return;
    }
    if (isMerge) this.#refusals.secondMerge(keyRange(frame));
    frame.isSkipping = isMerge || this.#isRefused(frame, key.value);
    if (key.value === '' && !frame.isSkipping) {
      this.#refusals.emptyKey(keyRange(frame));
      frame.isSkipping = true;
    }
  }

  #isRefused(frame: Frame, name: string): boolean {
    const { container } = frame;
    if (name === '__proto__') {
      this.#refusals.prototypeKey(keyRange(frame));
      return true;
    }
    if (!Object.hasOwn(container, name)) return false;
    // Looking for the first one costs a walk over all the keys, so only those that are shown get it.
    const first = this.#problems.isFull ? 0 : (frame.names ?? Object.keys(container)).indexOf(name);
    this.#refusals.secondKey(name, keyRange(frame), this.#open.cells[frame.from + first * 4] ?? 0);
    return true;
  }

  #alias(anchorStart: number, anchorEnd: number): boolean {
    const name = this.#file.text.slice(anchorStart, anchorEnd);
    const [start, end] = [anchorStart - 1, anchorEnd];
    this.#end = end;
    const anchor = this.#anchors.get(name);
    const frame = this.#stack.at(-1);
    if (frame !== undefined && frame.key === undefined && !Array.isArray(frame.container)) {
      this.#refusals.aliasKey({ start, end });
      frame.key = '';
      frame.isSkipping = true;
      return true;
    }
    if (anchor?.value === undefined) {
      if (anchor === undefined) this.#refusals.unknownAlias(name, { start, end }, this.#anchors);
      else this.#refusals.aliasOfItself(name, { start, end });
      this.#add({ value: null, start, end, size: 1, isPlain: true }, undefined);
      return true;
    }
    if (!this.#share(anchor.value.size, start)) return false;
    const isEmpty = anchor.value.start < 0 && !Array.isArray(frame?.container);
    this.#add(isEmpty ? anchor.value : { ...anchor.value, start, end }, undefined);
    return true;
  }

  /** Counts what is there twice without being written twice; false when it is too much. */
  #share(size: number, start: number): boolean {
    this.#shared += size;
    if (this.#shared <= MAX_SHARED_VALUES) return true;
    this.#refusals.unfolding(start, MAX_SHARED_VALUES);
    return false;
  }

  #add(item: Value, anchor: Anchor | undefined): void {
    if (anchor !== undefined) anchor.value = item;
    const frame = this.#stack.at(-1);
    if (frame === undefined) {
      this.result = item;
      return;
    }
    const { container, key } = frame;
    if (Array.isArray(container)) {
      container.push(item.value);
      const start = item.start < 0 ? this.#lastDash() : item.start;
      this.#open.push(-1, -1, start, item.start < 0 ? start + 1 : item.end);
    } else if (key === undefined) {
      this.#refusals.collectionKey(item);
      frame.key = '';
      frame.isSkipping = true;
      return;
    } else {
      frame.key = undefined;
      if (frame.isSkipping) {
        frame.isSkipping = false;
        return;
      }
      if (frame.isMerging) {
        frame.isMerging = false;
        frame.merged = this.#mergeSources(item, frame);
        return;
      }
      addName(frame, container, key);
      container[key] = item.value;
      this.#open.push(frame.keyStart, frame.keyEnd, item.start, item.end);
    }
    frame.size += item.size;
    frame.isPlain &&= item.isPlain;
  }

  /** Of an item of which nothing is written: its dash. */
  #lastDash(): number {
    const dash = this.#file.text.indexOf('-', this.#end);
    return dash < 0 ? this.#end : dash;
  }

  /** Where nothing stands behind the `<<`, that is what is marked. */
  #mergeSources({ value, start, end, size, isPlain }: Value, frame: Frame): Frame['merged'] {
    const sources = Array.isArray(value) ? value : [value];
    return sources.flatMap((source) => {
      if (isObject(source)) return { from: source, size, isPlain };
      this.#refusals.mergeSource(start < 0 ? keyRange(frame) : { start, end });
      return [];
    });
  }

  /** What is written wins over what is merged, an earlier source over a later one. */
  #merge(frame: Frame, from: JsonObject): void {
    const { container } = frame;
    if (Array.isArray(container)) return;
    for (const name of this.#map.namesOf(from)) {
      const entry = this.#map.entry(from, name);
      if (Object.hasOwn(container, name) || entry === undefined) continue;
      const [keyStart = -1, keyEnd = -1, start = -1, end = -1] = entry.offsets;
      addName(frame, container, name);
      container[name] = from[name] as Json;
      this.#open.push(keyStart, keyEnd, start, end);
    }
  }
}
