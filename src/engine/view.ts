/** Reads a running engine without changing it: the waiting callers, and each agent's activity. */

import { IDLE, OTHER_CALL, QUEUE_CALL, RINGING } from './agents.ts';
import { CALL_HELD, CALL_PENDING, CALL_RINGING, NOBODY } from './calls.ts';
import { STATUSES, type Status } from './config.ts';
import type { EngineState } from './engine-state.ts';

export interface WaitingCall {
  /** Counts the calls of the run, as arrivals and traces do. */
  call: number;
  queue: number;
  /** The caller index of the arrival, or -1. */
  caller: number;
  /** When the call entered this queue, and when it arrived. */
  enteredMs: number;
  arrivedMs: number;
  vip: boolean;
  /** Whether the caller hung up and waits for a callback. */
  isCallback: boolean;
  /** The agents that ring for the call. */
  ringing: number[];
}

export type Activity = 'idle' | 'ringing' | 'queue_call' | 'other_call' | 'wrap_up';

export interface AgentView {
  activity: Activity;
  sinceMs: number;
  onShift: boolean;
  /** The ringing or talking call. */
  call: number | null;
  /** The queue for which the agent rings, talks or wraps up. */
  queue: number | null;
}

export function viewWaiting(state: EngineState, queue: number): WaitingCall[] {
  return waitingSlots(state, queue).map((slot) => viewCall(state, slot));
}

/** The slots of unanswered calls in a queue, in the order of service: vip calls first, then the oldest. */
export function waitingSlots({ calls }: EngineState, queue: number): number[] {
  return calls
    .slots()
    .filter((slot) => calls.queue[slot] === queue && isWaiting(calls.phase[slot] as number))
    .sort((a, b) => calls.vip[b]! - calls.vip[a]! || calls.ticket[a]! - calls.ticket[b]!);
}

/** The slot of an unanswered call, or NOBODY. */
export function waitingSlot({ calls }: EngineState, call: number): number {
  const isIt = (slot: number): boolean =>
    calls.number[slot] === call && isWaiting(calls.phase[slot] as number);
  return calls.slots().find(isIt) ?? NOBODY;
}

function isWaiting(phase: number): boolean {
  return phase === CALL_PENDING || phase === CALL_HELD || phase === CALL_RINGING;
}

function viewCall(state: EngineState, slot: number): WaitingCall {
  const { calls, rings } = state;
  const queue = calls.queue[slot] as number;
  const one = calls.ringing[slot] as number;
  const members = rings.call(queue) === slot ? rings.members(queue) : one === NOBODY ? [] : [one];
  return {
    call: state.numberOf(slot),
    queue,
    caller: calls.caller[slot] as number,
    enteredMs: calls.enteredMs[slot] as number,
    arrivedMs: calls.arrivedMs[slot] as number,
    vip: calls.vip[slot] === 1,
    isCallback: calls.isCallback[slot] === 1,
    ringing: state.agentsOf(members),
  };
}

export function viewAgent(state: EngineState, agent: number): AgentView {
  const { agents } = state;
  const activity = activityOf(agents.activity[agent] as number);
  const call = agents.call[agent] as number;
  const member = agents.through[agent] as number;
  const isForQueue = activity !== 'idle' && activity !== 'other_call' && member !== NOBODY;
  return {
    activity,
    sinceMs: agents.sinceMs[agent] as number,
    onShift: agents.onShift[agent] === 1,
    call: call === NOBODY ? null : state.numberOf(call),
    queue: isForQueue ? (agents.queue[member] as number) : null,
  };
}

function activityOf(activity: number): Activity {
  if (activity === IDLE) return 'idle';
  if (activity === RINGING) return 'ringing';
  if (activity === QUEUE_CALL) return 'queue_call';
  return activity === OTHER_CALL ? 'other_call' : 'wrap_up';
}

/** Null if the agent is not in the queue. */
export function viewStatus({ agents }: EngineState, agent: number, queue: number): Status | null {
  const member = agents.membership(agent, queue);
  return member === NOBODY ? null : (STATUSES[agents.status[member] as number] as Status);
}
