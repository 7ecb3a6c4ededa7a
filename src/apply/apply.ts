/**
 * Applies a plan: runs its steps in the order of their dependencies and reports each as done once a saved state holds
 * it.
 *
 * A run that is killed between a request and the save loses nothing: the next plan finds a created object by its number
 * or name, and an update that was made is no longer a difference. A failed step skips only the steps that depend on it
 * and never throws. Only a gate before the first step throws, or a bug.
 *
 * A dependent step starts when its dependency is executed, not when it is saved: waiting for every save would slow the
 * run down without making it safer. Only a replace waits for a save in the middle, after the old object is destroyed.
 */

import { setTimeout } from 'node:timers/promises';
import { GateError } from '../model/errors.ts';
import type { PlannedWork } from '../model/plan.ts';
import type { ApplyOptions, ApplyOutcome } from './options.ts';
import { ApplyRun } from './run.ts';
import { assertNobodyWaits } from './waiting.ts';

export async function applyPlan(options: ApplyOptions): Promise<ApplyOutcome> {
  const { work, client, drainSeconds, force, signal, onEvent } = options;
  const { now = () => performance.now(), sleep = sleepUntilAborted } = options;
  const waiting = { client, drainSeconds, force, signal, now, sleep };
  assertAllowed(work);
  await assertNobodyWaits(work.steps, waiting);
  onEvent({ type: 'planned', plan: work.plan });
  return new ApplyRun({ ...options, now, sleep, waiting }).execute();
}

/** A last check: callers should have passed the plan's gates already. */
function assertAllowed({ refusals }: PlannedWork): void {
  const [first] = refusals;
  if (first === undefined) return;
  const { code, summary, hint } = first;
  throw new GateError(summary, hint === undefined ? { code } : { code, hint });
}

async function sleepUntilAborted(ms: number, signal?: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, { signal }).catch(() => undefined);
}
