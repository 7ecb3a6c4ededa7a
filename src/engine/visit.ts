/**
 * A call's visit to a queue: the call is offered, admitted or rejected, and leaves unanswered when the caller hangs up,
 * the longest wait is over, or the queue is closed. A forward rule may then start a visit to another queue.
 */

import { CALL_HELD, CALL_PENDING, CALL_RINGING, NOBODY } from './calls.ts';
import type { Arrival, EngineQueue, ForwardRule } from './config.ts';
import type { EngineState } from './engine-state.ts';
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

/** How often a call may be forwarded before it counts as going in circles. */
const MAX_HOPS = 16;

const HANG_UP_RULE: ForwardRule = { action: 'HANGUP', number: null, queue: -1 };

export class Visit {
  /** Calls that were ended because they were forwarded in circles. */
  loops = 0;
  private readonly state: EngineState;
  private readonly ringing: Ringing;
  private readonly isNight: boolean;
  private tickets = 0;
  /** By queue: the ticket of the call whose time-out is scheduled, or NOBODY. */
  private readonly timeOutOf: Float64Array;

  constructor(state: EngineState, ringing: Ringing, isNight: boolean) {
    this.state = state;
    this.ringing = ringing;
    this.isNight = isNight;
    this.timeOutOf = new Float64Array(state.queues.length).fill(NOBODY);
  }

  // --- coming in ----------------------------------------------------------------------------------------------------

  arrive(arrival: Arrival): void {
    const { calls, statistics, nowMs } = this.state;
    const call = calls.allocate();
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
    const { agents, calls, queues, statistics, trace, nowMs } = this.state;
    const facts = queues[queue] as EngineQueue;
    calls.queue[call] = queue;
    calls.enteredMs[call] = nowMs;
    calls.phase[call] = CALL_HELD;
    statistics.offered(queue);
    trace?.step(call, { type: 'offered', queue });
    if (this.isNight) this.reject(call, NIGHT, facts.night);
    else if (this.isFull(queue, facts)) this.reject(call, OVERFLOWED, facts.noAnswer);
    else if (agents.online[queue] === 0 && !facts.waitWhenNobodyOnline) {
      this.reject(call, UNSTAFFED, facts.noAnswer);
    } else this.enter(call, queue, facts);
  }

  private isFull(queue: number, { maxCallers }: EngineQueue): boolean {
    if (maxCallers === null) return false;
    if (maxCallers > 0) return (this.state.waitingLists.count[queue] as number) >= maxCallers;
    if (this.state.readings.maxCallersZero === 'unlimited') return false;
    // Nobody may wait: only a call that can ring at once is admitted.
    return this.mustWait(queue);
  }

  /** Whether a call that arrives now has to wait, because as many calls wait already as agents are available. */
  private mustWait(queue: number): boolean {
    const { agents, pending } = this.state;
    return (agents.available[queue] as number) <= pending.count(queue);
  }

  private reject(call: number, outcome: number, rule: ForwardRule): void {
    this.state.end(call, outcome);
    this.forward(call, rule);
  }

  private enter(call: number, queue: number, facts: EngineQueue): void {
    const { calls, statistics, trace } = this.state;
    calls.ticket[call] = this.tickets++;
    calls.tried[call] = NOBODY;
    calls.alsoTried[call] = null;
    calls.stickyUsed[call] = 0;
    calls.ringing[call] = NOBODY;
    statistics.admitted(queue, this.mustWait(queue));
    this.state.addWaiting(call);
    this.scheduleEnds(call, facts);
    if (this.timeOutOf[queue] === NOBODY) this.scheduleTimeOut(queue);
    if (trace !== null) this.traceEntry(call, queue, facts, trace);
    const introMs = facts.waitsForIntro ? (calls.introMs[call] as number) : 0;
    if (introMs > 0) this.state.scheduleForVisit(call, introMs, CLASS_ANNOUNCEMENT, INTRO_END);
    else this.state.makePending(call);
  }

  /** Announcements only appear in the trace. */
  private traceEntry(
    call: number,
    queue: number,
    { announce, announceMs }: EngineQueue,
    trace: CallTrace,
  ): void {
    const vip = this.state.calls.vip[call] === 1;
    trace.step(call, { type: 'queued', queue, position: this.positionOf(call), vip });
    if (announce === 'off') return;
    const firstMs = announce === 'on_connected' ? 0 : announceMs;
    this.state.scheduleForVisit(call, firstMs, CLASS_ANNOUNCEMENT, POSITION);
  }

  private scheduleEnds(call: number, facts: EngineQueue): void {
    const { calls, nowMs } = this.state;
    const waitedMs = this.state.waitMs(call);
    // A forwarded caller whose patience ran out on the way hangs up now.
    const patienceMs = Math.max(0, (calls.patienceEndMs[call] as number) - nowMs);
    if (waitedMs + patienceMs <= facts.maxWaitingMs) {
      this.state.scheduleForVisit(call, patienceMs, CLASS_HANG_UP, HANG_UP);
    }
    if (facts.callback === 'off') return;
    const pressMs = (calls.pressMs[call] as number) - nowMs;
    const offeredMs = (facts.callback === 'timeout' ? facts.callbackTimeoutMs : 0) - waitedMs;
    if (pressMs >= offeredMs) this.state.scheduleForVisit(call, pressMs, CLASS_CALLBACK_PRESS, PRESS_3);
  }

  /** Lets a call from the previous engine wait on, behind those resumed before. */
  resume(call: number): void {
    const { calls, nowMs } = this.state;
    calls.ticket[call] = this.tickets++;
    if (calls.isCallback[call] === 1) return;
    // A 3 pressed in the past had no effect then and has none now.
    if ((calls.pressMs[call] as number) <= nowMs) calls.pressMs[call] = NOBODY;
    this.state.addWaiting(call);
    const queue = calls.queue[call] as number;
    this.scheduleEnds(call, this.state.queueOf(call));
    if (this.timeOutOf[queue] === NOBODY) this.scheduleTimeOut(queue);
  }

  // --- while it waits -----------------------------------------------------------------------------------------------

  /** Handles a due event of the visit. */
  handle(kind: number, call: number): void {
    switch (kind) {
      case HANG_UP:
        this.leave(call, ABANDONED);
        this.state.release(call);
        return;
      case PRESS_3:
        this.askForCallback(call);
        return;
      case POSITION:
        this.announce(call);
        return;
      case INTRO_END:
        this.state.trace?.step(call, { type: 'intro_over' });
        break;
      case ROUND_START:
        this.state.calls.forgetTried(call);
    }
    if (this.state.calls.phase[call] === CALL_HELD) this.state.makePending(call);
  }

  /** The call keeps its place, and nothing ends its wait. */
  private askForCallback(call: number): void {
    const { calls, trace } = this.state;
    this.state.removeWaiting(call);
    calls.isCallback[call] = 1;
    calls.visit[call]!++;
    trace?.step(call, { type: 'callback' });
    this.state.end(call, CALLBACK);
    // The intro or pause that held the call ended with the old visit stamp.
    if (calls.phase[call] === CALL_HELD) this.state.makePending(call);
  }

  private announce(call: number): void {
    const { trace } = this.state;
    const position = this.positionOf(call);
    trace?.step(call, { type: 'position', position });
    const { announceMs } = this.state.queueOf(call);
    this.state.scheduleForVisit(call, announceMs, CLASS_ANNOUNCEMENT, POSITION);
  }

  /** From 1, in the order of service. */
  private positionOf(call: number): number {
    return 1 + this.state.waitingLists.inOrder(this.state.calls.queue[call] as number).indexOf(call);
  }

  // --- leaving ------------------------------------------------------------------------------------------------------

  /**
   * The longest wait is the same for all calls of a queue, so they time out in the order in which they came: one event
   * for the oldest stands for all, and a call that is answered leaves none behind. Calls of two queues that time out at
   * one instant do so by their tickets, as if each had an event from its entry on.
   */
  private scheduleTimeOut(queue: number): void {
    const { calls, heap, waitingLists, queues } = this.state;
    const oldest = waitingLists.oldest(queue);
    const ticket = oldest === NOBODY ? NOBODY : (calls.ticket[oldest] as number);
    this.timeOutOf[queue] = ticket;
    if (oldest === NOBODY) return;
    const { maxWaitingMs } = queues[queue] as EngineQueue;
    const leftMs = Math.max(0, maxWaitingMs - this.state.waitMs(oldest));
    heap.scheduleInTurn(leftMs, CLASS_MAX_WAITING, MAX_WAITING, queue, 0, ticket);
  }

  timeOut(queue: number): void {
    const { calls, waitingLists, queues } = this.state;
    const oldest = waitingLists.oldest(queue);
    const isDue = oldest !== NOBODY && calls.ticket[oldest] === this.timeOutOf[queue];
    if (isDue) this.leave(oldest, TIMED_OUT);
    this.scheduleTimeOut(queue);
    if (isDue) this.forward(oldest, (queues[queue] as EngineQueue).noAnswer);
  }

  /** All waiting callers leave because no agent is online. */
  removeWaitingCallers(queue: number): void {
    const { waitingLists, queues } = this.state;
    for (const call of waitingLists.inOrder(queue)) {
      this.leave(call, UNSTAFFED);
      this.forward(call, (queues[queue] as EngineQueue).noAnswer);
    }
  }

  /** The queue is removed: its waiting callers are hung up on. */
  closeQueue(queue: number): void {
    for (const call of waitingSlots(this.state, queue)) {
      this.leave(call, ABANDONED);
      this.forward(call, HANG_UP_RULE);
    }
  }

  /** Somebody outside the engine answers the call. */
  answerOutside(call: number): void {
    this.leave(call, ANSWERED);
    this.state.release(call);
  }

  /** A call leaves the queue unanswered; its ring stops, which does not count as missed. */
  private leave(call: number, outcome: number): void {
    const { calls, pending } = this.state;
    if (calls.phase[call] === CALL_RINGING) this.ringing.stop(call, 'caller_left');
    else if (calls.phase[call] === CALL_PENDING) pending.remove(call);
    calls.phase[call] = CALL_HELD;
    this.state.removeWaiting(call);
    calls.visit[call]!++;
    // A callback was counted when the caller asked for it.
    if (calls.isCallback[call] === 0) this.state.end(call, outcome);
  }

  /** Applies a forward rule: the call leaves, or is offered to another queue. */
  private forward(call: number, rule: ForwardRule): void {
    const { calls, trace } = this.state;
    const { action, number, queue } = rule;
    trace?.step(call, { type: 'forward', action, number, queue });
    const isLoop = queue >= 0 && ++calls.hops[call]! > MAX_HOPS;
    if (isLoop) {
      this.loops++;
      trace?.step(call, { type: 'loop', number });
    }
    if (queue < 0 || isLoop) this.state.release(call);
    else this.offer(call, queue);
  }
}
