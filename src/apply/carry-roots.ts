/** Carries out the step of a server or a queue; the actions that write have a file each. */

import type { Address } from '../model/address.ts';
import type { Step } from '../model/plan.ts';
import type { Carried, CarryContext } from './carry.ts';
import { createRoot } from './create-root.ts';
import { destroyRoot, letAllDrain, lostEntries } from './destroy-root.ts';
import { objectId } from './root-calls.ts';
import { entryOf, type Root, recordWritten } from './root-entry.ts';
import { updateRoot } from './update-root.ts';

export async function carryRoot(step: Step, context: CarryContext): Promise<Carried> {
  const { change } = step;
  if (change.action === 'destroy') {
    await letAllDrain([step], context);
    await destroyRoot(step, context);
    return { id: change.id, entries: lostEntries(change.address) };
  }
  const desired = step.desired as Root;
  switch (change.action) {
    case 'create':
      return createRoot(desired, context);
    case 'replace':
      return replaceRoot(step, desired, context);
    default:
      return change.fields.length > 0
        ? updateRoot(step, desired, context)
        : settleRoot(step, desired, context);
  }
}

/**
 * An old object that is gone is out of the state before anything else is done, so that a run that is killed or fails leaves
 * a plain create to the next.
 */
async function replaceRoot(step: Step, desired: Root, context: CarryContext): Promise<Carried> {
  const losses = [...(step.isCleared === true ? [] : [step]), ...(step.clears ?? [])];
  await letAllDrain(losses, context);
  const gone: Address[] = step.isCleared === true ? [step.change.address] : [];
  try {
    for (const loss of losses) {
      await destroyRoot(loss, context);
      gone.push(loss.change.address);
      await context.save(lostEntries(loss.change.address));
    }
    return await createRoot(desired, context);
  } catch (error) {
    if (gone.length > 0) {
      const message = `no longer on the PBX, and not made anew: ${gone.join(', ')}; apply again makes what is missing`;
      context.warn('CQ425', message, step.change.address);
    }
    throw error;
  }
}

/** Moved, or adopted as it is: nothing is sent. Prompts that are there already are remembered by the id they have. */
async function settleRoot(step: Step, desired: Root, context: CarryContext): Promise<Carried> {
  const { live, known } = step;
  const records = { ...known?.prompts };
  const shown = live?.fields ?? {};
  const ids = await context.prompts.shown(shown, records, unrecorded(desired, records));
  const prompts = { ...recordWritten(desired, ids, shown), ...records };
  const id = objectId(step);
  return { id, entries: [[desired.address, entryOf(desired, { id, prompts })]] };
}

function unrecorded(desired: Root, records: object): (field: string) => boolean {
  return (field) => {
    if (desired.kind !== 'queue' || Object.hasOwn(records, field)) return false;
    return Object.hasOwn(desired.prompts, field) || Object.hasOwn(desired.fields, field);
  };
}
