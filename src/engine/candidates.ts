/** The agents that a waiting call may ring next: available and not tried in this round, by level and strategy. */

import { NOBODY } from './calls.ts';
import type { EngineState } from './engine-state.ts';
import type { ReadyHeap } from './ready-heap.ts';

export class Candidates {
  private readonly state: EngineState;

  constructor(state: EngineState) {
    this.state = state;
  }

  /** NOBODY when the call has tried all who are available. */
  first(call: number): number {
    const { calls, agents, readings } = this.state;
    const heaps = agents.heaps[calls.queue[call] as number] as ReadyHeap[];
    const isFresh = calls.tried[call] === NOBODY;
    for (const heap of heaps) {
      if (heap.size === 0) continue;
      if (isFresh) return heap.members[0] as number;
      const best = this.firstUntried(call, heap);
      if (best !== NOBODY || readings.nextSkillGroup === 'when_unavailable') return best;
    }
    return NOBODY;
  }

  /** All candidates, in the order in which a hunt would try them. */
  all(call: number): number[] {
    const { calls, agents } = this.state;
    const heaps = agents.heaps[calls.queue[call] as number] as ReadyHeap[];
    return heaps.flatMap((heap) =>
      [...heap.members.subarray(0, heap.size)]
        .filter((member) => !calls.hasTried(call, member))
        .sort((a, b) => (heap.isBefore(a, b) ? -1 : 1)),
    );
  }

  /** The agent who last answered this caller, if the queue has sticky routing and it is their turn; else NOBODY. */
  sticky(call: number): number {
    const { calls, agents, nowMs, sticky } = this.state;
    const queue = calls.queue[call] as number;
    const caller = calls.caller[call] as number;
    const { stickyMs } = this.state.queueOf(call);
    if (stickyMs === null || calls.stickyUsed[call] === 1) return NOBODY;
    const agent = sticky.agent(queue, caller, nowMs - stickyMs);
    const member = agent === NOBODY ? NOBODY : agents.membership(agent, queue);
    if (member === NOBODY || !agents.isAvailable(member) || calls.hasTried(call, member)) return NOBODY;
    return member;
  }

  private firstUntried(call: number, heap: ReadyHeap): number {
    const { calls } = this.state;
    let best = NOBODY;
    for (let index = 0; index < heap.size; index++) {
      const member = heap.members[index] as number;
      if (calls.hasTried(call, member)) continue;
      if (best === NOBODY || heap.isBefore(member, best)) best = member;
    }
    return best;
  }
}
