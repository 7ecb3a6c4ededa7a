/**
 * The routing engine: simulates calls in queues as a deterministic discrete-event machine.
 *
 * Time moves from instant to instant. At an instant all events are handled in the order of their classes (`order.ts`).
 * Then the queues are served: waiting calls that do not ring get their next agent, the oldest call first over all
 * changed queues. Events that this schedules for the same instant are handled in a further pass. Serving only looks at
 * changed queues and takes the next agent off a heap, so that an idle queue costs nothing.
 *
 * The engine has no clock and draws no random numbers; arrivals and behaviour bring their own. `run` plays a scenario
 * to its end. With an external clock use these:
 *
 * - `runUntil` plays up to a time, which then is now; `nextMs` says when there is something to play next;
 * - `arrive`, `act` and `pickUp` do something now, and what follows from it at once;
 * - `waitingIn`, `agent` and `statusOf` say how things are;
 * - `changeTo` gives an engine for changed queues and agents in which everything goes on (`carry-over.ts`).
 */

import { DAY_MS } from '../model/day.ts';
import { NOBODY } from './calls.ts';
import { Candidates } from './candidates.ts';
import { CarryOver, type Moves } from './carry-over.ts';
import { Commands } from './commands.ts';
import { Arrival, type ArrivalSource, type EngineConfig, type EngineEvent, type Status } from './config.ts';
import { EngineState } from './engine-state.ts';
import {
  ANSWER,
  CLASS_AGENT,
  MAX_WAITING,
  OTHER_CALL_END,
  RING_END,
  SCENARIO,
  TALK_END,
  WRAP_UP_END,
} from './order.ts';
import { Ringing } from './ringing.ts';
import { Serving } from './serving.ts';
import type { Statistics } from './statistics.ts';
import { Talk } from './talk.ts';
import type { Trace } from './trace.ts';
import { type AgentView, viewAgent, viewStatus, viewWaiting, type WaitingCall, waitingSlot } from './view.ts';
import { Visit } from './visit.ts';

export class Engine {
  private readonly config: EngineConfig;
  private readonly state: EngineState;
  private readonly talk: Talk;
  private readonly ringing: Ringing;
  private readonly visit: Visit;
  private readonly serving: Serving;
  private readonly commands: Commands;
  private readonly arrival = new Arrival();
  private hasArrival: boolean;

  /** Starts at `nowMs`; events and arrivals must not be earlier. */
  constructor(config: EngineConfig, statistics: Statistics, trace: Trace | null, nowMs = 0) {
    const state = new EngineState(config, statistics, trace);
    state.clock.nowMs = nowMs;
    const candidates = new Candidates(state);
    this.config = config;
    this.state = state;
    this.talk = new Talk(state);
    this.ringing = new Ringing(state, candidates, this.talk);
    this.visit = new Visit(state, this.ringing, config.nightMode);
    this.serving = new Serving(state, candidates, this.ringing, this.visit);
    this.commands = new Commands(state, this.ringing, this.talk);
    config.events.forEach((event, index) => {
      state.heap.schedule(event.atMs - nowMs, CLASS_AGENT, SCENARIO, index, 0);
    });
    this.hasArrival = config.arrivals.next(this.arrival);
  }

  get nowMs(): number {
    return this.state.nowMs;
  }

  /** Calls in a queue or in talk. */
  get inside(): number {
    return this.state.calls.size;
  }

  /** Calls that were ended because they were forwarded in circles. */
  get loops(): number {
    return this.visit.loops;
  }

  /**
   * Plays on until nothing is left to happen, then closes the books. A callback that no agent ever answers would ring
   * for ever, so the run ends at the latest `playOutMs` after the last arrival; what is inside then stays counted so.
   */
  run(playOutMs = DAY_MS): void {
    while (this.hasArrival && this.playNext(Infinity));
    this.play(this.nowMs + playOutMs);
    this.finish();
  }

  /** Plays everything up to and including `untilMs`, which then is now. */
  runUntil(untilMs: number): void {
    this.play(untilMs);
    this.state.clock.nowMs = Math.max(this.nowMs, untilMs);
  }

  private play(untilMs: number): void {
    while (this.playNext(untilMs));
  }

  /** Plays the next pass of an instant; false when there is none until then. */
  private playNext(untilMs: number): boolean {
    if (!this.ringing.isDue) {
      const { clock, heap } = this.state;
      // Not `nextMs`: a getter that is not inlined costs an object for its answer.
      let nextMs = heap.nextTime;
      if (this.hasArrival && this.arrival.atMs < nextMs) nextMs = this.arrival.atMs;
      if (nextMs > untilMs || nextMs === Infinity) return false;
      clock.nowMs = nextMs;
    }
    this.playInstant();
    return true;
  }

  /** When something happens next, which may be nothing but a time-out that no longer holds; Infinity for never. */
  get nextMs(): number {
    const eventMs = this.state.heap.nextTime;
    return this.hasArrival ? Math.min(eventMs, this.arrival.atMs) : eventMs;
  }

  /** Adds what is still in progress to the figures, up to the end of the window. */
  finish(): void {
    const { agents, queues, statistics } = this.state;
    this.state.clock.nowMs = Math.max(this.nowMs, statistics.window.untilMs);
    agents.onShift.forEach((onShift, agent) => {
      if (onShift === 1) this.state.countShift(agent);
      this.state.countActivity(agent);
    });
    for (let queue = 0; queue < queues.length; queue++) statistics.waitingChanged(queue, 0);
  }

  /** A caller arrives now, whatever time the arrival says. For callers that are not known ahead. */
  arrive(arrival: Arrival): void {
    this.state.statistics.events++;
    this.visit.arrive(arrival);
    this.playNow();
  }

  /** Changes an agent now, whatever time the event says. */
  act(event: EngineEvent): void {
    this.commands.act(event);
    this.playNow();
  }

  /**
   * An agent of the queue picks up a waiting call, given by its number. With null somebody outside the engine does: the
   * call counts as answered and leaves. False when the call no longer waits, or the agent is not in the queue or in a
   * call.
   */
  pickUp(call: number, agent: number | null): boolean {
    const slot = waitingSlot(this.state, call);
    if (slot === NOBODY) return false;
    if (agent === null) this.visit.answerOutside(slot);
    else if (!this.commands.pickUp(slot, agent)) return false;
    this.playNow();
    return true;
  }

  /** The waiting callers of a queue in the order of service, ringing and callbacks included. */
  waitingIn(queue: number): WaitingCall[] {
    return viewWaiting(this.state, queue);
  }

  agent(agent: number): AgentView {
    return viewAgent(this.state, agent);
  }

  /** Null if the agent is not in the queue. */
  statusOf(agent: number, queue: number): Status | null {
    return viewStatus(this.state, agent, queue);
  }

  /**
   * Returns an engine for a changed config in which everything continues; this one must not be used any more. The new
   * config's arrivals continue after those that this engine has taken, and only its events later than now are played.
   */
  changeTo(config: EngineConfig, statistics: Statistics, trace: Trace | null, moves: Moves): Engine {
    const { nowMs } = this.state;
    const events = config.events.filter((event) => event.atMs > nowMs);
    const arrivals = this.remainingArrivals(config, moves);
    const next = new Engine({ ...config, events, arrivals }, statistics, trace, nowMs);
    const carryOver = new CarryOver(this.state, next.state, moves);
    carryOver.endRemoved(this.ringing, this.visit);
    carryOver.resumeAll(next.visit);
    next.visit.loops = this.loops;
    next.playNow();
    return next;
  }

  /** The arrival that was taken from the source already, if its queue still exists, then the others. */
  private remainingArrivals({ arrivals }: EngineConfig, { queues }: Moves): ArrivalSource {
    const queue = this.hasArrival ? (queues[this.arrival.queue] as number) : NOBODY;
    let isTaken = queue === NOBODY;
    return {
      next: (arrival) => {
        if (isTaken) return arrivals.next(arrival);
        isTaken = true;
        Object.assign(arrival, this.arrival, { queue });
        return true;
      },
    };
  }

  /** Handles everything that follows at this instant from a change from outside. */
  private playNow(): void {
    this.serving.serve();
    this.play(this.state.nowMs);
  }

  private playInstant(): void {
    const { clock, heap, statistics } = this.state;
    if (this.ringing.isDue) this.ringing.answerDue();
    while (heap.isDue) {
      heap.take();
      statistics.events++;
      this.handle(heap.kind, heap.subject, heap.stamp);
    }
    while (this.hasArrival && this.arrival.atMs === clock.nowMs) {
      statistics.events++;
      this.visit.arrive(this.arrival);
      this.hasArrival = this.config.arrivals.next(this.arrival);
    }
    this.serving.serve();
  }

  /** Handles a due event, unless it is outdated. */
  private handle(kind: number, subject: number, stamp: number): void {
    const { agents, calls } = this.state;
    switch (kind) {
      case ANSWER:
        if (calls.ring[subject] === stamp) this.ringing.answer(subject);
        return;
      case RING_END:
        if (calls.ring[subject] === stamp) this.ringing.timeOut(subject);
        return;
      case TALK_END:
        if (agents.stamp[subject] === stamp) this.talk.hangUp(subject);
        return;
      case WRAP_UP_END:
        if (agents.stamp[subject] === stamp) this.talk.endWrapUp(subject);
        return;
      case OTHER_CALL_END:
        if (agents.stamp[subject] === stamp) this.commands.endOtherCall(subject);
        return;
      case SCENARIO:
        this.commands.act(this.config.events[subject] as EngineEvent);
        return;
      case MAX_WAITING:
        this.visit.timeOut(subject);
        return;
      default:
        if (calls.visit[subject] === stamp) this.visit.handle(kind, subject);
    }
  }
}
