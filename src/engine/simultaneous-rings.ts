/** The current ring of each queue with RING_SIMULTANEOUSLY: at most one, of the next call to serve. */

import { NOBODY } from './calls.ts';

export interface Ring {
  call: number;
  endMs: number;
  members: number[];
  /** When each of them would answer; Infinity for never. */
  answers: number[];
  /** The earliest answer that is scheduled. */
  scheduledMs: number;
}

export class SimultaneousRings {
  private readonly rings: (Ring | null)[];

  constructor(queues: number) {
    this.rings = new Array<Ring | null>(queues).fill(null);
  }

  /** The ringing call, or NOBODY. */
  call(queue: number): number {
    return this.rings[queue]?.call ?? NOBODY;
  }

  ring(queue: number): Readonly<Ring> | null {
    return this.rings[queue] ?? null;
  }

  restore(queue: number, ring: Ring): void {
    this.rings[queue] = ring;
  }

  members(queue: number): readonly number[] {
    return this.rings[queue]?.members ?? [];
  }

  start(queue: number, call: number, endMs: number): void {
    this.rings[queue] = { call, endMs, members: [], answers: [], scheduledMs: Infinity };
  }

  /** True when this answer is the earliest so far and in time, so that it has to be scheduled. */
  add(queue: number, member: number, answerMs: number): boolean {
    const ring = this.rings[queue] as Ring;
    ring.members.push(member);
    ring.answers.push(answerMs);
    if (answerMs > ring.endMs || answerMs >= ring.scheduledMs) return false;
    ring.scheduledMs = answerMs;
    return true;
  }

  remove(queue: number, member: number): void {
    const ring = this.rings[queue] as Ring;
    const index = ring.members.indexOf(member);
    ring.members.splice(index, 1);
    ring.answers.splice(index, 1);
  }

  /**
   * The membership that answers now, or NOBODY if that agent has left the ring. The one that began to ring first wins a
   * tie.
   */
  firstToAnswer(queue: number, nowMs: number): number {
    const ring = this.rings[queue] as Ring;
    return ring.members[ring.answers.indexOf(nowMs)] ?? NOBODY;
  }

  /**
   * The earliest answer of those who still ring, which becomes the scheduled one; Infinity when nobody answers in time.
   */
  nextAnswer(queue: number): number {
    const ring = this.rings[queue] as Ring;
    const nextMs = Math.min(...ring.answers);
    ring.scheduledMs = nextMs <= ring.endMs ? nextMs : Infinity;
    return ring.scheduledMs;
  }

  end(queue: number): void {
    this.rings[queue] = null;
  }
}
