/**
 * Apply: the steps of a plan, carried out as their order allows, each reported done once a saved state holds it.
 *
 * A kill between a request and its save loses nothing: an object that state does not know is found by its number or
 * name the next time, and a change that was made is no difference any more. A failed step skips what depends on it and
 * nothing else; it never throws. What throws is a gate before anything is begun, and a bug.
 *
 * What waits for a step is begun when the step is carried out, not when it is saved: else every save would hold up a run,
 * and nothing is safer for it. Only a replace waits for a save in the middle, when the old object is gone.
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

/** Whoever asks has passed the gates already; this is for those who did not ask. */
function assertAllowed({ refusals }: PlannedWork): void {
  const [first] = refusals;
  if (first === undefined) return;
  const { code, summary, hint } = first;
  throw new GateError(summary, hint === undefined ? { code } : { code, hint });
}

async function sleepUntilAborted(ms: number, signal?: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, { signal }).catch(() => undefined);
}
