/** Answered calls, and what the agent does afterwards. */

import { IDLE, QUEUE_CALL, READY, WRAP_UP, WRAPPING_UP } from './agents.ts';
import { CALL_TALKING, NOBODY } from './calls.ts';
import type { EngineQueue } from './config.ts';
import type { EngineState } from './engine-state.ts';
import { TALK_END, WRAP_UP_END } from './order.ts';
import { ANSWERED } from './statistics.ts';
import type { Strategy } from './strategies/strategy.ts';

export class Talk {
  private readonly state: EngineState;

  constructor(state: EngineState) {
    this.state = state;
  }

  /** Connects the call to the agent who rang for it; the ring has ended before. */
  connect(call: number, member: number): void {
    const state = this.state;
    const { calls, agents, statistics } = state;
    const queue = calls.queue[call] as number;
    const agent = agents.agent[member] as number;
    const talkMs = calls.talkMs[call] as number;
    const isCallback = calls.isCallback[call] === 1;
    state.removeWaiting(call);
    calls.visit[call]!++;
    calls.phase[call] = CALL_TALKING;
    calls.ringing[call] = member;
    state.setActivity(agent, QUEUE_CALL);
    const strategy = state.strategies[queue] as Strategy;
    agents.key[member] = strategy.keyWhenAnswered(agents.key[member] as number, ++state.turn);
    if (calls.caller[call] !== NOBODY) this.remember(call, queue, agent);
    statistics.answeredBy(agent);
    if (!isCallback) statistics.talked(queue, state.waitMs(call), talkMs);
    state.trace?.step(call, { type: isCallback ? 'called_back' : 'answered', agent, talkMs });
    if (!isCallback) state.end(call, ANSWERED);
    state.scheduleForAgent(agent, talkMs, TALK_END);
  }

  private remember(call: number, queue: number, agent: number): void {
    const { calls, queues, sticky, nowMs } = this.state;
    if ((queues[queue] as EngineQueue).stickyMs === null) return;
    sticky.remember(queue, calls.caller[call] as number, agent, nowMs);
  }

  hangUp(agent: number): void {
    const state = this.state;
    const call = state.agents.call[agent] as number;
    const member = state.agents.through[agent] as number;
    state.trace?.step(call, { type: 'talk_over', agent });
    state.agents.call[agent] = NOBODY;
    state.release(call);
    this.becomeFree(agent, member);
  }

  /** After a call, and after an unanswered ring: READY at once, or WRAP_UP. A status set meanwhile takes effect. */
  becomeFree(agent: number, member: number): void {
    const { agents, queues, readings } = this.state;
    if (member !== NOBODY && agents.isSetInCall[member] === 0) {
      const { autoReady } = queues[agents.queue[member] as number] as EngineQueue;
      if (!autoReady || readings.wrapUpWithAutoReady === 'timed') {
        this.wrapUp(agent, member);
        return;
      }
      agents.setStatus(member, READY);
    } else if (member !== NOBODY) agents.isSetInCall[member] = 0;
    this.state.setActivity(agent, IDLE);
  }

  /** For as long as the agent needs; without a time, until somebody sets a status. */
  wrapUp(agent: number, member: number): void {
    const state = this.state;
    const { agents } = state;
    const wrapUpMs = state.behaviour.wrapUpMs(agent, state.agents.rings[agent] as number);
    const { autoReady } = state.queues[agents.queue[member] as number] as EngineQueue;
    if (wrapUpMs < 0 && autoReady) {
      agents.setStatus(member, READY);
      state.setActivity(agent, IDLE);
      return;
    }
    agents.setStatus(member, WRAP_UP);
    agents.through[agent] = member;
    state.setActivity(agent, WRAPPING_UP);
    if (wrapUpMs < 0) return;
    state.scheduleForAgent(agent, wrapUpMs, WRAP_UP_END);
  }

  endWrapUp(agent: number): void {
    const { agents } = this.state;
    const member = agents.through[agent] as number;
    if (agents.status[member] === WRAP_UP) agents.setStatus(member, READY);
    this.state.setActivity(agent, IDLE);
  }
}
