/** What became of each step of an apply, and the events that tell of it while it runs. */

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

export type StepResult =
  | { address: Address; action: Action; status: 'done'; id: string | null; elapsed_s: number }
  | { address: Address; action: Action; status: 'failed'; error: StepFailure; elapsed_s: number }
  | { address: Address; action: Action; status: 'skipped'; because: Address | 'interrupted' };

export interface ApplySummary {
  done: number;
  failed: number;
  skipped: number;
}

/** In the order they happen; `planned` first, `summary` always last. Times are added by whoever prints them. */
export type ApplyEvent =
  | { type: 'planned'; plan: Plan }
  | { type: 'step_start'; address: Address; action: Action }
  | { type: 'step_progress'; address: Address; message: string }
  | { type: 'step_done'; address: Address; action: Action; id: string | null; elapsed_s: number }
  | { type: 'step_failed'; address: Address; action: Action; error: StepFailure; elapsed_s: number }
  | { type: 'step_skipped'; address: Address; action: Action; because: Address | 'interrupted' }
  | { type: 'warning'; code: Code; message: string; address?: Address }
  | { type: 'summary'; summary: ApplySummary; interrupted: boolean };
