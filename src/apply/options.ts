/** The options and the outcome of an apply. */

import type { PbxClient } from '../api/calls.ts';
import type { PlannedWork } from '../model/plan.ts';
import type { StateDocument } from '../model/state.ts';
import type { ApplyEvent, ApplySummary, StepResult } from '../model/step.ts';
import type { StateStore } from '../state/store.ts';

export interface ApplyOptions {
  work: PlannedWork;
  client: PbxClient;
  store: StateStore;
  /** Called before each step starts; no more steps start after it rejects. */
  checkLock?: () => Promise<void>;
  /** As in the plan. */
  state: StateDocument | null;
  target: string;
  parallelism: number;
  /** How long to wait until nobody waits in the queues that are destroyed. */
  drainSeconds?: number;
  force: boolean;
  /** After it fires no new steps start; running ones finish. */
  signal: AbortSignal;
  onEvent(event: ApplyEvent): void;
  /** Milliseconds from any point in time, never falling. */
  now?: () => number;
  /** Ends early, without an error, when the signal fires. */
  sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
}

export interface ApplyOutcome {
  /** In the order of the plan's steps. */
  results: StepResult[];
  summary: ApplySummary;
  interrupted: boolean;
  /** False when the state could not be saved. */
  isSaved: boolean;
  /** False when the state's lock was lost or could no longer be checked. */
  isLocked: boolean;
}
