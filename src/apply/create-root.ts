/**
 * Creates a server or queue, once.
 *
 * A kill between the request and the save leaves an object that state does not know; the next plan finds it by its number
 * or name and adopts it. When the object cannot be read back, state holds its id all the same.
 */

import { CqctlError } from '../model/errors.ts';
import type { JsonObject } from '../model/json.ts';
import { PROMPT_FIELDS } from '../plan/prompts.ts';
import { createBody } from './body.ts';
import type { Carried, CarryContext } from './carry.ts';
import { readUntil } from './read-back.ts';
import { entryOf, faultsOf, finish, type Root, type Sent } from './root-entry.ts';

export async function createRoot(desired: Root, context: CarryContext): Promise<Carried> {
  const { client } = context;
  const prompts = desired.kind === 'queue' ? await context.prompts.written(desired, PROMPT_FIELDS) : {};
  const values = createBody(desired);
  const body = { ...values, ...prompts };
  const id = await (desired.kind === 'queue' ? client.createQueue(body) : client.createServer(body));
  const sent: Sent = { desired, id, values, prompts };
  const read = () => (desired.kind === 'queue' ? client.getQueue(id) : client.getServer(id));
  let shown: JsonObject;
  try {
    shown = await readUntil(read, (live) => faultsOf(sent, live).length === 0, context);
  } catch (error) {
    if (!(error instanceof CqctlError)) throw error;
    const entry = entryOf(desired, { id, prompts: {}, lost: Object.keys(values) });
    return { id, entries: [[desired.address, entry]], failure: error };
  }
  return finish(sent, shown, {});
}
