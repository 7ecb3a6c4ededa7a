/** Executes one step. The requests of each action are in a file of their own. */

import { isListKind } from '../kinds/registry.ts';
import type { Address } from '../model/address.ts';
import { isList } from '../model/desired.ts';
import type { Step } from '../model/plan.ts';
import { createObject } from './create-object.ts';
import { destroyObject, removedEntries, waitForEmptyQueues } from './destroy-object.ts';
import { objectId } from './object-id.ts';
import { recordPrompts, recordStep } from './object-outcome.ts';
import { setAgents } from './set-agents.ts';
import type { StepContext, StepOutcome } from './step-context.ts';
import { updateObject } from './update-object.ts';

export async function executeStep(step: Step, context: StepContext): Promise<StepOutcome> {
  const { change } = step;
  if (isListKind(change.kind)) return setAgents(step, context);
  switch (change.action) {
    case 'destroy':
      await waitForEmptyQueues([step], context);
      await destroyObject(step, context);
      return { id: change.id, entries: removedEntries(change.address) };
    case 'create':
      return createObject(step, context);
    case 'replace':
      return replaceObject(step, context);
    default:
      return step.send === undefined ? recordObject(step, context) : updateObject(step, context);
  }
}

/**
 * Removes the destroyed old object from the saved state before the create, so that a run that stops in between leaves a
 * plain create to the next one.
 */
async function replaceObject(step: Step, context: StepContext): Promise<StepOutcome> {
  const old = [...(step.isCleared === true ? [] : [step]), ...(step.clears ?? [])];
  await waitForEmptyQueues(old, context);
  const gone: Address[] = step.isCleared === true ? [step.change.address] : [];
  try {
    for (const each of old) {
      await destroyObject(each, context);
      gone.push(each.change.address);
      await context.save(removedEntries(each.change.address));
    }
    return await createObject(step, context);
  } catch (error) {
    if (gone.length > 0) {
      const message = `no longer on the PBX, and not made anew: ${gone.join(', ')}; apply again makes what is missing`;
      context.warn('CQ425', message, step.change.address);
    }
    throw error;
  }
}

/**
 * Records a move, or an adoption without differences: nothing is sent. Prompts that the PBX has already are recorded
 * with their id.
 */
async function recordObject(step: Step, context: StepContext): Promise<StepOutcome> {
  const { desired, live, known } = step;
  const records = { ...known?.prompts };
  const shown = live?.fields ?? {};
  const isUnrecorded = (field: string): boolean =>
    desired !== undefined &&
    !isList(desired) &&
    !Object.hasOwn(records, field) &&
    (Object.hasOwn(desired.prompts, field) || Object.hasOwn(desired.fields, field));
  const ids = await context.prompts.shown(shown, records, isUnrecorded);
  return recordStep(step, {
    id: objectId(step),
    prompts: { ...recordPrompts(step, ids, shown), ...records },
  });
}
