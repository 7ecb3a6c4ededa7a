/**
 * The agent who last answered each caller, by queue. Grows with the callers that are known by number, not with the
 * calls.
 */

import { NOBODY } from './calls.ts';

export class StickyMemory {
  private readonly byQueue = new Map<number, Map<number, { agent: number; atMs: number }>>();

  remember(queue: number, caller: number, agent: number, nowMs: number): void {
    const callers = this.byQueue.get(queue) ?? new Map();
    callers.set(caller, { agent, atMs: nowMs });
    this.byQueue.set(queue, callers);
  }

  /** The agent who answered the caller in this queue at or after a time, or NOBODY. */
  agent(queue: number, caller: number, sinceMs: number): number {
    const last = this.byQueue.get(queue)?.get(caller);
    return last === undefined || last.atMs < sinceMs ? NOBODY : last.agent;
  }

  forEach(visit: (queue: number, caller: number, agent: number, atMs: number) => void): void {
    for (const [queue, callers] of this.byQueue) {
      for (const [caller, { agent, atMs }] of callers) visit(queue, caller, agent, atMs);
    }
  }
}
