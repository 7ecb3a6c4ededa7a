/** The steps of each call. Without a trace the engine does not build them. */

import type { Outcome } from '../model/simulation.ts';
import type { Calls } from './calls.ts';
import type { Clock } from './clock.ts';

/** Why a ring stopped without an answer and without a missed call. */
export type StopReason = 'unavailable' | 'answered_elsewhere' | 'caller_left';

export type TraceStep =
  | { type: 'offered'; queue: number }
  | { type: 'queued'; queue: number; position: number; vip: boolean }
  | { type: 'intro_over' }
  | { type: 'ring'; agents: number[]; sticky: boolean; round: number }
  | { type: 'join'; agents: number[] }
  | { type: 'no_answer'; agents: number[] }
  | { type: 'stop'; agents: number[]; why: StopReason }
  | { type: 'answered'; agent: number; talkMs: number }
  | { type: 'called_back'; agent: number; talkMs: number }
  | { type: 'position'; position: number }
  | { type: 'callback' }
  | { type: 'ended'; queue: number; outcome: Outcome; waitMs: number }
  | { type: 'forward'; action: string; number: string | null; queue: number }
  | { type: 'loop'; number: string | null }
  | { type: 'talk_over'; agent: number };

export interface Trace {
  /** `call` counts the calls of the run. Steps come in the order they happen. */
  step(call: number, nowMs: number, step: TraceStep): void;
}

/** Adds the call's number and the current time to each step. */
export class CallTrace {
  private readonly trace: Trace;
  private readonly calls: Calls;
  private readonly clock: Clock;

  constructor(trace: Trace, calls: Calls, clock: Clock) {
    this.trace = trace;
    this.calls = calls;
    this.clock = clock;
  }

  step(call: number, step: TraceStep): void {
    this.trace.step(this.calls.number[call] as number, this.clock.nowMs, step);
  }
}
