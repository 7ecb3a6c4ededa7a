/**
 * Rings: one attempt at one agent, or at all who are available, for at most the queue's ring time.
 *
 * Whether and when an agent will answer is decided when the ring starts. Of a simultaneous ring only the earliest
 * answer is scheduled, one event for all who ring.
 */

import { IDLE, RINGING } from './agents.ts';
import { CALL_RINGING, NOBODY } from './calls.ts';
import type { Candidates } from './candidates.ts';
import type { EngineState } from './engine-state.ts';
import { ANSWER, CLASS_ANSWER, CLASS_RING_END, RING_END } from './order.ts';
import type { Strategy } from './strategies/strategy.ts';
import type { Talk } from './talk.ts';
import type { StopReason } from './trace.ts';

export class Ringing {
  private readonly state: EngineState;
  private readonly candidates: Candidates;
  private readonly talk: Talk;
  /** Calls to be answered in the next pass of this instant, with their ring stamps; they need no heap. */
  private readonly atOnce: number[] = [];
  private readonly atOnceRings: number[] = [];
  private atOnceCount = 0;

  constructor(state: EngineState, candidates: Candidates, talk: Talk) {
    this.state = state;
    this.candidates = candidates;
    this.talk = talk;
  }

  /** Whether an answer is due in the next pass of this instant. */
  get isDue(): boolean {
    return this.atOnceCount > 0;
  }

  answerDue(): void {
    const { calls, statistics } = this.state;
    for (let index = 0; index < this.atOnceCount; index++) {
      const call = this.atOnce[index] as number;
      statistics.events++;
      if (calls.ring[call] === this.atOnceRings[index]) this.answer(call);
    }
    this.atOnceCount = 0;
  }

  // --- starting -----------------------------------------------------------------------------------------------------

  one(call: number, member: number, isSticky: boolean): void {
    const state = this.state;
    const { ringMs } = state.queueOf(call);
    const afterMs = this.start(call, member);
    state.calls.phase[call] = CALL_RINGING;
    state.calls.ringing[call] = member;
    if (state.trace !== null) {
      const round = state.calls.attempts[call] as number;
      const agents = state.agentsOf([member]);
      state.trace.step(call, { type: 'ring', agents, sticky: isSticky, round });
    }
    if (afterMs >= 0 && afterMs <= ringMs) this.scheduleAnswer(call, afterMs);
    else this.scheduleEnd(call, ringMs);
  }

  /** Rings all candidates at once; those who become available later join until the ring ends. */
  all(call: number): void {
    const { calls, rings, nowMs } = this.state;
    const { ringMs } = this.state.queueOf(call);
    calls.phase[call] = CALL_RINGING;
    calls.ringing[call] = NOBODY;
    rings.start(calls.queue[call] as number, call, nowMs + ringMs);
    this.scheduleEnd(call, ringMs);
    const agents = this.add(call);
    const round = calls.attempts[call] as number;
    this.state.trace?.step(call, {
      type: 'ring',
      agents,
      sticky: false,
      round,
    });
  }

  /** Agents who became available join the current ring of a queue. */
  join(queue: number): void {
    const { rings, trace } = this.state;
    const call = rings.call(queue);
    const agents = this.add(call);
    trace?.step(call, { type: 'join', agents });
  }

  private add(call: number): number[] {
    const { calls, rings, nowMs } = this.state;
    const queue = calls.queue[call] as number;
    const members = this.candidates.all(call);
    for (const member of members) {
      const afterMs = this.start(call, member);
      const answerMs = afterMs < 0 ? Infinity : nowMs + afterMs;
      if (rings.add(queue, member, answerMs)) this.scheduleAnswer(call, afterMs);
    }
    return this.state.agentsOf(members);
  }

  /** Starts the agent's ring; returns the time until they would answer, or -1. */
  private start(call: number, member: number): number {
    const state = this.state;
    const { agents, calls } = state;
    const agent = agents.agent[member] as number;
    state.setActivity(agent, RINGING);
    agents.call[agent] = call;
    agents.through[agent] = member;
    const strategy = state.strategies[calls.queue[call] as number] as Strategy;
    agents.key[member] = strategy.keyWhenRung(agents.key[member] as number, ++state.turn);
    calls.addTried(call, member);
    state.statistics.rung(agent);
    const ring = agents.rings[agent]!++;
    const attempt = calls.attempts[call]!++;
    return state.behaviour.answerAfterMs(agent, ring, state.numberOf(call), attempt);
  }

  private scheduleEnd(call: number, delayMs: number): void {
    const { heap, calls } = this.state;
    heap.schedule(delayMs, CLASS_RING_END, RING_END, call, calls.ring[call] as number);
  }

  private scheduleAnswer(call: number, delayMs: number): void {
    const { heap, calls } = this.state;
    const ring = calls.ring[call] as number;
    if (delayMs > 0) {
      heap.schedule(delayMs, CLASS_ANSWER, ANSWER, call, ring);
      return;
    }
    const index = this.atOnceCount++;
    this.atOnce[index] = call;
    this.atOnceRings[index] = ring;
  }

  // --- ending -------------------------------------------------------------------------------------------------------

  answer(call: number): void {
    const { calls, rings } = this.state;
    const queue = calls.queue[call] as number;
    if (rings.call(queue) === call) {
      this.answerOneOfAll(call, queue);
      return;
    }
    calls.ring[call]!++;
    this.talk.connect(call, calls.ringing[call] as number);
  }

  private answerOneOfAll(call: number, queue: number): void {
    const { rings, nowMs } = this.state;
    const winner = rings.firstToAnswer(queue, nowMs);
    if (winner === NOBODY) {
      // The agent who was to answer now has left the ring; another may answer later.
      const nextMs = rings.nextAnswer(queue);
      if (nextMs !== Infinity) this.scheduleAnswer(call, nextMs - nowMs);
      return;
    }
    const others = rings.members(queue).filter((member) => member !== winner);
    this.end(call);
    this.stopRinging(call, others, 'answered_elsewhere');
    this.talk.connect(call, winner);
  }

  /** Nobody answered within the ring time: a missed call for every ringing agent. */
  timeOut(call: number): void {
    const state = this.state;
    const { agents, statistics } = state;
    const members = this.end(call);
    state.trace?.step(call, { type: 'no_answer', agents: state.agentsOf(members) });
    state.makePending(call);
    for (const member of members) {
      const agent = agents.agent[member] as number;
      statistics.missed(agent);
      agents.call[agent] = NOBODY;
      this.talk.becomeFree(agent, member);
    }
  }

  /** Ends a call's ring without an answer and without missed calls. */
  stop(call: number, why: StopReason): void {
    this.stopRinging(call, this.end(call), why);
  }

  /** An agent can no longer be rung: removes them from a simultaneous ring, or ends their own ring. */
  withdraw(agent: number): void {
    const { agents, rings } = this.state;
    const call = agents.call[agent] as number;
    const member = agents.through[agent] as number;
    const queue = this.state.calls.queue[call] as number;
    if (rings.call(queue) === call && rings.members(queue).length > 1) {
      rings.remove(queue, member);
      this.stopRinging(call, [member], 'unavailable');
      return;
    }
    this.stop(call, 'unavailable');
    this.state.makePending(call);
  }

  /** Ends a ring and returns the ringing memberships; the caller sets their next activity. */
  private end(call: number): readonly number[] {
    const { agents, calls, rings } = this.state;
    const queue = calls.queue[call] as number;
    const isAll = rings.call(queue) === call;
    const members = isAll ? rings.members(queue) : [calls.ringing[call] as number];
    if (isAll) {
      rings.end(queue);
      // The next call of the queue may ring now.
      agents.touch(queue);
    }
    calls.ring[call]!++;
    calls.ringing[call] = NOBODY;
    return members;
  }

  private stopRinging(call: number, members: readonly number[], why: StopReason): void {
    if (members.length === 0) return;
    const state = this.state;
    state.trace?.step(call, {
      type: 'stop',
      agents: state.agentsOf(members),
      why,
    });
    for (const member of members) {
      const agent = state.agents.agent[member] as number;
      state.agents.call[agent] = NOBODY;
      state.setActivity(agent, IDLE);
    }
  }
}
