/**
 * The floor: what all parts of the engine share. Time, queues, calls, agents, what is scheduled, and the few moves that
 * every part makes. Those that a call or an agent goes through are in `stay`, `serving`, `ringing`, `talk`, `commands`.
 */

import { OUTCOMES, type Outcome } from '../model/simulation.ts';
import { Agents, IDLE, OTHER_CALL, QUEUE_CALL, RINGING } from './agents.ts';
import { CALL_PENDING, Calls } from './calls.ts';
import type { Behaviour, EngineConfig, EngineQueue, Readings } from './config.ts';
import { EventHeap } from './event-heap.ts';
import { InQueue } from './in-queue.ts';
import { PendingLists } from './pending.ts';
import { SimultaneousRings } from './simultaneous-rings.ts';
import type { Statistics } from './statistics.ts';
import { StickyMemory } from './sticky.ts';
import type { Strategy } from './strategies/strategy.ts';
import { strategyOf } from './strategies/strategy-of.ts';
import type { Trace } from './trace.ts';

export class Floor {
  nowMs = 0;
  /** Order keys of the strategies: grows. */
  turn = 0;
  readonly queues: readonly EngineQueue[];
  readonly readings: Readings;
  readonly behaviour: Behaviour;
  readonly statistics: Statistics;
  readonly trace: Trace | null;
  readonly heap = new EventHeap();
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
    this.trace = trace;
    this.agents = new Agents(config);
    this.strategies = config.queues.map((queue) => strategyOf(queue, config.readings));
    this.pending = new PendingLists(this.calls, config.queues.length);
    this.inQueue = new InQueue(this.calls, config.queues.length);
    this.rings = new SimultaneousRings(config.queues.length);
  }

  /** The call's turn to be rung will come. */
  makePending(call: number): void {
    this.calls.phase[call] = CALL_PENDING;
    this.pending.add(call);
    this.agents.touch(this.calls.queue[call] as number);
  }

  /** A caller begins to wait. */
  addWaiting(call: number): void {
    this.inQueue.add(call);
    this.statistics.waitingChanged(this.calls.queue[call] as number, 1, this.nowMs);
  }

  /** A caller waits no longer; one who asked to be called back did not. */
  removeWaiting(call: number): void {
    if (this.calls.isCallback[call] === 1) return;
    this.inQueue.remove(call);
    this.statistics.waitingChanged(this.calls.queue[call] as number, -1, this.nowMs);
  }

  /** Notes how a call's stay in its queue ended. */
  end(call: number, outcome: number): void {
    const calls = this.calls;
    const queue = calls.queue[call] as number;
    this.statistics.ended(queue, outcome, calls.enteredMs[call] as number, this.nowMs);
    if (this.trace === null) return;
    const waitMs = this.nowMs - (calls.arrivedMs[call] as number);
    const name = OUTCOMES[outcome] as Outcome;
    this.trace.step(this.numberOf(call), this.nowMs, { type: 'ended', queue, outcome: name, waitMs });
  }

  /** The call is no longer inside. */
  release(call: number): void {
    this.calls.stay[call]!++;
    this.calls.give(call);
  }

  /** Something that happens to a call unless it leaves its queue before. */
  scheduleForStay(call: number, atMs: number, eventClass: number, kind: number): void {
    // A caller who was forwarded may have run out of patience on the way: then it happens now.
    const timeMs = Math.max(atMs, this.nowMs);
    this.heap.schedule(timeMs, eventClass, kind, call, this.calls.stay[call] as number);
  }

  /** Something that happens to an agent unless they do something else before. */
  scheduleForAgent(agent: number, atMs: number, eventClass: number, kind: number): void {
    this.heap.schedule(atMs, eventClass, kind, agent, this.agents.stamp[agent] as number);
  }

  /** Counts what an agent has been doing up to a time; to be called before the activity changes. */
  countActivity(agent: number, nowMs: number): void {
    const activity = this.agents.activity[agent] as number;
    if (activity === IDLE || activity === OTHER_CALL) return;
    const sinceMs = this.agents.sinceMs[agent] as number;
    if (activity === RINGING) this.statistics.rangFor(agent, sinceMs, nowMs);
    else if (activity === QUEUE_CALL) this.statistics.talkedFor(agent, sinceMs, nowMs);
    else this.statistics.wrappedUpFor(agent, sinceMs, nowMs);
  }

  countShift(agent: number, nowMs: number): void {
    this.statistics.wasOnShift(agent, this.agents.onShiftSinceMs[agent] as number, nowMs);
  }

  /** Changes what an agent does, and counts what they did until now. */
  setActivity(agent: number, activity: number): void {
    this.countActivity(agent, this.nowMs);
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
