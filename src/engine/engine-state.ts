/**
 * The state that all parts of the engine share: time, queues, calls, agents, scheduled events, and the few operations
 * that every part needs. The lifecycle of calls and agents is in `visit`, `serving`, `ringing`, `talk`, `commands`.
 */

import { OUTCOMES, type Outcome } from '../model/simulation.ts';
import { Agents, IDLE, OTHER_CALL, QUEUE_CALL, RINGING } from './agents.ts';
import { CALL_PENDING, Calls } from './calls.ts';
import type { Clock } from './clock.ts';
import type { Behaviour, EngineConfig, EngineQueue, Readings } from './config.ts';
import { EventHeap } from './event-heap.ts';
import { CLASS_AGENT } from './order.ts';
import { PendingLists } from './pending-lists.ts';
import { SimultaneousRings } from './simultaneous-rings.ts';
import type { Statistics } from './statistics.ts';
import { StickyMemory } from './sticky.ts';
import type { Strategy } from './strategies/strategy.ts';
import { strategyOf } from './strategies/strategy-of.ts';
import { CallTrace, type Trace } from './trace.ts';
import { WaitingLists } from './waiting-lists.ts';

export class EngineState {
  readonly clock: Clock;
  /** Order keys of the strategies: grows. */
  turn = 0;
  readonly queues: readonly EngineQueue[];
  readonly readings: Readings;
  readonly behaviour: Behaviour;
  readonly statistics: Statistics;
  /** Null without tracing. */
  readonly trace: CallTrace | null;
  readonly heap: EventHeap;
  readonly calls = new Calls();
  readonly agents: Agents;
  readonly strategies: readonly Strategy[];
  /** Calls that wait for a ring. */
  readonly pending: PendingLists;
  /** Callers who wait, ringing included. */
  readonly waitingLists: WaitingLists;
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
    this.waitingLists = new WaitingLists(this.calls, config.queues.length);
    this.rings = new SimultaneousRings(config.queues.length);
  }

  get nowMs(): number {
    return this.clock.nowMs;
  }

  /** Queues the call for a ring: now if an agent is available, else when one becomes available. */
  makePending(call: number): void {
    const queue = this.calls.queue[call] as number;
    this.calls.phase[call] = CALL_PENDING;
    this.pending.add(call);
    if (this.agents.available[queue] !== 0) this.agents.touch(queue);
  }

  /** A caller begins to wait. */
  addWaiting(call: number): void {
    this.waitingLists.add(call);
    this.statistics.waitingChanged(this.calls.queue[call] as number, 1);
  }

  /** A caller stops waiting. One who asked for a callback had stopped before. */
  removeWaiting(call: number): void {
    if (this.calls.isCallback[call] === 1) return;
    this.waitingLists.remove(call);
    this.statistics.waitingChanged(this.calls.queue[call] as number, -1);
  }

  /** Records how a call's visit to its queue ended. */
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
    this.calls.visit[call]!++;
    this.calls.release(call);
  }

  /** How long ago the call entered its queue. */
  waitMs(call: number): number {
    return this.nowMs - (this.calls.enteredMs[call] as number);
  }

  /** Schedules an event of a call, which is dropped if the call leaves its queue first. */
  scheduleForVisit(call: number, delayMs: number, eventClass: number, kind: number): void {
    this.heap.schedule(delayMs, eventClass, kind, call, this.calls.visit[call] as number);
  }

  /** Schedules an event of an agent, which is dropped if the agent's activity changes first. */
  scheduleForAgent(agent: number, delayMs: number, kind: number): void {
    this.heap.schedule(delayMs, CLASS_AGENT, kind, agent, this.agents.stamp[agent] as number);
  }

  /** Adds the time of the current activity to the figures; call it before the activity changes. */
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

  /** Changes the activity and counts the time of the previous one. */
  setActivity(agent: number, activity: number): void {
    this.countActivity(agent);
    this.agents.setActivity(agent, activity);
    this.agents.sinceMs[agent] = this.nowMs;
  }

  /** The call's number in the run. */
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
