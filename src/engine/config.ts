/**
 * The engine's input: queues, agents, the behaviour of people, and the routing assumptions.
 *
 * All times are whole milliseconds from the start of the scenario. Queues and agents are known by their index.
 */

import { ZERO_MS } from './clock.ts';

export const STRATEGIES = ['SIMULTANEOUS', 'PRIORITIZED', 'CYCLIC', 'LEAST_WORKED'] as const;
export type BaseStrategy = (typeof STRATEGIES)[number];

export const STATUSES = ['READY', 'NOT_READY', 'WRAP_UP', 'BREAK', 'LUNCH', 'LOGGED_OUT'] as const;
export type Status = (typeof STATUSES)[number];

export interface ForwardRule {
  action: 'FORWARD_TO_NUMBER' | 'FORWARD_TO_VOICEMAIL' | 'HANGUP';
  number: string | null;
  /** The index of the queue that has this number, or -1. */
  queue: number;
}

export interface QueueMember {
  agent: number;
  level: number;
  status: Status;
}

export interface EngineQueue {
  number: string;
  strategy: BaseStrategy;
  /** Whether agents are tried by skill level first. */
  bySkill: boolean;
  ringMs: number;
  /** Null where nothing is written: no limit. 0 is read by `maxCallersZero`. */
  maxCallers: number | null;
  maxWaitingMs: number;
  waitWhenNobodyOnline: boolean;
  autoReady: boolean;
  autoNotReadyAfterOtherCall: boolean;
  /** Null when sticky routing is off. */
  stickyMs: number | null;
  callback: 'off' | 'active' | 'timeout';
  callbackTimeoutMs: number;
  announce: 'off' | 'periodically' | 'on_connected';
  announceMs: number;
  /** Whether a call is offered only after its intro. */
  waitsForIntro: boolean;
  noAnswer: ForwardRule;
  night: ForwardRule;
  /** In configured order. */
  members: readonly QueueMember[];
}

/** Where the sources differ on what the PBX does; the first value of each is that of the API reference. */
export interface Readings {
  skillOrder: 'low_first' | 'high_first';
  leastWorked: 'longest_since_answer' | 'fewest_answered';
  nextSkillGroup: 'on_no_answer' | 'when_unavailable';
  afterOtherCall: 'not_ready' | 'wrap_up';
  unstaffedCheck: 'on_entry' | 'always';
  sharedAgent: 'oldest_call' | 'queue_order';
  roundGapMs: number;
  maxCallersZero: 'unlimited' | 'none';
  wrapUpWithAutoReady: 'skip' | 'timed';
  lateJoin: boolean;
}

/** How the agents behave. Called in no particular order, so the results must depend on the arguments alone. */
export interface Behaviour {
  /**
   * The time until the agent answers, or -1 for no answer. `ring` counts the agent's rings, `attempt` those of the
   * call.
   */
  answerAfterMs(agent: number, ring: number, call: number, attempt: number): number;
  /** How long the agent wraps up, or -1: until somebody sets a status. */
  wrapUpMs(agent: number, ring: number): number;
}

/** One caller, filled in by a source and read by the engine before the next one. */
export class Arrival {
  atMs = ZERO_MS;
  queue = 0;
  /** Counts the calls of one run, from 0. */
  call = 0;
  /** The caller's number as an index, or -1; for sticky routing. */
  caller = -1;
  talkMs = ZERO_MS;
  /** Infinity: waits for ever. */
  patienceMs = Infinity;
  /** After arrival, or -1. */
  press3AtMs = -1;
  introMs = 0;
  vip = false;
}

/** Callers in the order of their arrival. */
export interface ArrivalSource {
  /** Fills in the next caller; false when there is none. */
  next(arrival: Arrival): boolean;
}

/** A change to an agent from outside. */
export type EngineEvent =
  | { atMs: number; type: 'status'; agent: number; queue: number | null; status: Status | 'LOGGED_IN' }
  | { atMs: number; type: 'other_call'; agent: number; durationMs: number }
  | { atMs: number; type: 'shift'; agent: number; onShift: boolean };

export interface EngineConfig {
  queues: readonly EngineQueue[];
  agents: readonly { onShift: boolean }[];
  readings: Readings;
  behaviour: Behaviour;
  arrivals: ArrivalSource;
  events: readonly EngineEvent[];
  nightMode: boolean;
}
