/** A plan file as `show` and `apply` use it. */

import { resolve } from 'node:path';
import { ConfigError, GateError } from '../model/errors.ts';
import type { PlannedWork } from '../model/plan.ts';
import type { StateDocument } from '../model/state.ts';
import { decodePlanFile, describeStaleness, type PlanFile } from '../plan/plan-file.ts';
import { readText } from './files.ts';
import type { Host } from './host.ts';

export async function readSavedPlan(host: Host, file: string): Promise<PlanFile> {
  const { value, diagnostics } = decodePlanFile(await readText(resolve(host.cwd, file)), file);
  if (value === undefined) throw new ConfigError(diagnostics);
  return value;
}

/** Throws unless config, state, live and the plan made of them are what they were. */
export function demandFresh(
  saved: PlanFile,
  now: { configHash: string; state: StateDocument | null; work: PlannedWork },
): void {
  const moved = describeStaleness(saved, now);
  const [first] = moved;
  if (first === undefined) return;
  throw new GateError(
    `the saved plan is stale, nothing was changed: ${moved.map((one) => one.summary).join('; ')}`,
    {
      code: first.code,
      hint: first.hint ?? 'plan again, and look at the new plan',
    },
  );
}
