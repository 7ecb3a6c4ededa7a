/**
 * Tables of real calls: a CSV with the header `at,queue,from,talk,patience`, of which only `at` has to be there.
 *
 * Read as a stream into columns of numbers, a few dozen bytes a call, which worker threads share. `at` is a time from the
 * start of the scenario or a date and time; rows may be in any order. Empty cells take what the traffic entry says.
 */

import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { type Info, type Options, Parser } from 'csv-parse';
import { parseDurationMs } from '../kinds/duration.ts';
import { suggest } from '../source/nearest.ts';
import type { Problems } from '../source/problems.ts';
import { reasonOf } from '../source/read.ts';
import { type Place, SourceFile } from '../source/source-file.ts';
import { parseWallClockMs } from './wall-clock.ts';

const COLUMNS = ['at', 'queue', 'from', 'talk', 'patience'] as const;
type Column = (typeof COLUMNS)[number];
const MAX_CALLS = 20_000_000;

export interface CallTable {
  /** By call, in the order of arrival. */
  atMs: Float64Array;
  /** Into `queueNames`, -1 where nothing is written. */
  queue: Int32Array;
  /** Into `callers`, -1 where nothing is written. */
  caller: Int32Array;
  /** -1 where nothing is written. */
  talkMs: Float64Array;
  /** -1 where nothing is written. */
  patienceMs: Float64Array;
  queueNames: string[];
  /** Where each of `queueNames` first stands. */
  queuePlaces: Place[];
  callers: string[];
  hasQueues: boolean;
  hasTalk: boolean;
}

export interface TableFile {
  /** Absolute. */
  path: string;
  name: string;
  /** Where the scenario names it. */
  at: Place | undefined;
  startMs: number | undefined;
}

/** Undefined when it cannot be used; all that is wrong with it is told. */
export async function readCallTable(file: TableFile, problems: Problems): Promise<CallTable | undefined> {
  if (!(await isFile(file, problems))) return undefined;
  const options: Options = {
    bom: true,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
  };
  const parser = new Parser(options);
  const input = createReadStream(file.path);
  const reader = new TableReader(file, problems);
  try {
    await new Promise<void>((done, fail) => {
      parser.on('readable', () => {
        for (;;) {
          const row = parser.read() as { record: string[]; info: Info } | null;
          if (row === null) break;
          reader.take(row.record, row.info.lines);
        }
      });
      parser.on('end', done).on('error', fail);
      input.on('error', fail);
      input.pipe(parser);
    });
  } catch (error) {
    const isSyntax = error instanceof Error && 'lines' in error;
    problems.error({
      code: isSyntax ? 'CQ376' : 'CQ100',
      at: file.at,
      summary: isSyntax
        ? `${file.name}:${String(error.lines)} is not CSV: ${error.message}`
        : `${file.name} cannot be read: ${reasonOf(error)}`,
    });
    return undefined;
  } finally {
    input.destroy();
  }
  return reader.finish();
}

/** Looked at before it is opened: a device never ends, and a pipe that nobody writes to never begins. */
async function isFile({ path, name, at }: TableFile, problems: Problems): Promise<boolean> {
  try {
    if ((await stat(path)).isFile()) return true;
    problems.error({ code: 'CQ100', at, summary: `${name} is not a file` });
  } catch (error) {
    problems.error({ code: 'CQ100', at, summary: `${name} cannot be read: ${reasonOf(error)}` });
  }
  return false;
}

/** Grows by doubling, in memory that threads can share. */
class Numbers<Kind extends Float64Array | Int32Array> {
  array: Kind;
  readonly #make: (length: number) => Kind;

  constructor(make: (length: number) => Kind) {
    this.#make = make;
    this.array = make(1024);
  }

  set(index: number, value: number): void {
    if (index === this.array.length) {
      const wider = this.#make(index * 2);
      wider.set(this.array);
      this.array = wider;
    }
    this.array[index] = value;
  }

  inOrder(order: Int32Array | undefined, length: number): Kind {
    const sorted = this.#make(length);
    for (let index = 0; index < length; index++) {
      sorted[index] = this.array[order === undefined ? index : (order[index] as number)] as number;
    }
    return sorted;
  }
}

const floats = (length: number) => new Float64Array(new SharedArrayBuffer(length * 8));
const integers = (length: number) => new Int32Array(new SharedArrayBuffer(length * 4));

class TableReader {
  readonly #file: TableFile;
  readonly #problems: Problems;
  #columns: (Column | undefined)[] | undefined;
  #count = 0;
  #isSorted = true;
  #lastMs = 0;
  #hasBrokenHeader = false;
  #hasErrors = false;
  readonly #at = new Numbers(floats);
  readonly #queue = new Numbers(integers);
  readonly #caller = new Numbers(integers);
  readonly #talk = new Numbers(floats);
  readonly #patience = new Numbers(floats);
  readonly #queues = new Map<string, number>();
  readonly #queuePlaces: Place[] = [];
  readonly #callers = new Map<string, number>();

  constructor(file: TableFile, problems: Problems) {
    this.#file = file;
    this.#problems = problems;
  }

  take(record: string[], line: number): void {
    if (this.#columns === undefined) {
      this.#takeHeader(record, line);
      return;
    }
    if (this.#hasBrokenHeader || this.#problems.isFull) return;
    if (record.length !== this.#columns.length) {
      const wanted = this.#columns.length;
      this.#refuse(record, line, 0, `the row has ${record.length} cells, where the header has ${wanted}`);
      return;
    }
    const row = { at: '', queue: '', from: '', talk: '', patience: '' };
    this.#columns.forEach((column, index) => {
      if (column !== undefined) row[column] = record[index] ?? '';
    });
    const atMs = this.#readAt(row.at, record, line);
    const talkMs = this.#readTime(row.talk, 'talk', record, line);
    const patienceMs = this.#readTime(row.patience, 'patience', record, line);
    if (atMs === undefined || talkMs === undefined || patienceMs === undefined) return;
    const index = this.#count++;
    if (index >= MAX_CALLS) {
      if (index === MAX_CALLS) this.#refuse(record, line, 0, `a table has at most ${MAX_CALLS} calls`);
      return;
    }
    if (atMs < this.#lastMs) this.#isSorted = false;
    this.#lastMs = atMs;
    if (row.queue !== '' && !this.#queues.has(row.queue)) {
      this.#queuePlaces.push(this.#placeOf(record, line, this.#columnIndex('queue')));
    }
    this.#at.set(index, atMs);
    this.#queue.set(index, indexIn(this.#queues, row.queue));
    this.#caller.set(index, indexIn(this.#callers, row.from));
    this.#talk.set(index, talkMs);
    this.#patience.set(index, patienceMs);
  }

  finish(): CallTable | undefined {
    if (this.#columns === undefined) {
      const summary = `${this.#file.name} is empty`;
      this.#problems.error({
        code: 'CQ376',
        at: this.#file.at,
        summary,
        hint: `begin with: ${COLUMNS.join(',')}`,
      });
    }
    if (this.#columns === undefined || this.#hasErrors) return undefined;
    const order = this.#isSorted ? undefined : sortedOrder(this.#at.array, this.#count);
    const count = this.#count;
    return {
      atMs: this.#at.inOrder(order, count),
      queue: this.#queue.inOrder(order, count),
      caller: this.#caller.inOrder(order, count),
      talkMs: this.#talk.inOrder(order, count),
      patienceMs: this.#patience.inOrder(order, count),
      queueNames: [...this.#queues.keys()],
      queuePlaces: this.#queuePlaces,
      callers: [...this.#callers.keys()],
      hasQueues: this.#columns.includes('queue'),
      hasTalk: this.#columns.includes('talk'),
    };
  }

  #takeHeader(record: string[], line: number): void {
    this.#columns = record.map((written, index) => {
      const column = COLUMNS.find((name) => name === written.toLowerCase());
      if (column === undefined) {
        const hint = suggest(written, COLUMNS);
        this.#refuse(record, line, index, `unknown column ${JSON.stringify(written)}`, hint);
      }
      return column;
    });
    const twice = COLUMNS.find((name) => (this.#columns ?? []).filter((each) => each === name).length > 1);
    if (twice !== undefined) this.#refuse(record, line, 0, `there are two columns ${twice}`);
    if (!this.#columns.includes('at') && !this.#hasErrors) {
      this.#refuse(record, line, 0, 'there is no column at', `begin with: ${COLUMNS.join(',')}`);
    }
    this.#hasBrokenHeader = this.#hasErrors;
  }

  #readAt(text: string, record: string[], line: number): number | undefined {
    const index = this.#columnIndex('at');
    const ms = parseTime(text);
    if (ms !== undefined) return ms;
    const wallMs = parseWallClockMs(text);
    if (wallMs === undefined) {
      const hint =
        'write seconds or a duration from the start, or a date and time such as 2026-11-23T12:00:00';
      this.#refuse(record, line, index, `at is no time: ${JSON.stringify(text)}`, hint);
      return undefined;
    }
    const { startMs } = this.#file;
    if (startMs === undefined) {
      const hint = 'add `start: "2026-11-23T08:00:00"` to the scenario';
      this.#refuse(record, line, index, 'at is a date, but the scenario does not say when it starts', hint);
      return undefined;
    }
    if (wallMs >= startMs) return wallMs - startMs;
    this.#refuse(record, line, index, `${text} is before the start of the scenario`);
    return undefined;
  }

  #readTime(text: string, column: 'talk' | 'patience', record: string[], line: number): number | undefined {
    if (text === '') return -1;
    const ms = parseTime(text);
    if (ms !== undefined) return ms;
    const index = this.#columnIndex(column);
    const summary = `${column} is no duration: ${JSON.stringify(text)}`;
    this.#refuse(record, line, index, summary, 'write seconds, or a duration such as 90s or 5m');
    return undefined;
  }

  #columnIndex(column: Column): number {
    return this.#columns?.indexOf(column) ?? 0;
  }

  #placeOf(record: string[], line: number, index: number): Place {
    const start = record.slice(0, index).reduce((sum, cell) => sum + cell.length + 1, 0);
    const file = new SourceFile(this.#file.path, this.#file.name, record.join(','), line);
    return { file, start, end: start + Math.max(1, record[index]?.length ?? 0) };
  }

  #refuse(record: string[], line: number, index: number, summary: string, hint?: string): void {
    this.#hasErrors = true;
    this.#problems.error({ code: 'CQ376', at: this.#placeOf(record, line, index), summary, hint });
  }
}

/** Seconds, or a duration; undefined for anything else. */
function parseTime(text: string): number | undefined {
  if (/^[0-9]+(\.[0-9]+)?$/.test(text)) return Math.round(Number(text) * 1000);
  return text === '' ? undefined : parseDurationMs(text);
}

function indexIn(names: Map<string, number>, name: string): number {
  if (name === '') return -1;
  const known = names.get(name);
  if (known !== undefined) return known;
  names.set(name, names.size);
  return names.size - 1;
}

/** Rows of one instant keep their order. */
function sortedOrder(atMs: Float64Array, count: number): Int32Array {
  return Int32Array.from({ length: count }, (_unused, index) => index).sort(
    (a, b) => (atMs[a] as number) - (atMs[b] as number) || a - b,
  );
}
