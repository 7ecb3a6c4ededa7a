/**
 * Creates a server or queue, once.
 *
 * A run that is killed between the request and the save leaves an object that the state does not have; the next plan
 * finds it by its number or name and adopts it. If the object cannot be read back, the state still gets its id.
 */

import { kindOf } from '../kinds/registry.ts';
import { CqctlError } from '../model/errors.ts';
import type { JsonObject } from '../model/json.ts';
import type { Step } from '../model/plan.ts';
import { outcomeOf, recordStep, type Sent, unkeptFields } from './object-outcome.ts';
import { readUntil } from './read-back.ts';
import type { StepContext, StepOutcome } from './step-context.ts';

export async function createObject(step: Step, context: StepContext): Promise<StepOutcome> {
  const { client } = context;
  const kind = kindOf(step.change.kind);
  const prompts = await context.prompts.written(step);
  const values = step.send ?? {};
  const id = await client.create(kind, { ...values, ...prompts });
  const sent: Sent = { step, id, values, prompts };
  let shown: JsonObject;
  try {
    shown = await readUntil(
      () => client.get(kind, id),
      (live) => unkeptFields(sent, live).length === 0,
      context,
    );
  } catch (error) {
    if (!(error instanceof CqctlError)) throw error;
    return { ...recordStep(step, { id, prompts: {}, unkept: Object.keys(values) }), failure: error };
  }
  return outcomeOf(sent, shown, {});
}
