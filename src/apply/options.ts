/** What an apply is told, and what it answers. */

import type { PbxClient } from '../api/calls.ts';
import type { PlannedWork } from '../model/plan.ts';
import type { StateDocument } from '../model/state.ts';
import type { ApplyEvent, ApplySummary, StepResult } from '../model/step.ts';
import type { StateStore } from '../state/store.ts';

export interface ApplyOptions {
  work: PlannedWork;
  client: PbxClient;
  store: StateStore;
  /** Asked before each step is begun; when it rejects no more steps are. */
  checkLock?: () => Promise<void>;
  /** As the plan was made with. */
  state: StateDocument | null;
  target: string;
  parallelism: number;
  /** Wait this long for queues that are to go until nobody waits in them. */
  drainSeconds?: number;
  force: boolean;
  /** No new steps once it fires; running ones are finished. */
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
  /** False when what was done could not be written to the state. */
  isSaved: boolean;
  /** False when the state's lock was lost meanwhile, or could not be asked for any more. */
  isLocked: boolean;
}
