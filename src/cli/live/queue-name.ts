/** Finds the queue that a command names by key, extension number or id. */

import type { PbxReader } from '../../api/calls.ts';
import { isExtensionNumber } from '../../kinds/extension-number.ts';
import { QUEUE } from '../../kinds/queue.ts';
import { EnvironmentError } from '../../model/errors.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Subject } from '../project/subject.ts';
import { suggest } from '../suggestion.ts';

/** A key wins over a number, a number over an id. */
export async function findQueueByName(
  reader: PbxReader,
  { queues }: Pick<Subject, 'queues'>,
  name: string,
): Promise<JsonObject> {
  const known = queues.find((queue) => queue.key === name);
  const number = known?.number ?? (isExtensionNumber(name) ? name : undefined);
  const found = number === undefined ? undefined : await reader.find(QUEUE, number);
  if (found !== undefined) return found;
  if (known !== undefined) {
    throw new EnvironmentError(`queue.${name} (${known.number}) is not on the PBX`, {
      code: 'CQ906',
      hint: 'cqctl apply creates it',
    });
  }
  // Looked up in the list: to ask for an object by an id that is none would be a request that the PBX refuses.
  const byId = (await reader.all(QUEUE)).find((queue) => queue['id'] === name);
  if (byId !== undefined) return byId;
  const keys = queues.map((queue) => queue.key);
  throw new EnvironmentError(`no queue has the key, number or id ${JSON.stringify(name)}`, {
    code: 'CQ906',
    ...suggest(name, keys),
  });
}
