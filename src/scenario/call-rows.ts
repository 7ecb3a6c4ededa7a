/**
 * Rows of a table taken in one by one, the header first: its columns stand in any order, and only `at` has to be there.
 *
 * Every wrong row is reported with its place and adds no call; a table with a wrong row is not used.
 */

import { suggest } from '../source/nearest.ts';
import type { Problems } from '../source/problems.ts';
import { type Place, SourceFile } from '../source/source-file.ts';
import { CallList } from './call-list.ts';
import { type CallTable, COLUMNS, type Column, type TableFile } from './call-table.ts';
import { type CellFault, readMoment, readSpan } from './call-times.ts';

const MAX_CALLS = 20_000_000;
const HEADER_HINT = `begin with: ${COLUMNS.join(',')}`;

interface Row {
  cells: readonly string[];
  line: number;
}

export class CallRows {
  readonly #file: TableFile;
  readonly #problems: Problems;
  #columns: (Column | undefined)[] | undefined;
  /** Set when the header is wrong: later rows are not checked. */
  #isOver = false;
  #hasErrors = false;
  readonly #calls = new CallList();
  readonly #queues = new Map<string, number>();
  readonly #queuePlaces: Place[] = [];
  readonly #callers = new Map<string, number>();

  constructor(file: TableFile, problems: Problems) {
    this.#file = file;
    this.#problems = problems;
  }

  take(row: Row): void {
    if (this.#columns === undefined) this.#columns = this.#takeHeader(row);
    else if (!this.#isOver && !this.#problems.isFull) this.#takeCall(row, this.#columns);
  }

  /** Undefined when it cannot be used. */
  finish(): CallTable | undefined {
    if (this.#columns === undefined) {
      const summary = `${this.#file.name} is empty`;
      this.#problems.error({ code: 'CQ376', at: this.#file.at, summary, hint: HEADER_HINT });
    }
    if (this.#columns === undefined || this.#hasErrors) return undefined;
    return {
      ...this.#calls.inOrder(),
      queueNames: [...this.#queues.keys()],
      queuePlaces: this.#queuePlaces,
      callers: [...this.#callers.keys()],
      hasQueues: this.#columns.includes('queue'),
      hasTalk: this.#columns.includes('talk'),
    };
  }

  #takeHeader(row: Row): (Column | undefined)[] {
    const columns = row.cells.map((written, index) => {
      const column = COLUMNS.find((name) => name === written.toLowerCase());
      if (column === undefined) {
        const summary = `unknown column ${JSON.stringify(written)}`;
        this.#refuse(row, index, { summary, hint: suggest(written, COLUMNS) });
      }
      return column;
    });
    const twice = COLUMNS.find((name) => columns.indexOf(name) !== columns.lastIndexOf(name));
    if (twice !== undefined) this.#refuse(row, 0, { summary: `there are two columns ${twice}` });
    if (!columns.includes('at') && !this.#hasErrors) {
      this.#refuse(row, 0, { summary: 'there is no column at', hint: HEADER_HINT });
    }
    this.#isOver = this.#hasErrors;
    return columns;
  }

  #takeCall(row: Row, columns: readonly (Column | undefined)[]): void {
    const { cells } = row;
    if (cells.length !== columns.length) {
      const summary = `the row has ${cells.length} cells, where the header has ${columns.length}`;
      this.#refuse(row, 0, { summary });
      return;
    }
    const call = { at: '', queue: '', from: '', talk: '', patience: '' };
    columns.forEach((column, index) => {
      if (column !== undefined) call[column] = cells[index] ?? '';
    });
    const atMs = this.#accept(row, columns.indexOf('at'), readMoment(call.at, this.#file.startMs));
    const talkMs = this.#accept(row, columns.indexOf('talk'), readSpan(call.talk, 'talk'));
    const patienceMs = this.#accept(row, columns.indexOf('patience'), readSpan(call.patience, 'patience'));
    if (atMs === undefined || talkMs === undefined || patienceMs === undefined) return;
    if (this.#calls.count === MAX_CALLS) {
      this.#isOver = true;
      this.#refuse(row, 0, { summary: `a table has at most ${MAX_CALLS} calls` });
      return;
    }
    if (call.queue !== '' && !this.#queues.has(call.queue)) {
      this.#queuePlaces.push(this.#placeOf(row, columns.indexOf('queue')));
    }
    const queue = indexIn(this.#queues, call.queue);
    this.#calls.add(atMs, queue, indexIn(this.#callers, call.from), talkMs, patienceMs);
  }

  #accept(row: Row, index: number, read: number | CellFault): number | undefined {
    if (typeof read === 'number') return read;
    this.#refuse(row, index, read);
    return undefined;
  }

  #refuse(row: Row, index: number, fault: CellFault): void {
    this.#hasErrors = true;
    this.#problems.error({ code: 'CQ376', at: this.#placeOf(row, index), ...fault });
  }

  #placeOf({ cells, line }: Row, index: number): Place {
    const start = cells.slice(0, index).reduce((sum, cell) => sum + cell.length + 1, 0);
    const { path, name, at } = this.#file;
    const file = new SourceFile(path, name, cells.join(','), { firstLine: line, scope: at.file.scope });
    return { file, start, end: start + Math.max(1, cells[index]?.length ?? 0) };
  }
}

function indexIn(names: Map<string, number>, name: string): number {
  if (name === '') return -1;
  const known = names.get(name);
  if (known !== undefined) return known;
  names.set(name, names.size);
  return names.size - 1;
}
