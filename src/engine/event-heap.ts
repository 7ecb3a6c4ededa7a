/**
 * The scheduled events: a binary heap ordered by (time, class, sequence).
 *
 * Entries live in parallel typed arrays and are moved into a hole while sifting, so nothing is allocated per event. An
 * event is never deleted: it carries the stamp that its subject had when it was scheduled, and whoever takes it off
 * compares. Equal times leave by class, then in the order they were scheduled; the sequence makes the order total.
 */

import type { Clock } from './clock.ts';

/** Sequences are below this, so that class and sequence fit one double. */
const CLASS_STEP = 2 ** 49;
const KIND_BITS = 5;
const KIND_MASK = 31;

export interface HeapEvent {
  time: number;
  eventClass: number;
  kind: number;
  subject: number;
  stamp: number;
}

export class EventHeap {
  private readonly clock: Clock;
  size = 0;
  /** The parts of the event that `take` returned last. */
  kind = 0;
  subject = 0;
  stamp = 0;
  private sequence = 0;
  private times = new Float64Array(64);
  private orders = new Float64Array(64);
  /** Subject and kind. */
  private payloads = new Int32Array(64);
  private stamps = new Int32Array(64);

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** Time of the next event, or Infinity. */
  get nextTime(): number {
    return this.size === 0 ? Infinity : (this.times[0] as number);
  }

  /** Whether the next event is due now. */
  get isDue(): boolean {
    return this.size > 0 && this.times[0] === this.clock.nowMs;
  }

  /** After a delay from now. */
  schedule(delayMs: number, eventClass: number, kind: number, subject: number, stamp: number): void {
    this.scheduleInTurn(delayMs, eventClass, kind, subject, stamp, this.sequence++);
  }

  /** The same with an explicit sequence, for a class whose caller decides the order at one instant. */
  scheduleInTurn(
    delayMs: number,
    eventClass: number,
    kind: number,
    subject: number,
    stamp: number,
    turn: number,
  ): void {
    if (this.size === this.times.length) this.grow();
    const times = this.times;
    const orders = this.orders;
    const payloads = this.payloads;
    const stamps = this.stamps;
    const time = this.clock.nowMs + delayMs;
    const order = eventClass * CLASS_STEP + turn;
    let hole = this.size++;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      const difference = time - (times[parent] as number);
      if (difference > 0 || (difference === 0 && order > (orders[parent] as number))) break;
      times[hole] = times[parent] as number;
      orders[hole] = orders[parent] as number;
      payloads[hole] = payloads[parent] as number;
      stamps[hole] = stamps[parent] as number;
      hole = parent;
    }
    times[hole] = time;
    orders[hole] = order;
    payloads[hole] = (subject << KIND_BITS) | kind;
    stamps[hole] = stamp;
  }

  /** Takes the next event off; its parts are in the fields. The heap must not be empty. */
  take(): void {
    const times = this.times;
    const orders = this.orders;
    const payloads = this.payloads;
    const stamps = this.stamps;
    const payload = payloads[0] as number;
    this.subject = payload >> KIND_BITS;
    this.kind = payload & KIND_MASK;
    this.stamp = stamps[0] as number;
    const last = --this.size;
    if (last === 0) return;
    const time = times[last] as number;
    const order = orders[last] as number;
    let hole = 0;
    for (let child = 1; child < last; child = 2 * hole + 1) {
      let childTime = times[child] as number;
      if (child + 1 < last) {
        const rightTime = times[child + 1] as number;
        if (
          rightTime < childTime ||
          (rightTime === childTime && (orders[child + 1] as number) < (orders[child] as number))
        ) {
          child++;
          childTime = rightTime;
        }
      }
      if (time < childTime || (time === childTime && order < (orders[child] as number))) break;
      times[hole] = childTime;
      orders[hole] = orders[child] as number;
      payloads[hole] = payloads[child] as number;
      stamps[hole] = stamps[child] as number;
      hole = child;
    }
    times[hole] = time;
    orders[hole] = order;
    payloads[hole] = payloads[last] as number;
    stamps[hole] = stamps[last] as number;
  }

  /** All events in their order, without removing them. */
  inOrder(): HeapEvent[] {
    const events = Array.from({ length: this.size }, (_unused, place) => {
      const payload = this.payloads[place] as number;
      const order = this.orders[place] as number;
      return {
        time: this.times[place] as number,
        order,
        eventClass: Math.floor(order / CLASS_STEP),
        kind: payload & KIND_MASK,
        subject: payload >> KIND_BITS,
        stamp: this.stamps[place] as number,
      };
    });
    return events.sort((a, b) => a.time - b.time || a.order - b.order);
  }

  private grow(): void {
    const capacity = this.times.length * 2;
    const wider = <A extends Float64Array | Int32Array>(target: A, source: A): A => {
      target.set(source);
      return target;
    };
    this.times = wider(new Float64Array(capacity), this.times);
    this.orders = wider(new Float64Array(capacity), this.orders);
    this.payloads = wider(new Int32Array(capacity), this.payloads);
    this.stamps = wider(new Int32Array(capacity), this.stamps);
  }
}
