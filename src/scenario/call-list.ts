/**
 * The numbers of calls while a table is read, of which nobody knows how many there will be.
 *
 * Rows come in any order and leave in that of arrival; those of one instant keep theirs. All is in memory that threads
 * can share, so no worker needs a copy.
 */

import type { CallNumbers } from './call-table.ts';

const floats = (length: number) => new Float64Array(new SharedArrayBuffer(length * 8));
const integers = (length: number) => new Int32Array(new SharedArrayBuffer(length * 4));

/** Grows by doubling. */
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

export class CallList {
  count = 0;
  #isSorted = true;
  #lastMs = 0;
  readonly #at = new Numbers(floats);
  readonly #queue = new Numbers(integers);
  readonly #caller = new Numbers(integers);
  readonly #talk = new Numbers(floats);
  readonly #patience = new Numbers(floats);

  /** Of what is not written, -1. */
  add(atMs: number, queue: number, caller: number, talkMs: number, patienceMs: number): void {
    if (atMs < this.#lastMs) this.#isSorted = false;
    this.#lastMs = atMs;
    const index = this.count++;
    this.#at.set(index, atMs);
    this.#queue.set(index, queue);
    this.#caller.set(index, caller);
    this.#talk.set(index, talkMs);
    this.#patience.set(index, patienceMs);
  }

  inOrder(): CallNumbers {
    const { count } = this;
    const order = this.#isSorted ? undefined : sortedOrder(this.#at.array, count);
    return {
      atMs: this.#at.inOrder(order, count),
      queue: this.#queue.inOrder(order, count),
      caller: this.#caller.inOrder(order, count),
      talkMs: this.#talk.inOrder(order, count),
      patienceMs: this.#patience.inOrder(order, count),
    };
  }
}

function sortedOrder(atMs: Float64Array, count: number): Int32Array {
  return Int32Array.from({ length: count }, (_unused, index) => index).sort(
    (a, b) => (atMs[a] as number) - (atMs[b] as number) || a - b,
  );
}
