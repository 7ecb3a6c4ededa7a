/**
 * Serving: when all events of an instant are done, waiting calls that are not ringing take their next agent, the oldest
 * first over all queues. Only queues are looked at in which somebody became available or a call began to wait for a ring.
 */

import { CALL_HELD, NOBODY } from './calls.ts';
import type { Candidates } from './candidates.ts';
import type { EngineQueue } from './config.ts';
import type { Floor } from './floor.ts';
import { CLASS_ANNOUNCEMENT, ROUND_START } from './order.ts';
import type { Ringing } from './ringing.ts';
import type { Stay } from './stay.ts';
import type { Strategy } from './strategies/strategy.ts';

export class Serving {
  private readonly floor: Floor;
  private readonly candidates: Candidates;
  private readonly ringing: Ringing;
  private readonly stay: Stay;

  constructor(floor: Floor, candidates: Candidates, ringing: Ringing, stay: Stay) {
    this.floor = floor;
    this.candidates = candidates;
    this.ringing = ringing;
    this.stay = stay;
  }

  /** Lets calls take agents until no touched queue has both. */
  serve(): void {
    const { agents, readings } = this.floor;
    if (agents.touchedCount === 0) return;
    if (readings.unstaffedCheck === 'always') this.turnOutUnstaffed();
    for (;;) {
      const queue = agents.touchedCount === 1 ? this.servable(agents.touched[0] as number) : this.pickQueue();
      if (queue === NOBODY) break;
      this.serveOne(queue);
    }
    agents.settle();
  }

  /** The queue itself if a call of it can take an agent now, else NOBODY. */
  private servable(queue: number): number {
    if (this.floor.agents.available[queue] === 0) return NOBODY;
    return this.nextCall(queue) === NOBODY ? NOBODY : queue;
  }

  /** The call whose turn it is: while a simultaneous ring is on, that one, for others to join. */
  private nextCall(queue: number): number {
    const { rings, pending, readings } = this.floor;
    const ringing = rings.call(queue);
    if (ringing === NOBODY) return pending.first(queue);
    return readings.lateJoin && this.candidates.first(ringing) !== NOBODY ? ringing : NOBODY;
  }

  private pickQueue(): number {
    const { touched, touchedCount } = this.floor.agents;
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
    const { calls, readings } = this.floor;
    if (readings.sharedAgent === 'queue_order') return queue < otherQueue;
    if (calls.vip[call] !== calls.vip[other]) return calls.vip[call] === 1;
    const difference = calls.enteredMs[call]! - calls.enteredMs[other]!;
    return difference < 0 || (difference === 0 && queue < otherQueue);
  }

  private serveOne(queue: number): void {
    const { calls, pending, rings, strategies } = this.floor;
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

  /** All who are available have been tried: again from the first, unless the call is held for a pause before. */
  private beginRound(call: number): boolean {
    const { calls, readings } = this.floor;
    if (readings.roundGapMs === 0) {
      calls.forgetTried(call);
      return true;
    }
    calls.phase[call] = CALL_HELD;
    this.floor.scheduleForStay(call, readings.roundGapMs, CLASS_ANNOUNCEMENT, ROUND_START);
    return false;
  }

  /** The reading by which waiting calls leave when the last agent does. */
  private turnOutUnstaffed(): void {
    const { agents, queues } = this.floor;
    for (const queue of agents.touched.slice(0, agents.touchedCount)) {
      const facts = queues[queue] as EngineQueue;
      if (agents.online[queue] === 0 && !facts.waitWhenNobodyOnline) this.stay.turnOut(queue);
    }
  }
}
