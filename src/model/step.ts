/** The result of each step of an apply, and the events during the run. */

import type { Code } from '../codes/registry.ts';
import type { Address } from './address.ts';
import type { Action, Plan } from './plan.ts';

export interface StepFailure {
  code: Code;
  message: string;
  hint?: string;
  /** The PBX's own error codes, when it gave any. */
  api_codes?: string[];
}

/**
 * Why a run starts no more steps: a signal, a state that cannot be saved, a lost lock, a PBX that refuses the
 * credentials or cannot be reached.
 */
export const STOP_REASONS = ['interrupted', 'unsaved', 'lock_lost', 'unauthorized', 'unreachable'] as const;
export type StopReason = (typeof STOP_REASONS)[number];

export function isStopReason(because: string): because is StopReason {
  return (STOP_REASONS as readonly string[]).includes(because);
}

interface StepOf {
  address: Address;
  action: Action;
}

interface DoneStep extends StepOf {
  id: string | null;
  elapsed_s: number;
}

interface FailedStep extends StepOf {
  error: StepFailure;
  elapsed_s: number;
  /** It failed for the reason that ended the run, which is reported once. */
  because?: StopReason;
}

interface SkippedStep extends StepOf {
  because: Address | StopReason;
}

/** `unsaved`: carried out on the PBX, but the state that says so could not be saved. */
export type StepResult =
  | (DoneStep & { status: 'done' | 'unsaved' })
  | (FailedStep & { status: 'failed' })
  | (SkippedStep & { status: 'skipped' });

export interface ApplySummary {
  done: number;
  unsaved: number;
  failed: number;
  skipped: number;
}

/**
 * In the order they happen; `planned` first, `summary` always last. Times are added by whoever prints them. A run that
 * begins no more steps says why in one warning, unless it was interrupted.
 */
export type ApplyEvent =
  | { type: 'planned'; plan: Plan }
  | ({ type: 'step_start' } & StepOf)
  | { type: 'step_progress'; address: Address; message: string }
  | ({ type: 'step_done' } & DoneStep)
  | ({ type: 'step_unsaved' } & DoneStep)
  | ({ type: 'step_failed' } & FailedStep)
  | ({ type: 'step_skipped' } & SkippedStep)
  /** With `stops` it is the reason why the run starts no more steps. */
  | { type: 'warning'; code: Code; message: string; address?: Address; stops?: StopReason }
  | { type: 'summary'; summary: ApplySummary; interrupted: boolean };
