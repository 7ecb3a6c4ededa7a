/**
 * Creates a server or queue, once.
 *
 * A kill between the request and the save leaves an object that state does not know; the next plan finds it by its number
 * or name and adopts it. When the object cannot be read back, state holds its id all the same.
 */

import { PROMPT_FIELDS } from '../kinds/queue-prompts.ts';
import { CqctlError } from '../model/errors.ts';
import type { JsonObject } from '../model/json.ts';
import { createBody } from './body.ts';
import type { Carried, CarryContext } from './carry.ts';
import { readUntil } from './read-back.ts';
import { rootCalls } from './root-calls.ts';
import { entryOf, faultsOf, finish, type Root, type Sent } from './root-entry.ts';

export async function createRoot(desired: Root, context: CarryContext): Promise<Carried> {
  const calls = rootCalls(context.client, desired.kind);
  const prompts = desired.kind === 'queue' ? await context.prompts.written(desired, PROMPT_FIELDS) : {};
  const values = createBody(desired);
  const id = await calls.create({ ...values, ...prompts });
  const sent: Sent = { desired, id, values, prompts };
  let shown: JsonObject;
  try {
    shown = await readUntil(
      () => calls.get(id),
      (live) => faultsOf(sent, live).length === 0,
      context,
    );
  } catch (error) {
    if (!(error instanceof CqctlError)) throw error;
    const entry = entryOf(desired, { id, prompts: {}, lost: Object.keys(values) });
    return { id, entries: [[desired.address, entry]], failure: error };
  }
  return finish(sent, shown, {});
}
