/**
 * Who has a number that a queue is to get. Queues share their numbers with extensions, ring groups, conference rooms and
 * virtual receptionists, which only `GET /extension_numbers/{n}` tells; not every version of the PBX has it.
 *
 * It answers 404 for a free number, and so does a PBX without this request. So a taken number is requested first: if
 * that is a 404 too, the PBX is not asked again.
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
  if (numbers.length === 0 || (await findHolder(reader, takenNumber)) === undefined) return holders;
  await mapAtOnce(reader, numbers, async (number) => {
    const holder = await findHolder(reader, number);
    if (holder !== undefined) holders.set(number, holder);
  });
  return holders;
}

/** Undefined for a free number, and for any other answer of the PBX. */
async function findHolder(reader: PbxReader, number: string): Promise<NumberHolder | undefined> {
  try {
    const { name, type } = await reader.getNumber(number);
    return { name: typeof name === 'string' ? name : '', type: typeof type === 'string' ? type : '' };
  } catch (error) {
    if (error instanceof ApiError && error.failure.status !== undefined) return undefined;
    throw error;
  }
}
