/** Destroys a server or queue: not while callers wait, and done only once the PBX no longer shows it. */

import { type Address, formatAddress, parseAddress } from '../model/address.ts';
import { EnvironmentError } from '../model/errors.ts';
import type { Step } from '../model/plan.ts';
import type { Carried, CarryContext } from './carry.ts';
import { isGone, isNotFound } from './read-back.ts';
import { letDrain } from './waiting.ts';

export async function destroyRoot(
  { change, live }: Pick<Step, 'change' | 'live'>,
  context: CarryContext,
): Promise<void> {
  const { client } = context;
  const { address } = change;
  const id = live?.id ?? change.id ?? '';
  const isQueue = change.kind === 'queue';
  if (isQueue) {
    const onWaiting = (count: number): void =>
      context.tell(`waits until nobody waits in the queue; callers now: ${count}`, address);
    await letDrain(id, context.waiting, { name: address, onWaiting });
  }
  try {
    await (isQueue ? client.destroyQueue(id) : client.destroyServer(id));
  } catch (error) {
    // Somebody was faster: it is gone, which is what was wanted.
    if (isNotFound(error)) return;
    throw error;
  }
  // What takes its number next would be refused as long as this one is there.
  const key = (live?.key ?? change.key).replaceAll("'", "''");
  const query = { filter: `${isQueue ? 'extension_number' : 'name'} eq '${key}'` };
  // The list is asked: a request for an object that is gone is one that the PBX refuses, and logs as such.
  const list = async () => (await (isQueue ? client.listQueues(query) : client.listServers(query))).items;
  if (await isGone(list, id, context)) return;
  throw new EnvironmentError(`the PBX accepted that ${address} goes, but still has it`, {
    code: 'CQ424',
    hint: 'look at it in the portal; then plan again',
  });
}

/** A queue's agents go with it. */
export function lostEntries(address: Address): Carried['entries'] {
  const parts = parseAddress(address);
  if (parts?.kind !== 'queue') return [[address, null]];
  return [
    [address, null],
    [formatAddress('agents', parts.key), null],
  ];
}
