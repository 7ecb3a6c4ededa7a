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

import { Candidates } from './candidates.ts';
import { Commands } from './commands.ts';
import { Arrival, type EngineConfig, type EngineEvent } from './config.ts';
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

export class Engine {
  readonly #config: EngineConfig;
  readonly #floor: Floor;
  readonly #talk: Talk;
  readonly #ringing: Ringing;
  readonly #stay: Stay;
  readonly #serving: Serving;
  readonly #commands: Commands;
  readonly #arrival = new Arrival();
  #hasArrival: boolean;

  constructor(config: EngineConfig, statistics: Statistics, trace: Trace | null) {
    const floor = new Floor(config, statistics, trace);
    const candidates = new Candidates(floor);
    this.#config = config;
    this.#floor = floor;
    this.#talk = new Talk(floor);
    this.#ringing = new Ringing(floor, candidates, this.#talk);
    this.#stay = new Stay(floor, this.#ringing, config.nightMode);
    this.#serving = new Serving(floor, candidates, this.#ringing, this.#stay);
    this.#commands = new Commands(floor, this.#ringing, this.#talk);
    config.events.forEach((event, index) => {
      floor.heap.schedule(event.atMs, CLASS_AGENT, SCENARIO, index, 0);
    });
    this.#hasArrival = config.arrivals.next(this.#arrival);
  }

  get nowMs(): number {
    return this.#floor.nowMs;
  }

  /** Calls in a queue or in talk. */
  get inside(): number {
    return this.#floor.calls.size;
  }

  /** Calls that went round in forwards until they were ended. */
  get loops(): number {
    return this.#stay.loops;
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
      const nextMs = this.#nextMs();
      if (nextMs === Infinity || nextMs > untilMs) return;
      this.#floor.nowMs = nextMs;
      this.#playInstant();
    }
  }

  #nextMs(): number {
    if (this.#ringing.isDue) return this.#floor.nowMs;
    const eventMs = this.#floor.heap.nextTime;
    return this.#hasArrival ? Math.min(eventMs, this.#arrival.atMs) : eventMs;
  }

  /** Counts what is still going on up to the end of the window. */
  finish(): void {
    const { agents, queues, statistics } = this.#floor;
    const endMs = Math.max(this.nowMs, statistics.window.untilMs);
    agents.onShift.forEach((onShift, agent) => {
      if (onShift === 1) this.#floor.countShift(agent, endMs);
      this.#floor.countActivity(agent, endMs);
    });
    for (let queue = 0; queue < queues.length; queue++) statistics.waitingChanged(queue, 0, endMs);
  }

  /** Does something to an agent, now. */
  act(event: EngineEvent): void {
    this.#commands.act(event);
  }

  #playInstant(): void {
    const { heap, nowMs, statistics } = this.#floor;
    this.#ringing.answerDue();
    while (heap.nextTime === nowMs) {
      heap.take();
      statistics.events++;
      this.#handle(heap.kind, heap.subject, heap.stamp);
    }
    while (this.#hasArrival && this.#arrival.atMs === nowMs) {
      statistics.events++;
      this.#stay.arrive(this.#arrival);
      this.#hasArrival = this.#config.arrivals.next(this.#arrival);
    }
    this.#serving.serve();
  }

  /** Does what is due, unless its subject has moved on since it was scheduled. */
  #handle(kind: number, subject: number, stamp: number): void {
    const { agents, calls } = this.#floor;
    switch (kind) {
      case ANSWER:
        if (calls.ring[subject] === stamp) this.#ringing.answer(subject);
        return;
      case RING_END:
        if (calls.ring[subject] === stamp) this.#ringing.runOut(subject);
        return;
      case TALK_END:
        if (agents.stamp[subject] === stamp) this.#talk.hangUp(subject);
        return;
      case WRAP_UP_END:
        if (agents.stamp[subject] === stamp) this.#talk.endWrapUp(subject);
        return;
      case OTHER_CALL_END:
        if (agents.stamp[subject] === stamp) this.#commands.endOtherCall(subject);
        return;
      case SCENARIO:
        this.act(this.#config.events[subject] as EngineEvent);
        return;
      case MAX_WAITING:
        this.#stay.timeOut(subject);
        return;
      default:
        if (calls.stay[subject] === stamp) this.#stay.handle(kind, subject);
    }
  }
}
