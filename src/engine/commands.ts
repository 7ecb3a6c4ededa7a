/** Changes to agents from outside: a status is set, a shift begins or ends, another call starts. */

import {
  IDLE,
  LOGGED_OUT,
  NOT_READY,
  OTHER_CALL,
  QUEUE_CALL,
  READY,
  RINGING,
  statusNumber,
  WRAP_UP,
  WRAPPING_UP,
} from './agents.ts';
import { CALL_PENDING, CALL_RINGING, NOBODY } from './calls.ts';
import type { EngineEvent, EngineQueue } from './config.ts';
import type { EngineState } from './engine-state.ts';
import { OTHER_CALL_END } from './order.ts';
import type { Ringing } from './ringing.ts';
import type { Talk } from './talk.ts';

type StatusEvent = Extract<EngineEvent, { type: 'status' }>;

export class Commands {
  private readonly state: EngineState;
  private readonly ringing: Ringing;
  private readonly talk: Talk;

  constructor(state: EngineState, ringing: Ringing, talk: Talk) {
    this.state = state;
    this.ringing = ringing;
    this.talk = talk;
  }

  act(event: EngineEvent): void {
    if (event.type === 'shift') this.changeShift(event.agent, event.onShift);
    else if (event.type === 'other_call') this.startOtherCall(event.agent, event.durationMs);
    else this.changeStatus(event);
  }

  /** A call in progress is finished. */
  private changeShift(agent: number, onShift: boolean): void {
    const { agents, nowMs } = this.state;
    if ((agents.onShift[agent] === 1) === onShift) return;
    if (onShift) agents.onShiftSinceMs[agent] = nowMs;
    else this.state.countShift(agent);
    agents.setShift(agent, onShift);
    if (!onShift && agents.activity[agent] === RINGING) this.ringing.withdraw(agent);
  }

  /** An agent in a call does not start a second one. */
  private startOtherCall(agent: number, durationMs: number): void {
    const { agents } = this.state;
    const activity = agents.activity[agent] as number;
    if (activity === QUEUE_CALL || activity === OTHER_CALL) return;
    if (activity === RINGING) this.ringing.withdraw(agent);
    this.state.setActivity(agent, OTHER_CALL);
    this.state.scheduleForAgent(agent, durationMs, OTHER_CALL_END);
  }

  /** An agent picks up a waiting call, ringing or not. False if the agent is not in the queue or is in a call. */
  pickUp(call: number, agent: number): boolean {
    const { agents, calls, pending } = this.state;
    const member = agents.membership(agent, calls.queue[call] as number);
    const activity = agents.activity[agent] as number;
    if (member === NOBODY || activity === QUEUE_CALL || activity === OTHER_CALL) return false;
    if (calls.phase[call] === CALL_RINGING) this.ringing.stop(call, 'answered_elsewhere');
    else if (calls.phase[call] === CALL_PENDING) pending.remove(call);
    if (agents.activity[agent] === RINGING) this.ringing.withdraw(agent);
    // An agent who was not ready keeps that status.
    if (agents.status[member] !== READY) agents.isSetInCall[member] = 1;
    agents.call[agent] = call;
    agents.through[agent] = member;
    this.talk.connect(call, member);
    return true;
  }

  endOtherCall(agent: number): void {
    const { agents, queues, readings } = this.state;
    this.state.setActivity(agent, IDLE);
    let wrapsUp = NOBODY;
    for (const member of agents.membershipsOf(agent)) {
      const { autoReady, autoNotReadyAfterOtherCall } = queues[agents.queue[member] as number] as EngineQueue;
      const isSet = agents.isSetInCall[member] === 1;
      agents.isSetInCall[member] = 0;
      if (isSet || agents.status[member] === LOGGED_OUT) continue;
      if (autoReady) agents.setStatus(member, READY);
      else if (!autoNotReadyAfterOtherCall) continue;
      else if (readings.afterOtherCall === 'not_ready') agents.setStatus(member, NOT_READY);
      else wrapsUp = member;
    }
    agents.refresh(agent);
    if (wrapsUp !== NOBODY) this.talk.wrapUp(agent, wrapsUp);
  }

  /** In one queue or in all. During a call the status takes effect after it. */
  private changeStatus({ agent, queue, status }: StatusEvent): void {
    const { agents, queues } = this.state;
    for (const member of agents.membershipsOf(agent)) {
      const own = agents.queue[member] as number;
      if (queue !== null && own !== queue) continue;
      const { autoReady } = queues[own] as EngineQueue;
      const wanted = status === 'LOGGED_IN' ? (autoReady ? READY : NOT_READY) : statusNumber(status);
      agents.setStatus(member, wanted);
      const activity = agents.activity[agent] as number;
      const isThrough = agents.through[agent] === member;
      if (activity === OTHER_CALL || (activity === QUEUE_CALL && isThrough)) agents.isSetInCall[member] = 1;
      if (activity === RINGING && isThrough && wanted !== READY) this.ringing.withdraw(agent);
      if (activity === WRAPPING_UP && isThrough && wanted !== WRAP_UP) this.state.setActivity(agent, IDLE);
    }
    agents.refresh(agent);
  }
}
