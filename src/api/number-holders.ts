/**
 * Who has a number that a queue is to get. Queues share their numbers with extensions, ring groups, conference rooms and
 * virtual receptionists, which only `GET /extension_numbers/{n}` tells; not every version of the PBX has it.
 *
 * It answers 404 for a number that is free, and so does a PBX that does not have it. So a number that is taken is asked for
 * first: a PBX that does not know that one is not asked again.
 */

import { ApiError } from '../model/errors.ts';
import type { NumberHolder } from '../model/live.ts';
import type { PbxReader } from './calls.ts';
import { mapAtOnce } from './map-at-once.ts';

export async function readHolders(
  reader: PbxReader,
  numbers: readonly string[],
  takenNumber: string,
): Promise<ReadonlyMap<string, NumberHolder>> {
  const holders = new Map<string, NumberHolder>();
  if (numbers.length === 0 || (await ask(reader, takenNumber)) === undefined) return holders;
  await mapAtOnce(reader, numbers, async (number) => {
    const holder = await ask(reader, number);
    if (holder !== undefined) holders.set(number, holder);
  });
  return holders;
}

/** Undefined for a number that is free; whatever else the PBX says to this question is no answer to it. */
async function ask(reader: PbxReader, number: string): Promise<NumberHolder | undefined> {
  try {
    const { name, type } = await reader.getNumber(number);
    return { name: typeof name === 'string' ? name : '', type: typeof type === 'string' ? type : '' };
  } catch (error) {
    if (error instanceof ApiError && error.failure.status !== undefined) return undefined;
    throw error;
  }
}
