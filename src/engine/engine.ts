/**
 * The routing engine: what calls do in queues, as a deterministic discrete-event machine.
 *
 * Time moves from instant to instant. In one, all events are done in the order of their classes (`order.ts`); then the
 * queues are served: waiting calls that are not ringing take their next agent, the oldest first over all queues that
 * something changed in. What that schedules for the same instant is a further pass of it. Serving looks only at touched
 * queues, takes the next agent off a heap, and so costs nothing for a queue in which nothing happens.
 *
 * The engine knows no clock and draws no random numbers; arrivals and behaviour come with theirs. `run` plays a scenario
 * to its end. To be driven by somebody else's clock there are:
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
import { Floor } from './floor.ts';
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
import { Stay } from './stay.ts';
import { Talk } from './talk.ts';
import type { Trace } from './trace.ts';
import { type AgentView, viewAgent, viewStatus, viewWaiting, type WaitingCall, waitingSlot } from './view.ts';

export class Engine {
  private readonly config: EngineConfig;
  private readonly floor: Floor;
  private readonly talk: Talk;
  private readonly ringing: Ringing;
  private readonly stay: Stay;
  private readonly serving: Serving;
  private readonly commands: Commands;
  private readonly arrival = new Arrival();
  private hasArrival: boolean;

  /** Starts at `nowMs`; events and arrivals must not be earlier. */
  constructor(config: EngineConfig, statistics: Statistics, trace: Trace | null, nowMs = 0) {
    const floor = new Floor(config, statistics, trace);
    floor.clock.nowMs = nowMs;
    const candidates = new Candidates(floor);
    this.config = config;
    this.floor = floor;
    this.talk = new Talk(floor);
    this.ringing = new Ringing(floor, candidates, this.talk);
    this.stay = new Stay(floor, this.ringing, config.nightMode);
    this.serving = new Serving(floor, candidates, this.ringing, this.stay);
    this.commands = new Commands(floor, this.ringing, this.talk);
    config.events.forEach((event, index) => {
      floor.heap.schedule(event.atMs - nowMs, CLASS_AGENT, SCENARIO, index, 0);
    });
    this.hasArrival = config.arrivals.next(this.arrival);
  }

  get nowMs(): number {
    return this.floor.nowMs;
  }

  /** Calls in a queue or in talk. */
  get inside(): number {
    return this.floor.calls.size;
  }

  /** Calls that went round in forwards until they were ended. */
  get loops(): number {
    return this.stay.loops;
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
    this.floor.clock.nowMs = Math.max(this.nowMs, untilMs);
  }

  private play(untilMs: number): void {
    while (this.playNext(untilMs));
  }

  /** Plays the next pass of an instant; false when there is none until then. */
  private playNext(untilMs: number): boolean {
    if (!this.ringing.isDue) {
      const { clock, heap } = this.floor;
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
    const eventMs = this.floor.heap.nextTime;
    return this.hasArrival ? Math.min(eventMs, this.arrival.atMs) : eventMs;
  }

  /** Counts what is still going on up to the end of the window. */
  finish(): void {
    const { agents, queues, statistics } = this.floor;
    this.floor.clock.nowMs = Math.max(this.nowMs, statistics.window.untilMs);
    agents.onShift.forEach((onShift, agent) => {
      if (onShift === 1) this.floor.countShift(agent);
      this.floor.countActivity(agent);
    });
    for (let queue = 0; queue < queues.length; queue++) statistics.waitingChanged(queue, 0);
  }

  /** Somebody calls now, whatever time the arrival says. For who does not know the callers ahead. */
  arrive(arrival: Arrival): void {
    this.floor.statistics.events++;
    this.stay.arrive(arrival);
    this.settle();
  }

  /** Does something to an agent now, whatever time the event says. */
  act(event: EngineEvent): void {
    this.commands.act(event);
    this.settle();
  }

  /**
   * A waiting call, by its number, is taken by an agent of its queue, or by somebody whom the engine does not know (null):
   * then it counts as answered and is gone. False when it waits no longer, or the agent cannot: not in the queue, in a call.
   */
  pickUp(call: number, agent: number | null): boolean {
    const slot = waitingSlot(this.floor, call);
    if (slot === NOBODY) return false;
    if (agent === null) this.stay.takeOut(slot);
    else if (!this.commands.pickUp(slot, agent)) return false;
    this.settle();
    return true;
  }

  /** Who waits in a queue, in the order of service, ringing included, and who waits to be called back. */
  waitingIn(queue: number): WaitingCall[] {
    return viewWaiting(this.floor, queue);
  }

  agent(agent: number): AgentView {
    return viewAgent(this.floor, agent);
  }

  /** Null for who is no agent of the queue. */
  statusOf(agent: number, queue: number): Status | null {
    return viewStatus(this.floor, agent, queue);
  }

  /**
   * An engine for a changed config in which everything goes on; this one is not to be used any more. The new config's
   * arrivals go on after what this engine has taken from its own, and of its events only those later than now are played.
   */
  changeTo(config: EngineConfig, statistics: Statistics, trace: Trace | null, moves: Moves): Engine {
    const { nowMs } = this.floor;
    const events = config.events.filter((event) => event.atMs > nowMs);
    const arrivals = this.goOn(config, moves);
    const next = new Engine({ ...config, events, arrivals }, statistics, trace, nowMs);
    const carryOver = new CarryOver(this.floor, next.floor, moves);
    carryOver.letGo(this.ringing, this.stay);
    carryOver.carry(next.stay);
    next.stay.loops = this.loops;
    next.settle();
    return next;
  }

  /** The one arrival that was taken from the source already, if its queue is still there, then the others. */
  private goOn({ arrivals }: EngineConfig, { queues }: Moves): ArrivalSource {
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

  /** What follows at once from something that was done from outside. */
  private settle(): void {
    this.serving.serve();
    this.play(this.floor.nowMs);
  }

  private playInstant(): void {
    const { clock, heap, statistics } = this.floor;
    if (this.ringing.isDue) this.ringing.answerDue();
    while (heap.isDue) {
      heap.take();
      statistics.events++;
      this.handle(heap.kind, heap.subject, heap.stamp);
    }
    while (this.hasArrival && this.arrival.atMs === clock.nowMs) {
      statistics.events++;
      this.stay.arrive(this.arrival);
      this.hasArrival = this.config.arrivals.next(this.arrival);
    }
    this.serving.serve();
  }

  /** Does what is due, unless its subject has moved on since it was scheduled. */
  private handle(kind: number, subject: number, stamp: number): void {
    const { agents, calls } = this.floor;
    switch (kind) {
      case ANSWER:
        if (calls.ring[subject] === stamp) this.ringing.answer(subject);
        return;
      case RING_END:
        if (calls.ring[subject] === stamp) this.ringing.runOut(subject);
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
        this.stay.timeOut(subject);
        return;
      default:
        if (calls.stay[subject] === stamp) this.stay.handle(kind, subject);
    }
  }
}
