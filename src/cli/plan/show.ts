import type { Invocation } from '../invocation.ts';
import { emit } from '../output/emit.ts';
import { EXIT, type ExitCode } from '../run/exit-codes.ts';
import { type PlanFormat, planRenderings } from './plan.ts';
import { readSavedPlan } from './saved-plan.ts';

/** Needs nothing but the file: neither the project nor the PBX. */
export async function runShow(invocation: Invocation<PlanFormat>, file: string): Promise<ExitCode> {
  const saved = await readSavedPlan(invocation, file);
  await emit(invocation, planRenderings(saved.plan));
  return EXIT.done;
}
