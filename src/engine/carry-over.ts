/**
 * Moves running calls and agents to an engine with a changed config, so that queues and agents can change while calls
 * wait.
 *
 * Kept: waiting calls with their place, time of entry, patience, rounds and rings; calls in talk; agents' activities,
 * statuses, shifts and order keys; who last talked to whom. New settings apply at once: a shorter longest wait, counted
 * from entry, may end a wait now. First the old engine ends what cannot continue in the new one (`endRemoved`):
 *
 * - a queue that is no more hangs up on who waits in it (outcome `abandoned`, rule HANGUP in the trace); a call in talk
 *   goes on, and its agent is free after it;
 * - a ring stops, which is no miss, where its agent is no longer one of the queue, or where the queue changes between
 *   ringing all and ringing one after another;
 * - an agent who is no more drops out, and the call in talk with them. Agents who leave all queues should stay known.
 *
 * Order keys start anew where a queue's strategy changes. Statistics and trace are the new engine's own.
 */

import { IDLE, OTHER_CALL, RINGING, WRAPPING_UP } from './agents.ts';
import { CALL_PENDING, CALL_RINGING, CALL_TALKING, NOBODY } from './calls.ts';
import type { EngineState } from './engine-state.ts';
import {
  ANSWER,
  HANG_UP,
  MAX_WAITING,
  OTHER_CALL_END,
  PRESS_3,
  RING_END,
  SCENARIO,
  TALK_END,
  WRAP_UP_END,
} from './order.ts';
import type { Ringing } from './ringing.ts';
import type { Strategy } from './strategies/strategy.ts';
import type { Visit } from './visit.ts';

/** The new index by the old one; -1 for what was removed. */
export interface Moves {
  queues: readonly number[];
  agents: readonly number[];
}

/** Events that the new engine schedules by its own settings. */
const RESCHEDULED = new Set([HANG_UP, PRESS_3, MAX_WAITING, SCENARIO]);

export class CarryOver {
  private readonly from: EngineState;
  private readonly to: EngineState;
  private readonly moves: Moves;
  /** The new slot by the old one. */
  private readonly slots = new Map<number, number>();
  /** By old slot: the agent who talks, or rings alone. */
  private readonly agents = new Map<number, number>();

  constructor(from: EngineState, to: EngineState, moves: Moves) {
    this.from = from;
    this.to = to;
    this.moves = moves;
  }

  /** Ends, in the old engine, what cannot continue in the new one. */
  endRemoved(ringing: Ringing, visit: Visit): void {
    const { agents, calls, queues, rings } = this.from;
    queues.forEach((_unused, queue) => {
      if (this.moves.queues[queue] === NOBODY) visit.closeQueue(queue);
    });
    for (const call of calls.slots()) {
      if (calls.phase[call] !== CALL_RINGING) continue;
      const queue = calls.queue[call] as number;
      const isAll = rings.call(queue) === call;
      if (isAll === this.strategyAfter(queue).ringsAll) continue;
      ringing.stop(call, 'unavailable');
      this.from.makePending(call);
    }
    for (let agent = 0; agent < agents.activity.length; agent++) {
      if (agents.activity[agent] !== RINGING) continue;
      if (this.memberAfter(agents.through[agent] as number) === NOBODY) ringing.withdraw(agent);
    }
  }

  /** `visit` belongs to the new engine, in which nothing has happened yet. */
  resumeAll(visit: Visit): void {
    this.to.turn = this.from.turn;
    this.from.agents.call.forEach((call, agent) => {
      if (call !== NOBODY) this.agents.set(call, agent);
      this.carryAgent(agent);
    });
    const { calls } = this.from;
    for (const call of calls.slots().sort((a, b) => calls.ticket[a]! - calls.ticket[b]!)) {
      this.carryCall(call, visit);
    }
    this.carryRings();
    this.carryEvents();
    this.from.sticky.forEach((queue, caller, agent, atMs) => {
      const queueAfter = this.moves.queues[queue] as number;
      const agentAfter = this.moves.agents[agent] as number;
      if (queueAfter !== NOBODY && agentAfter !== NOBODY) {
        this.to.sticky.remember(queueAfter, caller, agentAfter, atMs);
      }
    });
  }

  private strategyAfter(queue: number): Strategy {
    return this.to.strategies[this.moves.queues[queue] as number] as Strategy;
  }

  /** The membership that an agent has in the same queue after the change, or NOBODY. */
  private memberAfter(member: number): number {
    if (member === NOBODY) return NOBODY;
    const { agent, queue } = this.from.agents;
    const agentAfter = this.moves.agents[agent[member] as number] as number;
    const queueAfter = this.moves.queues[queue[member] as number] as number;
    if (agentAfter === NOBODY || queueAfter === NOBODY) return NOBODY;
    return this.to.agents.membership(agentAfter, queueAfter);
  }

  private carryAgent(agent: number): void {
    const before = this.from.agents;
    const { agents } = this.to;
    const after = this.moves.agents[agent] as number;
    if (after === NOBODY) return;
    // Keys may only change while the agent is in no ready heap.
    agents.setActivity(after, OTHER_CALL);
    for (const member of before.membershipsOf(agent)) {
      const memberAfter = this.memberAfter(member);
      if (memberAfter === NOBODY) continue;
      const queue = before.queue[member] as number;
      agents.setStatus(memberAfter, before.status[member] as number);
      agents.isSetInCall[memberAfter] = before.isSetInCall[member] as number;
      if (this.from.strategies[queue] === this.strategyAfter(queue)) {
        agents.key[memberAfter] = before.key[member] as number;
      }
    }
    agents.setShift(after, before.onShift[agent] === 1);
    agents.onShiftSinceMs[after] = before.onShiftSinceMs[agent] as number;
    agents.sinceMs[after] = before.sinceMs[agent] as number;
    agents.rings[after] = before.rings[agent] as number;
    agents.through[after] = this.memberAfter(before.through[agent] as number);
    const activity = before.activity[agent] as number;
    const isOver = activity === WRAPPING_UP && agents.through[after] === NOBODY;
    agents.setActivity(after, isOver ? IDLE : activity);
  }

  private carryCall(call: number, visit: Visit): void {
    const before = this.from.calls;
    const { calls, agents } = this.to;
    const phase = before.phase[call] as number;
    const agent = this.agents.get(call);
    const agentAfter = agent === undefined ? NOBODY : (this.moves.agents[agent] as number);
    if (phase === CALL_TALKING && agentAfter === NOBODY) return;
    const slot = calls.copy(before, call);
    this.slots.set(call, slot);
    calls.queue[slot] = this.moves.queues[before.queue[call] as number] ?? NOBODY;
    calls.ringing[slot] = this.memberAfter(before.ringing[call] as number);
    if (agentAfter !== NOBODY) agents.call[agentAfter] = slot;
    if (phase === CALL_TALKING) return;
    for (const member of before.allTried(call)) {
      const memberAfter = this.memberAfter(member);
      if (memberAfter !== NOBODY) calls.addTried(slot, memberAfter);
    }
    visit.resume(slot);
    if (phase === CALL_PENDING) this.to.makePending(slot);
  }

  private carryRings(): void {
    const { rings, queues } = this.from;
    queues.forEach((_unused, queue) => {
      const ring = rings.ring(queue);
      const queueAfter = this.moves.queues[queue] as number;
      if (ring === null || queueAfter === NOBODY) return;
      const call = this.slots.get(ring.call) as number;
      const members = ring.members.map((member) => this.memberAfter(member));
      this.to.rings.restore(queueAfter, { ...ring, call, members, answers: [...ring.answers] });
      for (const member of members) {
        this.to.agents.call[this.to.agents.agent[member] as number] = call;
      }
    });
  }

  /** Events that end a caller's wait were scheduled with the call; all others keep their time. */
  private carryEvents(): void {
    for (const { time, eventClass, kind, subject, stamp } of this.from.heap.inOrder()) {
      if (RESCHEDULED.has(kind) || this.stampOf(this.from, kind, subject) !== stamp) continue;
      const after = this.isOfAgent(kind) ? this.moves.agents[subject] : this.slots.get(subject);
      if (after === undefined || after === NOBODY) continue;
      if (kind === WRAP_UP_END && this.to.agents.activity[after] !== WRAPPING_UP) continue;
      const delayMs = time - this.from.nowMs;
      this.to.heap.schedule(delayMs, eventClass, kind, after, this.stampOf(this.to, kind, after));
    }
  }

  private isOfAgent(kind: number): boolean {
    return kind === TALK_END || kind === WRAP_UP_END || kind === OTHER_CALL_END;
  }

  private stampOf({ agents, calls }: EngineState, kind: number, subject: number): number {
    if (this.isOfAgent(kind)) return agents.stamp[subject] as number;
    if (kind === ANSWER || kind === RING_END) return calls.ring[subject] as number;
    return calls.visit[subject] as number;
  }
}
