/**
 * A call's stay in a queue: it is offered, let in or turned away, and leaves without an answer when the caller hangs up,
 * the longest wait is over, or the queue is given up. What a queue's rule then does with it may be a stay in the next.
 */

import { CALL_HELD, CALL_PENDING, CALL_RINGING, NOBODY } from './calls.ts';
import type { Arrival, EngineQueue, ForwardRule } from './config.ts';
import type { Floor } from './floor.ts';
import {
  CLASS_ANNOUNCEMENT,
  CLASS_CALLBACK_PRESS,
  CLASS_HANG_UP,
  CLASS_MAX_WAITING,
  HANG_UP,
  INTRO_END,
  MAX_WAITING,
  POSITION,
  PRESS_3,
  ROUND_START,
} from './order.ts';
import type { Ringing } from './ringing.ts';
import { ABANDONED, ANSWERED, CALLBACK, NIGHT, OVERFLOWED, TIMED_OUT, UNSTAFFED } from './statistics.ts';
import type { CallTrace } from './trace.ts';
import { waitingSlots } from './view.ts';

/** How often a call may go from queue to queue before it counts as going round in circles. */
const MAX_HOPS = 16;

const HANG_UP_RULE: ForwardRule = { action: 'HANGUP', number: null, queue: -1 };

export class Stay {
  /** Calls that went round in forwards until they were ended. */
  loops = 0;
  private readonly floor: Floor;
  private readonly ringing: Ringing;
  private readonly isNight: boolean;
  private tickets = 0;
  /** By queue: the ticket of the call whose time-out is scheduled, or NOBODY. */
  private readonly timeOutOf: Float64Array;

  constructor(floor: Floor, ringing: Ringing, isNight: boolean) {
    this.floor = floor;
    this.ringing = ringing;
    this.isNight = isNight;
    this.timeOutOf = new Float64Array(floor.queues.length).fill(NOBODY);
  }

  // --- coming in ----------------------------------------------------------------------------------------------------

  arrive(arrival: Arrival): void {
    const { calls, statistics, nowMs } = this.floor;
    const call = calls.take();
    calls.number[call] = arrival.call;
    calls.caller[call] = arrival.caller;
    calls.arrivedMs[call] = nowMs;
    calls.talkMs[call] = arrival.talkMs;
    calls.patienceEndMs[call] = nowMs + arrival.patienceMs;
    calls.pressMs[call] = arrival.press3AtMs < 0 ? NOBODY : nowMs + arrival.press3AtMs;
    calls.introMs[call] = arrival.introMs;
    calls.vip[call] = arrival.vip ? 1 : 0;
    calls.hops[call] = 0;
    calls.attempts[call] = 0;
    calls.isCallback[call] = 0;
    statistics.calls++;
    this.offer(call, arrival.queue);
  }

  /** A call comes to a queue, from outside or from another. */
  private offer(call: number, queue: number): void {
    const { agents, calls, queues, statistics, trace, nowMs } = this.floor;
    const facts = queues[queue] as EngineQueue;
    calls.queue[call] = queue;
    calls.enteredMs[call] = nowMs;
    calls.phase[call] = CALL_HELD;
    statistics.offered(queue);
    trace?.step(call, { type: 'offered', queue });
    if (this.isNight) this.turnAway(call, NIGHT, facts.night);
    else if (this.isFull(queue, facts)) this.turnAway(call, OVERFLOWED, facts.noAnswer);
    else if (agents.online[queue] === 0 && !facts.waitWhenNobodyOnline) {
      this.turnAway(call, UNSTAFFED, facts.noAnswer);
    } else this.enter(call, queue, facts);
  }

  private isFull(queue: number, { maxCallers }: EngineQueue): boolean {
    if (maxCallers === null) return false;
    if (maxCallers > 0) return (this.floor.inQueue.count[queue] as number) >= maxCallers;
    if (this.floor.readings.maxCallersZero === 'unlimited') return false;
    // Nobody may wait: only who can be rung at once comes in.
    return this.findsNobody(queue);
  }

  /** Whether a call that comes now has to wait: as many wait already as are available. */
  private findsNobody(queue: number): boolean {
    const { agents, pending } = this.floor;
    return (agents.available[queue] as number) <= pending.count(queue);
  }

  private turnAway(call: number, outcome: number, rule: ForwardRule): void {
    this.floor.end(call, outcome);
    this.forward(call, rule);
  }

  private enter(call: number, queue: number, facts: EngineQueue): void {
    const { calls, statistics, trace } = this.floor;
    calls.ticket[call] = this.tickets++;
    calls.tried[call] = NOBODY;
    calls.alsoTried[call] = null;
    calls.stickyUsed[call] = 0;
    calls.ringing[call] = NOBODY;
    statistics.admitted(queue, this.findsNobody(queue));
    this.floor.addWaiting(call);
    this.scheduleEnds(call, facts);
    if (this.timeOutOf[queue] === NOBODY) this.scheduleTimeOut(queue);
    if (trace !== null) this.traceEntry(call, queue, facts, trace);
    const introMs = facts.waitsForIntro ? (calls.introMs[call] as number) : 0;
    if (introMs > 0) this.floor.scheduleForStay(call, introMs, CLASS_ANNOUNCEMENT, INTRO_END);
    else this.floor.makePending(call);
  }

  /** Announcements change nothing but the trace. */
  private traceEntry(
    call: number,
    queue: number,
    { announce, announceMs }: EngineQueue,
    trace: CallTrace,
  ): void {
    const vip = this.floor.calls.vip[call] === 1;
    trace.step(call, { type: 'queued', queue, position: this.positionOf(call), vip });
    if (announce === 'off') return;
    const firstMs = announce === 'on_connected' ? 0 : announceMs;
    this.floor.scheduleForStay(call, firstMs, CLASS_ANNOUNCEMENT, POSITION);
  }

  private scheduleEnds(call: number, facts: EngineQueue): void {
    const { calls, nowMs } = this.floor;
    const waitedMs = this.floor.waitMs(call);
    // A caller who was forwarded may have run out of patience on the way: then they hang up now.
    const patienceMs = Math.max(0, (calls.patienceEndMs[call] as number) - nowMs);
    if (waitedMs + patienceMs <= facts.maxWaitingMs) {
      this.floor.scheduleForStay(call, patienceMs, CLASS_HANG_UP, HANG_UP);
    }
    if (facts.callback === 'off') return;
    const pressMs = (calls.pressMs[call] as number) - nowMs;
    const offeredMs = (facts.callback === 'timeout' ? facts.callbackTimeoutMs : 0) - waitedMs;
    if (pressMs >= offeredMs) this.floor.scheduleForStay(call, pressMs, CLASS_CALLBACK_PRESS, PRESS_3);
  }

  /** A call that was carried over from another engine goes on waiting, behind those carried before. */
  resume(call: number): void {
    const { calls, nowMs } = this.floor;
    calls.ticket[call] = this.tickets++;
    if (calls.isCallback[call] === 1) return;
    // What was pressed already had no effect then and has none now.
    if ((calls.pressMs[call] as number) <= nowMs) calls.pressMs[call] = NOBODY;
    this.floor.addWaiting(call);
    const queue = calls.queue[call] as number;
    this.scheduleEnds(call, this.floor.queueOf(call));
    if (this.timeOutOf[queue] === NOBODY) this.scheduleTimeOut(queue);
  }

  // --- while it waits -----------------------------------------------------------------------------------------------

  /** An event of the stay is due. */
  handle(kind: number, call: number): void {
    switch (kind) {
      case HANG_UP:
        this.leave(call, ABANDONED);
        this.floor.release(call);
        return;
      case PRESS_3:
        this.askForCallback(call);
        return;
      case POSITION:
        this.announce(call);
        return;
      case INTRO_END:
        this.floor.trace?.step(call, { type: 'intro_over' });
        break;
      case ROUND_START:
        this.floor.calls.forgetTried(call);
    }
    if (this.floor.calls.phase[call] === CALL_HELD) this.floor.makePending(call);
  }

  /** The place is kept, nothing ends the wait any more. */
  private askForCallback(call: number): void {
    const { calls, trace } = this.floor;
    this.floor.removeWaiting(call);
    calls.isCallback[call] = 1;
    calls.stay[call]!++;
    trace?.step(call, { type: 'callback' });
    this.floor.end(call, CALLBACK);
    // What held the call back, an intro or a pause, went with its stay.
    if (calls.phase[call] === CALL_HELD) this.floor.makePending(call);
  }

  private announce(call: number): void {
    const { trace } = this.floor;
    const position = this.positionOf(call);
    trace?.step(call, { type: 'position', position });
    const { announceMs } = this.floor.queueOf(call);
    this.floor.scheduleForStay(call, announceMs, CLASS_ANNOUNCEMENT, POSITION);
  }

  /** From 1, in the order of service. */
  private positionOf(call: number): number {
    return 1 + this.floor.inQueue.inOrder(this.floor.calls.queue[call] as number).indexOf(call);
  }

  // --- leaving ------------------------------------------------------------------------------------------------------

  /**
   * The longest wait is the same for all calls of a queue, so they time out in the order in which they came: one event
   * for the oldest stands for all, and a call that is answered leaves none behind. Calls of two queues that time out at
   * one instant do so by their tickets, as if each had an event from its entry on.
   */
  private scheduleTimeOut(queue: number): void {
    const { calls, heap, inQueue, queues } = this.floor;
    const oldest = inQueue.oldest(queue);
    const ticket = oldest === NOBODY ? NOBODY : (calls.ticket[oldest] as number);
    this.timeOutOf[queue] = ticket;
    if (oldest === NOBODY) return;
    const { maxWaitingMs } = queues[queue] as EngineQueue;
    const leftMs = Math.max(0, maxWaitingMs - this.floor.waitMs(oldest));
    heap.scheduleInTurn(leftMs, CLASS_MAX_WAITING, MAX_WAITING, queue, 0, ticket);
  }

  timeOut(queue: number): void {
    const { calls, inQueue, queues } = this.floor;
    const oldest = inQueue.oldest(queue);
    const isDue = oldest !== NOBODY && calls.ticket[oldest] === this.timeOutOf[queue];
    if (isDue) this.leave(oldest, TIMED_OUT);
    this.scheduleTimeOut(queue);
    if (isDue) this.forward(oldest, (queues[queue] as EngineQueue).noAnswer);
  }

  /** Everybody who waits leaves: nobody is there to answer. */
  turnOut(queue: number): void {
    const { inQueue, queues } = this.floor;
    for (const call of inQueue.inOrder(queue)) {
      this.leave(call, UNSTAFFED);
      this.forward(call, (queues[queue] as EngineQueue).noAnswer);
    }
  }

  /** The queue is taken away: whoever waits in it is hung up on. */
  close(queue: number): void {
    for (const call of waitingSlots(this.floor, queue)) {
      this.leave(call, ABANDONED);
      this.forward(call, HANG_UP_RULE);
    }
  }

  /** Somebody whom the engine does not know takes the call. */
  takeOut(call: number): void {
    this.leave(call, ANSWERED);
    this.floor.release(call);
  }

  /** A call leaves the queue without an agent's answer; a ring of the call stops, which is no miss. */
  private leave(call: number, outcome: number): void {
    const { calls, pending } = this.floor;
    if (calls.phase[call] === CALL_RINGING) this.ringing.stop(call, 'caller_left');
    else if (calls.phase[call] === CALL_PENDING) pending.remove(call);
    calls.phase[call] = CALL_HELD;
    this.floor.removeWaiting(call);
    calls.stay[call]!++;
    // A callback was counted when it was asked for.
    if (calls.isCallback[call] === 0) this.floor.end(call, outcome);
  }

  /** Where a rule sends a call: out, or as a new offer into another queue. */
  private forward(call: number, rule: ForwardRule): void {
    const { calls, trace } = this.floor;
    const { action, number, queue } = rule;
    trace?.step(call, { type: 'forward', action, number, queue });
    const isLoop = queue >= 0 && ++calls.hops[call]! > MAX_HOPS;
    if (isLoop) {
      this.loops++;
      trace?.step(call, { type: 'loop', number });
    }
    if (queue < 0 || isLoop) this.floor.release(call);
    else this.offer(call, queue);
  }
}
