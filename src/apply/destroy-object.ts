/**
 * Destroys a server or queue: waits until no callers wait, and is done only when the PBX no longer shows the object.
 */

import { equalTo } from '../api/address.ts';
import { listAddress } from '../kinds/address.ts';
import { kindOf } from '../kinds/registry.ts';
import type { Address } from '../model/address.ts';
import { EnvironmentError, isNotFound } from '../model/errors.ts';
import type { Step } from '../model/plan.ts';
import { objectId } from './object-id.ts';
import { isGone } from './read-back.ts';
import type { StepContext, StepOutcome } from './step-context.ts';
import { waitForEmpty } from './waiting.ts';

type Old = Pick<Step, 'change' | 'live'>;

/** Called before any of the objects is destroyed. */
export function waitForEmptyQueues(old: readonly Old[], context: StepContext): Promise<void> {
  const queues = old.filter(({ change }) => kindOf(change.kind).hasCallers);
  return waitForEmpty(
    queues.map((queue) => ({ id: objectId(queue), kind: queue.change.kind, address: queue.change.address })),
    context.waiting,
    (address, count) => context.tell(`waits until nobody waits in the queue; callers now: ${count}`, address),
  );
}

export async function destroyObject(old: Old, context: StepContext): Promise<void> {
  const { client } = context;
  const { change, live } = old;
  const kind = kindOf(change.kind);
  const id = objectId(old);
  try {
    await client.destroy(kind, id);
  } catch (error) {
    // Somebody else destroyed it already.
    if (isNotFound(error)) return;
    throw error;
  }
  // A create with the same number is refused while the old object exists. The list is read because the PBX logs a
  // request for a missing object as an error.
  const filter = equalTo(kind.naturalKey, live?.key ?? change.key);
  const absence = { list: () => client.list(kind, { filter }), get: () => client.get(kind, id) };
  if (await isGone(absence, id, context)) return;
  throw new EnvironmentError(`the PBX accepted that ${change.address} goes, but still has it`, {
    code: 'CQ424',
    hint: 'look at it in the portal; then plan again',
  });
}

/** The entries of an object and its list. */
export function removedEntries(address: Address): StepOutcome['entries'] {
  const list = listAddress(address);
  return [[address, null], ...(list === undefined ? [] : ([[list, null]] as const))];
}
