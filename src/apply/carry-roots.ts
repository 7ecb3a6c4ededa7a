/** Carries out the step of a server or a queue; the actions that write have a file each. */

import type { Step } from '../model/plan.ts';
import type { Carried, CarryContext } from './carry.ts';
import { createRoot } from './create-root.ts';
import { destroyRoot, lostEntries } from './destroy-root.ts';
import { entryOf, type Root, recordWritten } from './root-entry.ts';
import { updateRoot } from './update-root.ts';

export async function carryRoot(step: Step, context: CarryContext): Promise<Carried> {
  const { change } = step;
  if (change.action === 'destroy') {
    await destroyRoot(step, context);
    return { id: change.id, entries: lostEntries(change.address) };
  }
  const desired = step.desired as Root;
  switch (change.action) {
    case 'create':
      return createRoot(desired, context);
    case 'replace':
      if (step.isCleared !== true) await destroyRoot(step, context);
      for (const other of step.clears ?? []) await destroyRoot(other, context);
      // From here on the old object is gone: state must not name it, whatever becomes of the new one. A run that is
      // killed or fails now leaves a plain create to the next.
      await context.save([step, ...(step.clears ?? [])].flatMap((each) => lostEntries(each.change.address)));
      return createRoot(desired, context);
    default:
      return change.fields.length > 0
        ? updateRoot(step, desired, context)
        : settleRoot(step, desired, context);
  }
}

/** Moved, or adopted as it is: nothing is sent. Prompts that are there already are remembered by the id they have. */
async function settleRoot({ live, known }: Step, desired: Root, context: CarryContext): Promise<Carried> {
  const records = { ...known?.prompts };
  const shown = live?.fields ?? {};
  const ids = await context.prompts.shown(shown, records, unrecorded(desired, records));
  const prompts = { ...recordWritten(desired, ids, shown), ...records };
  const id = live?.id ?? '';
  return { id, entries: [[desired.address, entryOf(desired, { id, prompts })]] };
}

function unrecorded(desired: Root, records: object): (field: string) => boolean {
  return (field) => {
    if (desired.kind !== 'queue' || Object.hasOwn(records, field)) return false;
    return Object.hasOwn(desired.prompts, field) || Object.hasOwn(desired.fields, field);
  };
}
