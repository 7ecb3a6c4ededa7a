/**
 * Serving: after all events of an instant, waiting calls that do not ring get their next agent, the oldest call first
 * over all queues. Only queues in which an agent became available or a call began to wait for a ring are looked at.
 */

import { CALL_HELD, NOBODY } from './calls.ts';
import type { Candidates } from './candidates.ts';
import type { EngineQueue } from './config.ts';
import type { EngineState } from './engine-state.ts';
import { CLASS_ANNOUNCEMENT, ROUND_START } from './order.ts';
import type { Ringing } from './ringing.ts';
import type { Strategy } from './strategies/strategy.ts';
import type { Visit } from './visit.ts';

export class Serving {
  private readonly state: EngineState;
  private readonly candidates: Candidates;
  private readonly ringing: Ringing;
  private readonly visit: Visit;

  constructor(state: EngineState, candidates: Candidates, ringing: Ringing, visit: Visit) {
    this.state = state;
    this.candidates = candidates;
    this.ringing = ringing;
    this.visit = visit;
  }

  /** Matches calls and agents until no touched queue has both. */
  serve(): void {
    const { agents, readings } = this.state;
    if (agents.touchedCount === 0) return;
    if (readings.unstaffedCheck === 'always') this.clearUnstaffedQueues();
    for (;;) {
      const queue = agents.touchedCount === 1 ? this.servable(agents.touched[0] as number) : this.pickQueue();
      if (queue === NOBODY) break;
      this.serveOne(queue);
    }
    agents.clearTouched();
  }

  /** The queue itself if one of its calls can get an agent now, else NOBODY. */
  private servable(queue: number): number {
    if (this.state.agents.available[queue] === 0) return NOBODY;
    return this.nextCall(queue) === NOBODY ? NOBODY : queue;
  }

  /** The call to serve next. During a simultaneous ring it is the ringing call, which other agents may join. */
  private nextCall(queue: number): number {
    const { rings, pending, readings } = this.state;
    const ringing = rings.call(queue);
    if (ringing === NOBODY) return pending.first(queue);
    return readings.lateJoin && this.candidates.first(ringing) !== NOBODY ? ringing : NOBODY;
  }

  private pickQueue(): number {
    const { touched, touchedCount } = this.state.agents;
    let best = NOBODY;
    let bestCall = NOBODY;
    for (let index = 0; index < touchedCount; index++) {
      const queue = touched[index] as number;
      if (this.servable(queue) === NOBODY) continue;
      const call = this.nextCall(queue);
      if (best === NOBODY || this.isServedBefore(call, queue, bestCall, best)) {
        best = queue;
        bestCall = call;
      }
    }
    return best;
  }

  private isServedBefore(call: number, queue: number, other: number, otherQueue: number): boolean {
    const { calls, readings } = this.state;
    if (readings.sharedAgent === 'queue_order') return queue < otherQueue;
    if (calls.vip[call] !== calls.vip[other]) return calls.vip[call] === 1;
    const difference = calls.enteredMs[call]! - calls.enteredMs[other]!;
    return difference < 0 || (difference === 0 && queue < otherQueue);
  }

  private serveOne(queue: number): void {
    const { calls, pending, rings, strategies } = this.state;
    if (rings.call(queue) !== NOBODY) {
      this.ringing.join(queue);
      return;
    }
    const call = pending.first(queue);
    pending.remove(call);
    let next = this.candidates.first(call);
    if (next === NOBODY) {
      if (!this.beginRound(call)) return;
      next = this.candidates.first(call);
    }
    if ((strategies[queue] as Strategy).ringsAll) {
      this.ringing.all(call);
      return;
    }
    const sticky = calls.caller[call] === NOBODY ? NOBODY : this.candidates.sticky(call);
    if (sticky !== NOBODY) calls.stickyUsed[call] = 1;
    this.ringing.one(call, sticky === NOBODY ? next : sticky, sticky !== NOBODY);
  }

  /** All available agents were tried: starts again from the first, after the pause between rounds if there is one. */
  private beginRound(call: number): boolean {
    const { calls, readings } = this.state;
    if (readings.roundGapMs === 0) {
      calls.forgetTried(call);
      return true;
    }
    calls.phase[call] = CALL_HELD;
    this.state.scheduleForVisit(call, readings.roundGapMs, CLASS_ANNOUNCEMENT, ROUND_START);
    return false;
  }

  /** Under `unstaffedCheck: always` waiting calls leave when the last agent does. */
  private clearUnstaffedQueues(): void {
    const { agents, queues } = this.state;
    for (const queue of agents.touched.slice(0, agents.touchedCount)) {
      const facts = queues[queue] as EngineQueue;
      if (agents.online[queue] === 0 && !facts.waitWhenNobodyOnline) this.visit.removeWaitingCallers(queue);
    }
  }
}
