/** What can be read of a running engine: who waits where, and what each agent does. Reading changes nothing. */

import { IDLE, OTHER_CALL, QUEUE_CALL, RINGING } from './agents.ts';
import { CALL_HELD, CALL_PENDING, CALL_RINGING, NOBODY } from './calls.ts';
import { STATUSES, type Status } from './config.ts';
import type { Floor } from './floor.ts';

export interface WaitingCall {
  /** Counts the calls of the run, as arrivals and traces do. */
  call: number;
  queue: number;
  /** The caller as arrivals know it, or -1. */
  caller: number;
  /** When the call came to this queue, and when it came at all. */
  enteredMs: number;
  arrivedMs: number;
  vip: boolean;
  /** Whether the caller has gone and waits to be called back. */
  isCallback: boolean;
  /** Agents who ring for it now. */
  ringing: number[];
}

export type Activity = 'idle' | 'ringing' | 'queue_call' | 'other_call' | 'wrap_up';

export interface AgentView {
  activity: Activity;
  sinceMs: number;
  onShift: boolean;
  /** Which call rings or is talked to. */
  call: number | null;
  /** The queue for which the agent rings, talks or wraps up. */
  queue: number | null;
}

export function viewWaiting(floor: Floor, queue: number): WaitingCall[] {
  return waitingSlots(floor, queue).map((slot) => viewCall(floor, slot));
}

/** Slots of the calls in a queue that nobody has answered, in the order of service: vip calls ahead, then the oldest. */
export function waitingSlots({ calls }: Floor, queue: number): number[] {
  return calls
    .slots()
    .filter((slot) => calls.queue[slot] === queue && isWaiting(calls.phase[slot] as number))
    .sort((a, b) => calls.vip[b]! - calls.vip[a]! || calls.ticket[a]! - calls.ticket[b]!);
}

/** The slot of a call that nobody has answered yet, or NOBODY. */
export function waitingSlot({ calls }: Floor, call: number): number {
  const isIt = (slot: number): boolean =>
    calls.number[slot] === call && isWaiting(calls.phase[slot] as number);
  return calls.slots().find(isIt) ?? NOBODY;
}

function isWaiting(phase: number): boolean {
  return phase === CALL_PENDING || phase === CALL_HELD || phase === CALL_RINGING;
}

function viewCall(floor: Floor, slot: number): WaitingCall {
  const { calls, rings } = floor;
  const queue = calls.queue[slot] as number;
  const one = calls.ringing[slot] as number;
  const members = rings.call(queue) === slot ? rings.members(queue) : one === NOBODY ? [] : [one];
  return {
    call: floor.numberOf(slot),
    queue,
    caller: calls.caller[slot] as number,
    enteredMs: calls.enteredMs[slot] as number,
    arrivedMs: calls.arrivedMs[slot] as number,
    vip: calls.vip[slot] === 1,
    isCallback: calls.isCallback[slot] === 1,
    ringing: floor.agentsOf(members),
  };
}

export function viewAgent(floor: Floor, agent: number): AgentView {
  const { agents } = floor;
  const activity = activityOf(agents.activity[agent] as number);
  const call = agents.call[agent] as number;
  const member = agents.through[agent] as number;
  const isForQueue = activity !== 'idle' && activity !== 'other_call' && member !== NOBODY;
  return {
    activity,
    sinceMs: agents.sinceMs[agent] as number,
    onShift: agents.onShift[agent] === 1,
    call: call === NOBODY ? null : floor.numberOf(call),
    queue: isForQueue ? (agents.queue[member] as number) : null,
  };
}

function activityOf(activity: number): Activity {
  if (activity === IDLE) return 'idle';
  if (activity === RINGING) return 'ringing';
  if (activity === QUEUE_CALL) return 'queue_call';
  return activity === OTHER_CALL ? 'other_call' : 'wrap_up';
}

/** Null for who is no agent of the queue. */
export function viewStatus({ agents }: Floor, agent: number, queue: number): Status | null {
  const member = agents.membership(agent, queue);
  return member === NOBODY ? null : (STATUSES[agents.status[member] as number] as Status);
}
