/**
 * Rings: one attempt at one agent, or at all who are available, for at most the queue's ring time.
 *
 * Whether and when an agent will answer is settled when their ring starts. Of a simultaneous ring only the earliest
 * answer is scheduled, one event for all who ring.
 */

import { IDLE, RINGING } from './agents.ts';
import { CALL_RINGING, NOBODY } from './calls.ts';
import type { Candidates } from './candidates.ts';
import type { Floor } from './floor.ts';
import { ANSWER, CLASS_ANSWER, CLASS_RING_END, RING_END } from './order.ts';
import type { Strategy } from './strategies/strategy.ts';
import type { Talk } from './talk.ts';
import type { StopReason } from './trace.ts';

export class Ringing {
  private readonly floor: Floor;
  private readonly candidates: Candidates;
  private readonly talk: Talk;
  /** Calls that are answered in the next pass of this instant, with their rings: they need no heap. */
  private readonly atOnce: number[] = [];
  private readonly atOnceRings: number[] = [];
  private atOnceCount = 0;

  constructor(floor: Floor, candidates: Candidates, talk: Talk) {
    this.floor = floor;
    this.candidates = candidates;
    this.talk = talk;
  }

  /** Whether an answer is due in the next pass of this instant. */
  get isDue(): boolean {
    return this.atOnceCount > 0;
  }

  answerDue(): void {
    const { calls, statistics } = this.floor;
    for (let index = 0; index < this.atOnceCount; index++) {
      const call = this.atOnce[index] as number;
      statistics.events++;
      if (calls.ring[call] === this.atOnceRings[index]) this.answer(call);
    }
    this.atOnceCount = 0;
  }

  // --- starting -----------------------------------------------------------------------------------------------------

  one(call: number, member: number, isSticky: boolean): void {
    const floor = this.floor;
    const { ringMs } = floor.queueOf(call);
    const afterMs = this.start(call, member);
    floor.calls.phase[call] = CALL_RINGING;
    floor.calls.ringing[call] = member;
    if (floor.trace !== null) {
      const round = floor.calls.attempts[call] as number;
      const agents = floor.agentsOf([member]);
      floor.trace.step(call, { type: 'ring', agents, sticky: isSticky, round });
    }
    if (afterMs >= 0 && afterMs <= ringMs) this.scheduleAnswer(call, afterMs);
    else this.scheduleEnd(call, ringMs);
  }

  /** All candidates at once, until the ring's end also those who become it. */
  all(call: number): void {
    const { calls, rings, nowMs } = this.floor;
    const { ringMs } = this.floor.queueOf(call);
    calls.phase[call] = CALL_RINGING;
    calls.ringing[call] = NOBODY;
    rings.start(calls.queue[call] as number, call, nowMs + ringMs);
    this.scheduleEnd(call, ringMs);
    const agents = this.add(call);
    const round = calls.attempts[call] as number;
    this.floor.trace?.step(call, {
      type: 'ring',
      agents,
      sticky: false,
      round,
    });
  }

  /** Who became available joins the ring that is on in a queue. */
  join(queue: number): void {
    const { rings, trace } = this.floor;
    const call = rings.call(queue);
    const agents = this.add(call);
    trace?.step(call, { type: 'join', agents });
  }

  private add(call: number): number[] {
    const { calls, rings, nowMs } = this.floor;
    const queue = calls.queue[call] as number;
    const members = this.candidates.all(call);
    for (const member of members) {
      const afterMs = this.start(call, member);
      const answerMs = afterMs < 0 ? Infinity : nowMs + afterMs;
      if (rings.add(queue, member, answerMs)) this.scheduleAnswer(call, afterMs);
    }
    return this.floor.agentsOf(members);
  }

  /** The agent rings for the call; returns after how long they would answer, or -1. */
  private start(call: number, member: number): number {
    const floor = this.floor;
    const { agents, calls } = floor;
    const agent = agents.agent[member] as number;
    floor.setActivity(agent, RINGING);
    agents.call[agent] = call;
    agents.through[agent] = member;
    const strategy = floor.strategies[calls.queue[call] as number] as Strategy;
    agents.key[member] = strategy.keyWhenRung(agents.key[member] as number, ++floor.turn);
    calls.addTried(call, member);
    floor.statistics.rung(agent);
    const ring = agents.rings[agent]!++;
    const attempt = calls.attempts[call]!++;
    return floor.behaviour.answerAfterMs(agent, ring, floor.numberOf(call), attempt);
  }

  private scheduleEnd(call: number, delayMs: number): void {
    const { heap, calls } = this.floor;
    heap.schedule(delayMs, CLASS_RING_END, RING_END, call, calls.ring[call] as number);
  }

  private scheduleAnswer(call: number, delayMs: number): void {
    const { heap, calls } = this.floor;
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
    const { calls, rings } = this.floor;
    const queue = calls.queue[call] as number;
    if (rings.call(queue) === call) {
      this.answerOneOfAll(call, queue);
      return;
    }
    calls.ring[call]!++;
    this.talk.connect(call, calls.ringing[call] as number);
  }

  private answerOneOfAll(call: number, queue: number): void {
    const { rings, nowMs } = this.floor;
    const winner = rings.firstToAnswer(queue, nowMs);
    if (winner === NOBODY) {
      // Whoever was to answer now has left the ring; somebody else may answer later.
      const nextMs = rings.nextAnswer(queue);
      if (nextMs !== Infinity) this.scheduleAnswer(call, nextMs - nowMs);
      return;
    }
    const others = rings.members(queue).filter((member) => member !== winner);
    this.end(call);
    this.letGo(call, others, 'answered_elsewhere');
    this.talk.connect(call, winner);
  }

  /** Nobody answered within the ring time: a miss for whoever rang. */
  runOut(call: number): void {
    const floor = this.floor;
    const { agents, statistics } = floor;
    const members = this.end(call);
    floor.trace?.step(call, { type: 'no_answer', agents: floor.agentsOf(members) });
    floor.makePending(call);
    for (const member of members) {
      const agent = agents.agent[member] as number;
      statistics.missed(agent);
      agents.call[agent] = NOBODY;
      this.talk.becomeFree(agent, member);
    }
  }

  /** Ends a call's ring without an answer and without a miss. */
  stop(call: number, why: StopReason): void {
    this.letGo(call, this.end(call), why);
  }

  /** An agent can no longer be rung: leaves a simultaneous ring, or ends a ring of their own. */
  withdraw(agent: number): void {
    const { agents, rings } = this.floor;
    const call = agents.call[agent] as number;
    const member = agents.through[agent] as number;
    const queue = this.floor.calls.queue[call] as number;
    if (rings.call(queue) === call && rings.members(queue).length > 1) {
      rings.remove(queue, member);
      this.letGo(call, [member], 'unavailable');
      return;
    }
    this.stop(call, 'unavailable');
    this.floor.makePending(call);
  }

  /** Ends a ring and says who rang; what they do next is the caller's to say. */
  private end(call: number): readonly number[] {
    const { agents, calls, rings } = this.floor;
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

  private letGo(call: number, members: readonly number[], why: StopReason): void {
    if (members.length === 0) return;
    const floor = this.floor;
    floor.trace?.step(call, {
      type: 'stop',
      agents: floor.agentsOf(members),
      why,
    });
    for (const member of members) {
      const agent = floor.agents.agent[member] as number;
      floor.agents.call[agent] = NOBODY;
      floor.setActivity(agent, IDLE);
    }
  }
}
