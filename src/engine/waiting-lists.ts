/** The waiting callers of each queue, ringing included, in the order of arrival. */

import { type Calls, NOBODY } from './calls.ts';

export class WaitingLists {
  private readonly calls: Calls;
  private readonly first: Int32Array;
  private readonly last: Int32Array;
  /** By queue: how many wait. */
  readonly count: Int32Array;

  constructor(calls: Calls, queues: number) {
    this.calls = calls;
    this.first = new Int32Array(queues).fill(NOBODY);
    this.last = new Int32Array(queues).fill(NOBODY);
    this.count = new Int32Array(queues);
  }

  oldest(queue: number): number {
    return this.first[queue] as number;
  }

  add(call: number): void {
    const { earlier, later, queue: queues } = this.calls;
    const queue = queues[call] as number;
    this.count[queue]!++;
    const last = this.last[queue] as number;
    earlier[call] = last;
    later[call] = NOBODY;
    if (last === NOBODY) this.first[queue] = call;
    else later[last] = call;
    this.last[queue] = call;
  }

  remove(call: number): void {
    const { earlier, later, queue: queues } = this.calls;
    const queue = queues[call] as number;
    this.count[queue]!--;
    const before = earlier[call] as number;
    const after = later[call] as number;
    if (before === NOBODY) this.first[queue] = after;
    else later[before] = after;
    if (after === NOBODY) this.last[queue] = before;
    else earlier[after] = before;
  }

  /** In the order of service: vip calls ahead. */
  inOrder(queue: number): number[] {
    const found: number[] = [];
    for (let call = this.oldest(queue); call !== NOBODY; call = this.calls.later[call] as number) {
      found.push(call);
    }
    return found.sort((a, b) => this.calls.vip[b]! - this.calls.vip[a]!);
  }
}
