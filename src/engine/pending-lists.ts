/** The calls of each queue that wait for a ring, in the order of service: vip calls first, then by ticket. */

import { type Calls, NOBODY } from './calls.ts';

export class PendingLists {
  private readonly calls: Calls;
  private readonly firsts: Int32Array;
  private readonly lasts: Int32Array;
  private readonly counts: Int32Array;

  constructor(calls: Calls, queues: number) {
    this.calls = calls;
    this.firsts = new Int32Array(queues).fill(NOBODY);
    this.lasts = new Int32Array(queues).fill(NOBODY);
    this.counts = new Int32Array(queues);
  }

  first(queue: number): number {
    return this.firsts[queue] as number;
  }

  count(queue: number): number {
    return this.counts[queue] as number;
  }

  /** New calls come to the end and calls whose ring went unanswered to the front, so either is found at once. */
  add(call: number): void {
    const { before, after, queue: queues } = this.calls;
    const queue = queues[call] as number;
    this.counts[queue]!++;
    let next = NOBODY;
    const first = this.firsts[queue] as number;
    if (first !== NOBODY && this.isAhead(call, first)) next = first;
    else {
      let previous = this.lasts[queue] as number;
      while (previous !== NOBODY && this.isAhead(call, previous)) previous = before[previous] as number;
      next = previous === NOBODY ? first : (after[previous] as number);
    }
    const previous = next === NOBODY ? (this.lasts[queue] as number) : (before[next] as number);
    before[call] = previous;
    after[call] = next;
    if (previous === NOBODY) this.firsts[queue] = call;
    else after[previous] = call;
    if (next === NOBODY) this.lasts[queue] = call;
    else before[next] = call;
  }

  remove(call: number): void {
    const { before, after, queue: queues } = this.calls;
    const queue = queues[call] as number;
    this.counts[queue]!--;
    const previous = before[call] as number;
    const next = after[call] as number;
    if (previous === NOBODY) this.firsts[queue] = next;
    else after[previous] = next;
    if (next === NOBODY) this.lasts[queue] = previous;
    else before[next] = previous;
  }

  private isAhead(a: number, b: number): boolean {
    const { vip, ticket } = this.calls;
    if (vip[a] !== vip[b]) return vip[a] === 1;
    return (ticket[a] as number) < (ticket[b] as number);
  }
}
