import { emit } from '../emit.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Invocation } from '../invocation.ts';
import { readSavedPlan } from '../saved-plan.ts';
import { planRenderings } from './plan.ts';

/** Needs nothing but the file: neither the project nor the PBX. */
export async function runShow(invocation: Invocation, file: string): Promise<ExitCode> {
  const saved = await readSavedPlan(invocation, file);
  await emit(invocation, planRenderings(saved.plan));
  return EXIT.done;
}
