/**
 * The floor: what all parts of the engine share. Time, queues, calls, agents, what is scheduled, and the few moves that
 * every part makes. Those that a call or an agent goes through are in `stay`, `serving`, `ringing`, `talk`, `commands`.
 */

import { OUTCOMES, type Outcome } from '../model/simulation.ts';
import { Agents, IDLE, OTHER_CALL, QUEUE_CALL, RINGING } from './agents.ts';
import { CALL_PENDING, Calls } from './calls.ts';
import type { Clock } from './clock.ts';
import type { Behaviour, EngineConfig, EngineQueue, Readings } from './config.ts';
import { EventHeap } from './event-heap.ts';
import { InQueue } from './in-queue.ts';
import { CLASS_AGENT } from './order.ts';
import { PendingLists } from './pending.ts';
import { SimultaneousRings } from './simultaneous-rings.ts';
import type { Statistics } from './statistics.ts';
import { StickyMemory } from './sticky.ts';
import type { Strategy } from './strategies/strategy.ts';
import { strategyOf } from './strategies/strategy-of.ts';
import { CallTrace, type Trace } from './trace.ts';

export class Floor {
  readonly clock: Clock;
  /** Order keys of the strategies: grows. */
  turn = 0;
  readonly queues: readonly EngineQueue[];
  readonly readings: Readings;
  readonly behaviour: Behaviour;
  readonly statistics: Statistics;
  /** Null when nobody wants to know. */
  readonly trace: CallTrace | null;
  readonly heap: EventHeap;
  readonly calls = new Calls();
  readonly agents: Agents;
  readonly strategies: readonly Strategy[];
  /** Calls that wait for a ring. */
  readonly pending: PendingLists;
  /** Callers who wait, ringing included. */
  readonly inQueue: InQueue;
  readonly rings: SimultaneousRings;
  readonly sticky = new StickyMemory();

  constructor(config: EngineConfig, statistics: Statistics, trace: Trace | null) {
    this.queues = config.queues;
    this.readings = config.readings;
    this.behaviour = config.behaviour;
    this.statistics = statistics;
    this.clock = statistics.clock;
    this.heap = new EventHeap(this.clock);
    this.trace = trace === null ? null : new CallTrace(trace, this.calls, this.clock);
    this.agents = new Agents(config);
    this.strategies = config.queues.map((queue) => strategyOf(queue, config.readings));
    this.pending = new PendingLists(this.calls, config.queues.length);
    this.inQueue = new InQueue(this.calls, config.queues.length);
    this.rings = new SimultaneousRings(config.queues.length);
  }

  get nowMs(): number {
    return this.clock.nowMs;
  }

  /** The call's turn to be rung will come: now if somebody is available, else when somebody becomes it. */
  makePending(call: number): void {
    const queue = this.calls.queue[call] as number;
    this.calls.phase[call] = CALL_PENDING;
    this.pending.add(call);
    if (this.agents.available[queue] !== 0) this.agents.touch(queue);
  }

  /** A caller begins to wait. */
  addWaiting(call: number): void {
    this.inQueue.add(call);
    this.statistics.waitingChanged(this.calls.queue[call] as number, 1);
  }

  /** A caller waits no longer; one who asked to be called back did not. */
  removeWaiting(call: number): void {
    if (this.calls.isCallback[call] === 1) return;
    this.inQueue.remove(call);
    this.statistics.waitingChanged(this.calls.queue[call] as number, -1);
  }

  /** Notes how a call's stay in its queue ended. */
  end(call: number, outcome: number): void {
    const calls = this.calls;
    const queue = calls.queue[call] as number;
    this.statistics.ended(queue, outcome, this.waitMs(call));
    if (this.trace === null) return;
    const waitMs = this.nowMs - (calls.arrivedMs[call] as number);
    const name = OUTCOMES[outcome] as Outcome;
    this.trace.step(call, { type: 'ended', queue, outcome: name, waitMs });
  }

  /** The call is no longer inside. */
  release(call: number): void {
    this.calls.stay[call]!++;
    this.calls.give(call);
  }

  /** How long ago the call entered its queue. */
  waitMs(call: number): number {
    return this.nowMs - (this.calls.enteredMs[call] as number);
  }

  /** Something that happens to a call unless it leaves its queue before. */
  scheduleForStay(call: number, delayMs: number, eventClass: number, kind: number): void {
    this.heap.schedule(delayMs, eventClass, kind, call, this.calls.stay[call] as number);
  }

  /** Something that happens to an agent unless they do something else before. */
  scheduleForAgent(agent: number, delayMs: number, kind: number): void {
    this.heap.schedule(delayMs, CLASS_AGENT, kind, agent, this.agents.stamp[agent] as number);
  }

  /** Counts what an agent has been doing until now; to be called before the activity changes. */
  countActivity(agent: number): void {
    const activity = this.agents.activity[agent] as number;
    if (activity === IDLE || activity === OTHER_CALL) return;
    const spanMs = this.nowMs - (this.agents.sinceMs[agent] as number);
    if (spanMs === 0) return;
    if (activity === RINGING) this.statistics.rangFor(agent, spanMs);
    else if (activity === QUEUE_CALL) this.statistics.talkedFor(agent, spanMs);
    else this.statistics.wrappedUpFor(agent, spanMs);
  }

  countShift(agent: number): void {
    this.statistics.wasOnShiftFor(agent, this.nowMs - (this.agents.onShiftSinceMs[agent] as number));
  }

  /** Changes what an agent does, and counts what they did until now. */
  setActivity(agent: number, activity: number): void {
    this.countActivity(agent);
    this.agents.setActivity(agent, activity);
    this.agents.sinceMs[agent] = this.nowMs;
  }

  /** The calls of the run are counted; slots are the engine's own. */
  numberOf(call: number): number {
    return this.calls.number[call] as number;
  }

  queueOf(call: number): EngineQueue {
    return this.queues[this.calls.queue[call] as number] as EngineQueue;
  }

  /** The agents behind memberships. */
  agentsOf(members: readonly number[]): number[] {
    return members.map((member) => this.agents.agent[member] as number);
  }
}
