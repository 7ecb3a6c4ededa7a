/** What happened, step by step. Without a trace the engine does not even build these. */

import type { Outcome } from '../model/simulation.ts';

/** Why a ring stopped without an answer and without a miss. */
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
