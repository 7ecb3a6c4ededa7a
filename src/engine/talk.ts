/** A call that was answered, and what the agent does after it. */

import { IDLE, QUEUE_CALL, READY, WRAP_UP, WRAPPING_UP } from './agents.ts';
import { CALL_TALKING, NOBODY } from './calls.ts';
import type { EngineQueue } from './config.ts';
import type { Floor } from './floor.ts';
import { TALK_END, WRAP_UP_END } from './order.ts';
import { ANSWERED } from './statistics.ts';
import type { Strategy } from './strategies/strategy.ts';

export class Talk {
  private readonly floor: Floor;

  constructor(floor: Floor) {
    this.floor = floor;
  }

  /** The call is the agent's, who was ringing for it; that ring is over. */
  connect(call: number, member: number): void {
    const floor = this.floor;
    const { calls, agents, statistics } = floor;
    const queue = calls.queue[call] as number;
    const agent = agents.agent[member] as number;
    const talkMs = calls.talkMs[call] as number;
    const isCallback = calls.isCallback[call] === 1;
    floor.removeWaiting(call);
    calls.stay[call]!++;
    calls.phase[call] = CALL_TALKING;
    calls.ringing[call] = member;
    floor.setActivity(agent, QUEUE_CALL);
    const strategy = floor.strategies[queue] as Strategy;
    agents.key[member] = strategy.keyWhenAnswered(agents.key[member] as number, ++floor.turn);
    if (calls.caller[call] !== NOBODY) this.remember(call, queue, agent);
    statistics.answeredBy(agent);
    if (!isCallback) statistics.talked(queue, floor.waitMs(call), talkMs);
    floor.trace?.step(call, { type: isCallback ? 'called_back' : 'answered', agent, talkMs });
    if (!isCallback) floor.end(call, ANSWERED);
    floor.scheduleForAgent(agent, talkMs, TALK_END);
  }

  private remember(call: number, queue: number, agent: number): void {
    const { calls, queues, sticky, nowMs } = this.floor;
    if ((queues[queue] as EngineQueue).stickyMs === null) return;
    sticky.remember(queue, calls.caller[call] as number, agent, nowMs);
  }

  hangUp(agent: number): void {
    const floor = this.floor;
    const call = floor.agents.call[agent] as number;
    const member = floor.agents.through[agent] as number;
    floor.trace?.step(call, { type: 'talk_over', agent });
    floor.agents.call[agent] = NOBODY;
    floor.release(call);
    this.becomeFree(agent, member);
  }

  /** After a call, and after a ring that was not answered: READY at once, or WRAP_UP. A status set meanwhile holds. */
  becomeFree(agent: number, member: number): void {
    const { agents, queues, readings } = this.floor;
    if (member !== NOBODY && agents.isSetInCall[member] === 0) {
      const { autoReady } = queues[agents.queue[member] as number] as EngineQueue;
      if (!autoReady || readings.wrapUpWithAutoReady === 'timed') {
        this.wrapUp(agent, member);
        return;
      }
      agents.setStatus(member, READY);
    } else if (member !== NOBODY) agents.isSetInCall[member] = 0;
    this.floor.setActivity(agent, IDLE);
  }

  /** For as long as the agent needs; without a time until somebody sets a status. */
  wrapUp(agent: number, member: number): void {
    const floor = this.floor;
    const { agents } = floor;
    const wrapUpMs = floor.behaviour.wrapUpMs(agent, floor.agents.rings[agent] as number);
    const { autoReady } = floor.queues[agents.queue[member] as number] as EngineQueue;
    if (wrapUpMs < 0 && autoReady) {
      agents.setStatus(member, READY);
      floor.setActivity(agent, IDLE);
      return;
    }
    agents.setStatus(member, WRAP_UP);
    agents.through[agent] = member;
    floor.setActivity(agent, WRAPPING_UP);
    if (wrapUpMs < 0) return;
    floor.scheduleForAgent(agent, wrapUpMs, WRAP_UP_END);
  }

  endWrapUp(agent: number): void {
    const { agents } = this.floor;
    const member = agents.through[agent] as number;
    if (agents.status[member] === WRAP_UP) agents.setStatus(member, READY);
    this.floor.setActivity(agent, IDLE);
  }
}
