/**
 * The routing engine: what calls do in queues, as a deterministic discrete-event machine.
 *
 * Time moves from instant to instant. In one, all events are done in the order of their classes (`order.ts`); then the
 * queues are served: waiting calls that are not ringing take their next agent, the oldest first over all queues that
 * something changed in. What that schedules for the same instant is a further pass of it. Serving looks only at touched
 * queues, takes the next agent off a heap, and so costs nothing for a queue in which nothing happens.
 *
 * The engine knows no clock: `run` plays a scenario to its end, `runUntil` stops at a time so that somebody else's
 * clock can drive it. Nothing here draws random numbers; arrivals and behaviour come with theirs.
 */

import { OUTCOMES, type Outcome } from '../model/simulation.ts';
import {
  Agents,
  IDLE,
  LOGGED_OUT,
  NOT_READY,
  OTHER_CALL,
  QUEUE_CALL,
  READY,
  RINGING,
  statusNumber,
  WRAP_UP,
  WRAPPING_UP,
} from './agents.ts';
import { CALL_HELD, CALL_PENDING, CALL_RINGING, CALL_TALKING, Calls, NOBODY } from './calls.ts';
import {
  Arrival,
  type EngineConfig,
  type EngineEvent,
  type EngineQueue,
  type ForwardRule,
} from './config.ts';
import { EventHeap } from './event-heap.ts';
import { InQueue } from './in-queue.ts';
import {
  ANSWER,
  CLASS_AGENT,
  CLASS_ANNOUNCEMENT,
  CLASS_ANSWER,
  CLASS_CALLBACK_PRESS,
  CLASS_HANG_UP,
  CLASS_MAX_WAITING,
  CLASS_RING_END,
  HANG_UP,
  INTRO_END,
  MAX_WAITING,
  OTHER_CALL_END,
  POSITION,
  PRESS_3,
  RING_END,
  ROUND_START,
  SCENARIO,
  TALK_END,
  WRAP_UP_END,
} from './order.ts';
import { PendingLists } from './pending.ts';
import { SimultaneousRings } from './simultaneous.ts';
import {
  ABANDONED,
  ANSWERED,
  CALLBACK,
  NIGHT,
  OVERFLOWED,
  type Statistics,
  TIMED_OUT,
  UNSTAFFED,
} from './statistics.ts';
import { StickyMemory } from './sticky.ts';
import type { Trace } from './trace.ts';

const MAX_HOPS = 16;

export class Engine {
  nowMs = 0;
  /** Calls that went round in forwards until they were ended. */
  loops = 0;
  readonly #config: EngineConfig;
  readonly #queues: readonly EngineQueue[];
  readonly #statistics: Statistics;
  readonly #trace: Trace | null;
  readonly #heap = new EventHeap();
  readonly #calls = new Calls();
  readonly #agents: Agents;
  readonly #pending: PendingLists;
  readonly #rings: SimultaneousRings;
  readonly #sticky = new StickyMemory();
  readonly #arrival = new Arrival();
  #hasArrival: boolean;
  /** Calls that are answered in the next pass of this instant, with their rings. */
  readonly #atOnce: number[] = [];
  readonly #atOnceRings: number[] = [];
  #atOnceCount = 0;
  #tickets = 0;
  #turns = 0;
  readonly #inQueue: InQueue;
  /** By queue: whether the time-out of its oldest call is scheduled. */
  readonly #isTimeOutDue: Uint8Array;
  /** By queue: calls waiting, and the vip calls among them. Callbacks are not callers who wait. */
  readonly #waiting: Int32Array;
  readonly #vipWaiting: Int32Array;
  /** Since when an agent rings, talks or wraps up; by agent. */
  readonly #busySince: Float64Array;
  readonly #shiftSince: Float64Array;

  constructor(config: EngineConfig, statistics: Statistics, trace: Trace | null) {
    this.#config = config;
    this.#queues = config.queues;
    this.#statistics = statistics;
    this.#trace = trace;
    this.#agents = new Agents(config);
    this.#pending = new PendingLists(this.#calls, config.queues.length);
    this.#inQueue = new InQueue(this.#calls, config.queues.length);
    this.#isTimeOutDue = new Uint8Array(config.queues.length);
    this.#rings = new SimultaneousRings(config.queues.length);
    this.#waiting = new Int32Array(config.queues.length);
    this.#vipWaiting = new Int32Array(config.queues.length);
    this.#busySince = new Float64Array(config.agents.length);
    this.#shiftSince = new Float64Array(config.agents.length);
    config.events.forEach((event, index) => {
      this.#heap.schedule(event.atMs, CLASS_AGENT, SCENARIO, index, 0);
    });
    this.#hasArrival = config.arrivals.next(this.#arrival);
  }

  /** Calls in a queue or in talk. */
  get inside(): number {
    return this.#calls.size;
  }

  /**
   * Plays on until nothing is left to happen, then closes the books. A callback that no agent ever answers would ring
   * for ever, so the run ends at the latest `playOutMs` after the last arrival; what is inside then stays counted so.
   */
  run(playOutMs = 86_400_000): void {
    while (this.#hasArrival) this.runUntil(this.#arrival.atMs);
    this.runUntil(this.nowMs + playOutMs);
    this.finish();
  }

  /** Plays everything up to and including `untilMs`. */
  runUntil(untilMs: number): void {
    for (;;) {
      const arrivalMs = this.#hasArrival ? this.#arrival.atMs : Infinity;
      const eventMs = this.#atOnceCount > 0 ? this.nowMs : this.#heap.nextTime;
      const nextMs = Math.min(eventMs, arrivalMs);
      if (nextMs === Infinity || nextMs > untilMs) return;
      this.nowMs = nextMs;
      this.#playInstant();
    }
  }

  /** Counts what is still going on up to the end of the window. */
  finish(): void {
    const endMs = Math.max(this.nowMs, this.#statistics.window.untilMs);
    this.#agents.onShift.forEach((onShift, agent) => {
      if (onShift === 1) this.#countShift(agent, endMs);
      this.#countActivity(agent, endMs);
    });
    for (let queue = 0; queue < this.#queues.length; queue++) {
      this.#statistics.waitingChanged(queue, 0, endMs);
    }
  }

  #playInstant(): void {
    const heap = this.#heap;
    const nowMs = this.nowMs;
    for (let index = 0; index < this.#atOnceCount; index++) {
      const call = this.#atOnce[index] as number;
      this.#statistics.events++;
      if (this.#calls.ring[call] === this.#atOnceRings[index]) this.#answer(call);
    }
    this.#atOnceCount = 0;
    while (heap.nextTime === nowMs) {
      heap.take();
      this.#statistics.events++;
      this.#handle(heap.kind, heap.subject, heap.stamp);
    }
    while (this.#hasArrival && this.#arrival.atMs === nowMs) {
      this.#statistics.events++;
      this.#arrive();
      this.#hasArrival = this.#config.arrivals.next(this.#arrival);
    }
    this.#serve();
  }

  #handle(kind: number, subject: number, stamp: number): void {
    switch (kind) {
      case ANSWER:
        if (this.#calls.ring[subject] === stamp) this.#answer(subject);
        return;
      case RING_END:
        if (this.#calls.ring[subject] === stamp) this.#ringOut(subject);
        return;
      case TALK_END:
        if (this.#agents.stamp[subject] === stamp) this.#hangUpAfterTalk(subject);
        return;
      case WRAP_UP_END:
        if (this.#agents.stamp[subject] === stamp) this.#endWrapUp(subject);
        return;
      case OTHER_CALL_END:
        if (this.#agents.stamp[subject] === stamp) this.#endOtherCall(subject);
        return;
      case SCENARIO:
        this.act(this.#config.events[subject] as EngineEvent);
        return;
      case MAX_WAITING:
        this.#timeOut(subject);
        return;
      default:
        if (this.#calls.stay[subject] === stamp) this.#handleStay(kind, subject);
    }
  }

  /** Events of a call's stay in its queue. */
  #handleStay(kind: number, call: number): void {
    switch (kind) {
      case HANG_UP:
        this.#leaveQueue(call, ABANDONED);
        this.#release(call);
        return;
      case PRESS_3:
        this.#press3(call);
        return;
      case POSITION:
        this.#announce(call);
        return;
      default:
        // The intro is over, or the pause between two rounds.
        if (kind === INTRO_END) this.#trace?.step(this.#numberOf(call), this.nowMs, { type: 'intro_over' });
        else this.#calls.forgetTried(call);
        if (this.#calls.phase[call] === CALL_HELD) this.#makePending(call);
    }
  }

  // --- arriving and leaving -----------------------------------------------------------------------------------------

  #arrive(): void {
    const arrival = this.#arrival;
    const calls = this.#calls;
    const call = calls.take();
    calls.number[call] = arrival.call;
    calls.caller[call] = arrival.caller;
    calls.arrivedMs[call] = this.nowMs;
    calls.talkMs[call] = arrival.talkMs;
    calls.patienceEndMs[call] = this.nowMs + arrival.patienceMs;
    calls.pressMs[call] = arrival.press3AtMs < 0 ? -1 : this.nowMs + arrival.press3AtMs;
    calls.introMs[call] = arrival.introMs;
    calls.vip[call] = arrival.vip ? 1 : 0;
    calls.hops[call] = 0;
    calls.attempts[call] = 0;
    calls.isCallback[call] = 0;
    this.#statistics.calls++;
    this.#offer(call, arrival.queue);
  }

  /** A call comes to a queue, from outside or from another. */
  #offer(call: number, queue: number): void {
    const facts = this.#queues[queue] as EngineQueue;
    const calls = this.#calls;
    calls.queue[call] = queue;
    calls.enteredMs[call] = this.nowMs;
    calls.phase[call] = CALL_HELD;
    this.#statistics.offered(queue, this.nowMs);
    this.#trace?.step(this.#numberOf(call), this.nowMs, { type: 'offered', queue });
    if (this.#config.nightMode) this.#turnAway(call, NIGHT, facts.night);
    else if (this.#isFull(queue, facts)) this.#turnAway(call, OVERFLOWED, facts.noAnswer);
    else if (this.#agents.online[queue] === 0 && !facts.waitWhenNobodyOnline) {
      this.#turnAway(call, UNSTAFFED, facts.noAnswer);
    } else this.#enter(call, queue, facts);
  }

  #isFull(queue: number, facts: EngineQueue): boolean {
    if (facts.maxCallers === null) return false;
    if (facts.maxCallers > 0) return (this.#waiting[queue] as number) >= facts.maxCallers;
    if (this.#config.readings.maxCallersZero === 'unlimited') return false;
    // Nobody may wait: only who can be rung at once comes in.
    return this.#findsNobody(queue);
  }

  #turnAway(call: number, outcome: number, rule: ForwardRule): void {
    this.#end(call, outcome);
    this.#forward(call, rule);
  }

  #enter(call: number, queue: number, facts: EngineQueue): void {
    const calls = this.#calls;
    calls.ticket[call] = this.#tickets++;
    calls.tried[call] = NOBODY;
    calls.alsoTried[call] = null;
    calls.stickyUsed[call] = 0;
    calls.ringing[call] = NOBODY;
    this.#statistics.admitted(queue, this.nowMs, this.#findsNobody(queue));
    const ahead = calls.vip[call] === 1 ? this.#vipWaiting[queue]! : this.#waiting[queue]!;
    this.#countWaiting(call, 1);
    if (this.#trace !== null) {
      const vip = calls.vip[call] === 1;
      this.#trace.step(this.#numberOf(call), this.nowMs, { type: 'queued', queue, position: ahead + 1, vip });
    }
    this.#scheduleStay(call, facts);
    const introMs = facts.waitsForIntro ? (calls.introMs[call] as number) : 0;
    if (introMs > 0) this.#scheduleForStay(call, this.nowMs + introMs, CLASS_ANNOUNCEMENT, INTRO_END);
    else this.#makePending(call);
  }

  /** Whether a call that comes now has to wait: as many wait already as are available. */
  #findsNobody(queue: number): boolean {
    return (this.#agents.available[queue] as number) <= this.#pending.count(queue);
  }

  #scheduleStay(call: number, facts: EngineQueue): void {
    const calls = this.#calls;
    const maxWaitingMs = this.nowMs + facts.maxWaitingMs;
    const patienceMs = calls.patienceEndMs[call] as number;
    if (patienceMs <= maxWaitingMs) this.#scheduleForStay(call, patienceMs, CLASS_HANG_UP, HANG_UP);
    const queue = calls.queue[call] as number;
    if (this.#isTimeOutDue[queue] === 0) this.#scheduleTimeOut(queue, maxWaitingMs);
    const pressMs = calls.pressMs[call] as number;
    const offeredFromMs = facts.callback === 'timeout' ? this.nowMs + facts.callbackTimeoutMs : this.nowMs;
    if (facts.callback !== 'off' && pressMs >= offeredFromMs) {
      this.#scheduleForStay(call, pressMs, CLASS_CALLBACK_PRESS, PRESS_3);
    }
    if (this.#trace !== null && facts.announce !== 'off') {
      const firstMs = facts.announce === 'on_connected' ? 0 : facts.announceMs;
      this.#scheduleForStay(call, this.nowMs + firstMs, CLASS_ANNOUNCEMENT, POSITION);
    }
  }

  /**
   * The longest wait is the same for all calls of a queue, so they time out in the order in which they came: one event
   * for the oldest stands for all, and a call that is answered leaves none behind.
   */
  #scheduleTimeOut(queue: number, atMs: number): void {
    this.#isTimeOutDue[queue] = 1;
    this.#heap.schedule(atMs, CLASS_MAX_WAITING, MAX_WAITING, queue, 0);
  }

  #timeOut(queue: number): void {
    this.#isTimeOutDue[queue] = 0;
    const facts = this.#queues[queue] as EngineQueue;
    for (;;) {
      const call = this.#inQueue.oldest(queue);
      if (call === NOBODY) return;
      const dueMs = (this.#calls.enteredMs[call] as number) + facts.maxWaitingMs;
      if (dueMs > this.nowMs) {
        if (this.#isTimeOutDue[queue] === 0) this.#scheduleTimeOut(queue, dueMs);
        return;
      }
      this.#leaveQueue(call, TIMED_OUT);
      this.#forward(call, facts.noAnswer);
    }
  }

  #scheduleForStay(call: number, atMs: number, eventClass: number, kind: number): void {
    // A caller who was forwarded may have run out of patience on the way: then it happens now.
    const timeMs = Math.max(atMs, this.nowMs);
    this.#heap.schedule(timeMs, eventClass, kind, call, this.#calls.stay[call] as number);
  }

  /** A caller leaves the queue without an answer; a ring of the call stops, which is no miss. */
  #leaveQueue(call: number, outcome: number): void {
    const calls = this.#calls;
    if (calls.phase[call] === CALL_RINGING) this.#stopRing(call, 'caller_left');
    else if (calls.phase[call] === CALL_PENDING) this.#pending.remove(call);
    calls.phase[call] = CALL_HELD;
    this.#countWaiting(call, -1);
    calls.stay[call]!++;
    this.#end(call, outcome);
  }

  #end(call: number, outcome: number): void {
    const calls = this.#calls;
    const queue = calls.queue[call] as number;
    const enteredMs = calls.enteredMs[call] as number;
    this.#statistics.ended(queue, outcome, enteredMs, this.nowMs);
    if (this.#trace === null) return;
    const waitMs = this.nowMs - (calls.arrivedMs[call] as number);
    this.#trace.step(this.#numberOf(call), this.nowMs, {
      type: 'ended',
      queue,
      outcome: OUTCOMES[outcome] as Outcome,
      waitMs,
    });
  }

  /** Where a rule sends a call: out, or as a new offer into another queue. */
  #forward(call: number, rule: ForwardRule): void {
    const number = this.#numberOf(call);
    const { action, queue } = rule;
    this.#trace?.step(number, this.nowMs, { type: 'forward', action, number: rule.number, queue });
    const isLoop = queue >= 0 && ++this.#calls.hops[call]! > MAX_HOPS;
    if (isLoop) {
      this.loops++;
      this.#trace?.step(number, this.nowMs, { type: 'loop', number: rule.number });
    }
    if (queue < 0 || isLoop) this.#release(call);
    else this.#offer(call, queue);
  }

  #release(call: number): void {
    this.#calls.stay[call]!++;
    this.#calls.give(call);
  }

  // --- serving ------------------------------------------------------------------------------------------------------

  /** Lets waiting calls take agents until no touched queue has both. */
  #serve(): void {
    const agents = this.#agents;
    if (agents.touchedCount === 0) return;
    if (this.#config.readings.unstaffedCheck === 'always') this.#turnOutUnstaffed();
    for (;;) {
      const queue =
        agents.touchedCount === 1 ? this.#servable(agents.touched[0] as number) : this.#pickQueue();
      if (queue === -1) break;
      this.#serveOne(queue);
    }
    agents.settle();
  }

  /** The queue itself if a call of it can take an agent now, else -1. */
  #servable(queue: number): number {
    if (this.#agents.available[queue] === 0) return -1;
    return this.#nextCall(queue) === NOBODY ? -1 : queue;
  }

  /** The call whose turn it is: of a simultaneous ring, the ringing one, which others may join. */
  #nextCall(queue: number): number {
    const ringing = this.#rings.call(queue);
    if (ringing === NOBODY) return this.#pending.first(queue);
    return this.#config.readings.lateJoin && this.#hasUntried(ringing) ? ringing : NOBODY;
  }

  #pickQueue(): number {
    const { touched, touchedCount } = this.#agents;
    let best = -1;
    let bestCall = NOBODY;
    for (let index = 0; index < touchedCount; index++) {
      const queue = touched[index] as number;
      if (this.#servable(queue) === -1) continue;
      const call = this.#nextCall(queue);
      if (best === -1 || this.#isServedBefore(call, queue, bestCall, best)) {
        best = queue;
        bestCall = call;
      }
    }
    return best;
  }

  #isServedBefore(call: number, queue: number, other: number, otherQueue: number): boolean {
    const calls = this.#calls;
    if (this.#config.readings.sharedAgent === 'queue_order') return queue < otherQueue;
    if (calls.vip[call] !== calls.vip[other]) return calls.vip[call] === 1;
    const difference = calls.enteredMs[call]! - calls.enteredMs[other]!;
    return difference < 0 || (difference === 0 && queue < otherQueue);
  }

  #serveOne(queue: number): void {
    if (this.#rings.call(queue) !== NOBODY) {
      this.#join(queue);
      return;
    }
    const call = this.#pending.first(queue);
    const facts = this.#queues[queue] as EngineQueue;
    if (!this.#hasUntried(call)) {
      const gapMs = this.#config.readings.roundGapMs;
      if (gapMs > 0) {
        this.#pending.remove(call);
        this.#calls.phase[call] = CALL_HELD;
        this.#scheduleForStay(call, this.nowMs + gapMs, CLASS_ANNOUNCEMENT, ROUND_START);
        return;
      }
      this.#calls.forgetTried(call);
    }
    this.#pending.remove(call);
    this.#calls.phase[call] = CALL_RINGING;
    if (facts.strategy === 'SIMULTANEOUS') {
      this.#ringAll(call, queue, facts);
      return;
    }
    const sticky = this.#stickyMember(call, queue, facts);
    this.#ringOne(call, sticky === NOBODY ? this.#candidate(call) : sticky, facts, sticky !== NOBODY);
  }

  #hasUntried(call: number): boolean {
    return this.#calls.tried[call] === NOBODY || this.#candidate(call) !== NOBODY;
  }

  /** The next agent of the running round, by level and strategy; NOBODY when all available ones were tried. */
  #candidate(call: number): number {
    const heaps = this.#agents.heaps[this.#calls.queue[call] as number]!;
    const onlyFirst = this.#config.readings.nextSkillGroup === 'when_unavailable';
    const isFresh = this.#calls.tried[call] === NOBODY;
    for (const heap of heaps) {
      if (heap.size === 0) continue;
      if (isFresh) return heap.members[0] as number;
      let best = NOBODY;
      for (let index = 0; index < heap.size; index++) {
        const member = heap.members[index] as number;
        if (this.#calls.hasTried(call, member)) continue;
        if (best === NOBODY || heap.isBefore(member, best)) best = member;
      }
      if (best !== NOBODY || onlyFirst) return best;
    }
    return NOBODY;
  }

  #stickyMember(call: number, queue: number, facts: EngineQueue): number {
    const caller = this.#calls.caller[call] as number;
    if (caller < 0 || facts.stickyMs === null || this.#calls.stickyUsed[call] === 1) return NOBODY;
    const agent = this.#sticky.agent(queue, caller, this.nowMs - facts.stickyMs);
    const member = agent === NOBODY ? NOBODY : this.#agents.membership(agent, queue);
    if (member === NOBODY || !this.#agents.isAvailable(member) || this.#calls.hasTried(call, member))
      return NOBODY;
    this.#calls.stickyUsed[call] = 1;
    return member;
  }

  // --- ringing ------------------------------------------------------------------------------------------------------

  #ringOne(call: number, member: number, facts: EngineQueue, sticky: boolean): void {
    const afterMs = this.#startRinging(call, member, facts);
    this.#calls.ringing[call] = member;
    if (this.#trace !== null) {
      const round = this.#calls.attempts[call] as number;
      const agents = [this.#agents.agent[member] as number];
      this.#trace.step(this.#numberOf(call), this.nowMs, { type: 'ring', agents, sticky, round });
    }
    if (afterMs >= 0 && afterMs <= facts.ringMs) this.#scheduleAnswer(call, this.nowMs + afterMs);
    else {
      const ring = this.#calls.ring[call] as number;
      this.#heap.schedule(this.nowMs + facts.ringMs, CLASS_RING_END, RING_END, call, ring);
    }
  }

  /** Answers of this very instant are first in the next pass of it: they need no heap. */
  #scheduleAnswer(call: number, atMs: number): void {
    const ring = this.#calls.ring[call] as number;
    if (atMs > this.nowMs) {
      this.#heap.schedule(atMs, CLASS_ANSWER, ANSWER, call, ring);
      return;
    }
    const index = this.#atOnceCount++;
    this.#atOnce[index] = call;
    this.#atOnceRings[index] = ring;
  }

  /** The agent rings for the call; returns after how long they would answer, or -1. */
  #startRinging(call: number, member: number, facts: EngineQueue): number {
    const agent = this.#agents.agent[member] as number;
    this.#agents.setActivity(agent, RINGING);
    this.#agents.call[agent] = call;
    this.#agents.through[agent] = member;
    this.#busySince[agent] = this.nowMs;
    if (facts.strategy === 'CYCLIC') this.#agents.key[member] = ++this.#turns;
    this.#calls.addTried(call, member);
    this.#statistics.rung(agent, this.nowMs);
    const ring = this.#agents.rings[agent]!++;
    const attempt = this.#calls.attempts[call]!++;
    return this.#config.behaviour.answerAfterMs(agent, ring, this.#numberOf(call), attempt);
  }

  #ringAll(call: number, queue: number, facts: EngineQueue): void {
    this.#calls.ringing[call] = NOBODY;
    this.#rings.start(queue, call, this.nowMs + facts.ringMs);
    const ring = this.#calls.ring[call] as number;
    this.#heap.schedule(this.nowMs + facts.ringMs, CLASS_RING_END, RING_END, call, ring);
    this.#addToRing(call, queue, facts, 'ring');
  }

  #join(queue: number): void {
    this.#addToRing(this.#rings.call(queue), queue, this.#queues[queue] as EngineQueue, 'join');
  }

  /** All untried available agents ring; the earliest answer of all is scheduled, one event for the whole ring. */
  #addToRing(call: number, queue: number, facts: EngineQueue, type: 'ring' | 'join'): void {
    const added: number[] = [];
    for (let member = this.#candidate(call); member !== NOBODY; member = this.#candidate(call)) {
      const afterMs = this.#startRinging(call, member, facts);
      added.push(this.#agents.agent[member] as number);
      const answerMs = afterMs < 0 ? Infinity : this.nowMs + afterMs;
      if (!this.#rings.add(queue, member, answerMs)) continue;
      this.#scheduleAnswer(call, answerMs);
    }
    if (this.#trace === null || added.length === 0) return;
    const round = this.#calls.attempts[call] as number;
    const step = type === 'ring' ? { type, agents: added, sticky: false, round } : { type, agents: added };
    this.#trace.step(this.#numberOf(call), this.nowMs, step);
  }

  #answer(call: number): void {
    const calls = this.#calls;
    const queue = calls.queue[call] as number;
    const isAll = this.#rings.call(queue) === call;
    const member = isAll ? this.#rings.firstToAnswer(queue, this.nowMs) : (calls.ringing[call] as number);
    if (member === NOBODY) {
      // Whoever was to answer now has left the ring; somebody else may answer later.
      const nextMs = this.#rings.nextAnswer(queue);
      if (nextMs !== Infinity) this.#scheduleAnswer(call, nextMs);
      return;
    }
    const agent = this.#agents.agent[member] as number;
    this.#countActivity(agent, this.nowMs);
    calls.ring[call]!++;
    if (isAll) this.#stopOthers(queue, call, member);
    this.connect(call, member);
  }

  /** The call is the agent's; also how a call is picked up by hand. */
  connect(call: number, member: number): void {
    const calls = this.#calls;
    const queue = calls.queue[call] as number;
    const agent = this.#agents.agent[member] as number;
    const facts = this.#queues[queue] as EngineQueue;
    const talkMs = calls.talkMs[call] as number;
    const isCallback = calls.isCallback[call] === 1;
    if (!isCallback) this.#countWaiting(call, -1);
    calls.stay[call]!++;
    calls.phase[call] = CALL_TALKING;
    calls.ringing[call] = member;
    this.#agents.call[agent] = call;
    this.#agents.through[agent] = member;
    if (facts.strategy === 'LEAST_WORKED') {
      if (this.#config.readings.leastWorked === 'fewest_answered') this.#agents.key[member]!++;
      else this.#agents.key[member] = ++this.#turns;
    }
    const caller = calls.caller[call] as number;
    if (caller >= 0 && facts.stickyMs !== null) this.#sticky.remember(queue, caller, agent, this.nowMs);
    this.#agents.setActivity(agent, QUEUE_CALL);
    this.#busySince[agent] = this.nowMs;
    this.#statistics.answeredBy(agent, this.nowMs);
    if (isCallback) {
      this.#trace?.step(this.#numberOf(call), this.nowMs, { type: 'called_back', agent, talkMs });
    } else {
      this.#statistics.talked(queue, calls.enteredMs[call] as number, talkMs);
      this.#trace?.step(this.#numberOf(call), this.nowMs, { type: 'answered', agent, talkMs });
      this.#end(call, ANSWERED);
    }
    this.#heap.schedule(
      this.nowMs + talkMs,
      CLASS_AGENT,
      TALK_END,
      agent,
      this.#agents.stamp[agent] as number,
    );
  }

  #stopOthers(queue: number, call: number, winner: number): void {
    const others = this.#rings.members(queue).filter((member) => member !== winner);
    this.#rings.end(queue);
    this.#agents.touch(queue);
    this.#idle(call, others, 'answered_elsewhere');
  }

  /** Nobody answered within `ring_time`: a miss for whoever rang. */
  #ringOut(call: number): void {
    const calls = this.#calls;
    const queue = calls.queue[call] as number;
    const isAll = this.#rings.call(queue) === call;
    const members = isAll ? [...this.#rings.members(queue)] : [calls.ringing[call] as number];
    calls.ring[call]!++;
    if (isAll) this.#rings.end(queue);
    calls.ringing[call] = NOBODY;
    if (this.#trace !== null) {
      const agents = members.map((member) => this.#agents.agent[member] as number);
      this.#trace.step(this.#numberOf(call), this.nowMs, { type: 'no_answer', agents });
    }
    this.#makePending(call);
    for (const member of members) {
      const agent = this.#agents.agent[member] as number;
      this.#statistics.missed(agent, this.nowMs);
      this.#countActivity(agent, this.nowMs);
      this.#agents.call[agent] = NOBODY;
      this.#afterCall(agent, member);
    }
  }

  /** Ends a call's ring without an answer and without a miss. */
  #stopRing(call: number, why: 'caller_left' | 'unavailable'): void {
    const queue = this.#calls.queue[call] as number;
    const isAll = this.#rings.call(queue) === call;
    const members = isAll ? [...this.#rings.members(queue)] : [this.#calls.ringing[call] as number];
    this.#calls.ring[call]!++;
    if (isAll) this.#rings.end(queue);
    this.#calls.ringing[call] = NOBODY;
    this.#agents.touch(queue);
    this.#idle(call, members, why);
  }

  #idle(
    call: number,
    members: readonly number[],
    why: 'caller_left' | 'unavailable' | 'answered_elsewhere',
  ): void {
    if (members.length === 0) return;
    const agents = members.map((member) => this.#agents.agent[member] as number);
    this.#trace?.step(this.#numberOf(call), this.nowMs, { type: 'stop', agents, why });
    for (const agent of agents) {
      this.#countActivity(agent, this.nowMs);
      this.#agents.call[agent] = NOBODY;
      this.#agents.setActivity(agent, IDLE);
    }
  }

  /** One agent can no longer be rung: out of a simultaneous ring, or the end of a ring of their own. */
  #withdraw(agent: number): void {
    const call = this.#agents.call[agent] as number;
    const member = this.#agents.through[agent] as number;
    const queue = this.#agents.queue[member] as number;
    if (this.#rings.call(queue) === call) {
      this.#rings.remove(queue, member);
      this.#idle(call, [member], 'unavailable');
      if (this.#rings.members(queue).length > 0) return;
      this.#stopRing(call, 'unavailable');
    } else {
      this.#stopRing(call, 'unavailable');
    }
    this.#makePending(call);
  }

  // --- after a call -------------------------------------------------------------------------------------------------

  #hangUpAfterTalk(agent: number): void {
    const call = this.#agents.call[agent] as number;
    const member = this.#agents.through[agent] as number;
    this.#trace?.step(this.#numberOf(call), this.nowMs, { type: 'talk_over', agent });
    this.#countActivity(agent, this.nowMs);
    this.#agents.call[agent] = NOBODY;
    this.#release(call);
    this.#afterCall(agent, member);
  }

  /** READY at once, or WRAP_UP: also what a ring that was not answered leads to. */
  #afterCall(agent: number, member: number): void {
    const facts = this.#queues[this.#agents.queue[member] as number] as EngineQueue;
    const isLoggedOut = this.#agents.status[member] === LOGGED_OUT;
    const wrapsUp = !facts.autoReady || this.#config.readings.wrapUpWithAutoReady === 'timed';
    if (!wrapsUp || isLoggedOut) {
      if (!isLoggedOut) this.#agents.setStatus(member, READY);
      this.#agents.setActivity(agent, IDLE);
      return;
    }
    this.#wrapUp(agent, member);
  }

  #wrapUp(agent: number, member: number): void {
    const wrapUpMs = this.#config.behaviour.wrapUpMs(agent);
    const facts = this.#queues[this.#agents.queue[member] as number] as EngineQueue;
    if (wrapUpMs < 0 && facts.autoReady) {
      this.#agents.setStatus(member, READY);
      this.#agents.setActivity(agent, IDLE);
      return;
    }
    this.#agents.setStatus(member, WRAP_UP);
    this.#agents.through[agent] = member;
    this.#agents.setActivity(agent, WRAPPING_UP);
    this.#busySince[agent] = this.nowMs;
    if (wrapUpMs < 0) return;
    const stamp = this.#agents.stamp[agent] as number;
    this.#heap.schedule(this.nowMs + wrapUpMs, CLASS_AGENT, WRAP_UP_END, agent, stamp);
  }

  #endWrapUp(agent: number): void {
    const member = this.#agents.through[agent] as number;
    this.#countActivity(agent, this.nowMs);
    if (this.#agents.status[member] === WRAP_UP) this.#agents.setStatus(member, READY);
    this.#agents.setActivity(agent, IDLE);
  }

  #endOtherCall(agent: number): void {
    this.#agents.setActivity(agent, IDLE);
    let wrapsUp = NOBODY;
    for (const member of this.#membershipsOf(agent)) {
      const facts = this.#queues[this.#agents.queue[member] as number] as EngineQueue;
      if (this.#agents.status[member] === LOGGED_OUT) continue;
      if (facts.autoReady) this.#agents.setStatus(member, READY);
      else if (!facts.autoNotReadyAfterOtherCall) continue;
      else if (this.#config.readings.afterOtherCall === 'not_ready')
        this.#agents.setStatus(member, NOT_READY);
      else wrapsUp = member;
    }
    this.#agents.refresh(agent);
    if (wrapsUp !== NOBODY) this.#wrapUp(agent, wrapsUp);
  }

  // --- what is done to agents and calls -----------------------------------------------------------------------------

  /** An event from outside, now. */
  act(event: EngineEvent): void {
    if (event.type === 'shift') this.#changeShift(event.agent, event.onShift);
    else if (event.type === 'other_call') this.#startOtherCall(event.agent, event.durationMs);
    else this.#changeStatus(event.agent, event.queue, event.status);
  }

  #changeShift(agent: number, onShift: boolean): void {
    if ((this.#agents.onShift[agent] === 1) === onShift) return;
    if (onShift) this.#shiftSince[agent] = this.nowMs;
    else this.#countShift(agent, this.nowMs);
    this.#agents.setShift(agent, onShift);
    if (!onShift && this.#agents.activity[agent] === RINGING) this.#withdraw(agent);
  }

  #startOtherCall(agent: number, durationMs: number): void {
    const activity = this.#agents.activity[agent] as number;
    if (activity === QUEUE_CALL || activity === OTHER_CALL) return;
    if (activity === RINGING) this.#withdraw(agent);
    this.#countActivity(agent, this.nowMs);
    this.#agents.setActivity(agent, OTHER_CALL);
    this.#busySince[agent] = this.nowMs;
    const stamp = this.#agents.stamp[agent] as number;
    this.#heap.schedule(this.nowMs + durationMs, CLASS_AGENT, OTHER_CALL_END, agent, stamp);
  }

  #changeStatus(
    agent: number,
    queue: number | null,
    status: Extract<EngineEvent, { type: 'status' }>['status'],
  ): void {
    for (const member of this.#membershipsOf(agent)) {
      const own = this.#agents.queue[member] as number;
      if (queue !== null && own !== queue) continue;
      const facts = this.#queues[own] as EngineQueue;
      const wanted = status === 'LOGGED_IN' ? (facts.autoReady ? READY : NOT_READY) : statusNumber(status);
      this.#agents.setStatus(member, wanted);
      const isItsOwn = this.#agents.through[agent] === member;
      const activity = this.#agents.activity[agent] as number;
      if (activity === RINGING && isItsOwn && wanted !== READY) this.#withdraw(agent);
      else if (activity === WRAPPING_UP && isItsOwn && wanted !== WRAP_UP) {
        this.#countActivity(agent, this.nowMs);
        this.#agents.setActivity(agent, IDLE);
      }
    }
    this.#agents.refresh(agent);
  }

  /** The caller asks to be called back: the place is kept, nothing ends the wait any more. */
  #press3(call: number): void {
    const calls = this.#calls;
    this.#countWaiting(call, -1);
    calls.isCallback[call] = 1;
    calls.stay[call]!++;
    this.#trace?.step(this.#numberOf(call), this.nowMs, { type: 'callback' });
    this.#end(call, CALLBACK);
    // What held the call back, an intro or a pause, went with its stay.
    if (calls.phase[call] === CALL_HELD) this.#makePending(call);
  }

  #announce(call: number): void {
    const facts = this.#queueOf(call);
    const position = this.#inQueue.inOrder(this.#calls.queue[call] as number).indexOf(call) + 1;
    this.#trace?.step(this.#numberOf(call), this.nowMs, { type: 'position', position });
    this.#scheduleForStay(call, this.nowMs + facts.announceMs, CLASS_ANNOUNCEMENT, POSITION);
  }

  /** The reading by which waiting calls leave when the last agent does. */
  #turnOutUnstaffed(): void {
    for (const queue of this.#agents.touched.slice(0, this.#agents.touchedCount)) {
      const facts = this.#queues[queue] as EngineQueue;
      if (this.#agents.online[queue] !== 0 || facts.waitWhenNobodyOnline) continue;
      for (const call of this.#inQueue.inOrder(queue)) {
        this.#leaveQueue(call, UNSTAFFED);
        this.#forward(call, facts.noAnswer);
      }
    }
  }

  // --- small things -------------------------------------------------------------------------------------------------

  #makePending(call: number): void {
    this.#calls.phase[call] = CALL_PENDING;
    this.#pending.add(call);
    this.#agents.touch(this.#calls.queue[call] as number);
  }

  #countWaiting(call: number, by: 1 | -1): void {
    const queue = this.#calls.queue[call] as number;
    if (this.#calls.isCallback[call] === 1) return;
    if (by > 0) this.#inQueue.add(call);
    else this.#inQueue.remove(call);
    this.#waiting[queue]! += by;
    if (this.#calls.vip[call] === 1) this.#vipWaiting[queue]! += by;
    this.#statistics.waitingChanged(queue, by, this.nowMs);
  }

  #countActivity(agent: number, nowMs: number): void {
    const activity = this.#agents.activity[agent] as number;
    if (activity === IDLE || activity === OTHER_CALL) return;
    const sinceMs = this.#busySince[agent] as number;
    if (activity === RINGING) this.#statistics.rangFor(agent, sinceMs, nowMs);
    else if (activity === QUEUE_CALL) this.#statistics.talkedFor(agent, sinceMs, nowMs);
    else this.#statistics.wrappedUpFor(agent, sinceMs, nowMs);
  }

  #countShift(agent: number, nowMs: number): void {
    this.#statistics.wasOnShift(agent, this.#shiftSince[agent] as number, nowMs);
  }

  #membershipsOf(agent: number): Int32Array {
    return this.#agents.ofAgent.subarray(
      this.#agents.first[agent] as number,
      this.#agents.first[agent + 1] as number,
    );
  }

  #numberOf(call: number): number {
    return this.#calls.number[call] as number;
  }

  #queueOf(call: number): EngineQueue {
    return this.#queues[this.#calls.queue[call] as number] as EngineQueue;
  }
}
