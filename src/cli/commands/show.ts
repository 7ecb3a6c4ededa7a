import type { Invocation } from '../invocation.ts';
import { emit } from '../output/emit.ts';
import { planRenderings } from '../plan/plan.ts';
import { readSavedPlan } from '../plan/saved-plan.ts';
import { EXIT, type ExitCode } from '../run/exit-codes.ts';

/** Needs nothing but the file: neither the project nor the PBX. */
export async function runShow(invocation: Invocation, file: string): Promise<ExitCode> {
  const saved = await readSavedPlan(invocation, file);
  await emit(invocation, planRenderings(saved.plan));
  return EXIT.done;
}
