/**
 * Reads what a plan needs: the lists whole, the named queues in full, their agents where they are needed.
 *
 * Others may change the PBX meanwhile. An object that is gone when it is asked for counts as absent, as if it had been
 * destroyed before, but only once the list shows it no longer: a plan would create it a second time. Anything else that
 * goes wrong ends the reading, since a plan must not be made from half of it, unless the caller goes on without the object.
 */

import { identity } from '../kinds/identity.ts';
import type { KindName } from '../model/address.ts';
import { ApiError } from '../model/errors.ts';
import { isObject, type Json, type JsonObject, withoutNulls } from '../model/json.ts';
import type { Live, LiveAgent, LiveFile, LiveNeeds, LiveObject } from '../model/live.ts';
import type { PbxReader } from './calls.ts';
import { mapAtOnce } from './map-at-once.ts';
import { isOfOneObject, withName } from './unreadable.ts';

/** What the caller calls an object, undefined when it has no name for it. */
export type NameOf = (object: { kind: KindName; id: string; key: string }) => string | undefined;

/** Told of a queue that cannot be read; it is then known by its line in the list alone. */
export type OnUnreadable = (queue: LiveObject, error: ApiError) => void;

export async function readLive(
  reader: PbxReader,
  needs: LiveNeeds,
  nameOf: NameOf = () => undefined,
  onUnreadable?: OnUnreadable,
): Promise<Live> {
  const [servers, queues, files] = await Promise.all([
    reader.allServers(),
    reader.allQueues().then((lines) => readQueues(reader, lines, { needs, nameOf, onUnreadable })),
    mapAtOnce(reader, [...needs.fileIds].sort(), (id) => readFile(reader, id)),
  ]);
  return {
    objects: [...servers.map(toServer), ...queues.filter((queue) => queue !== undefined)],
    files: files.filter((file) => file !== undefined),
  };
}

interface QueueContext {
  needs: LiveNeeds;
  nameOf: NameOf;
  onUnreadable: OnUnreadable | undefined;
}

function readQueues(
  reader: PbxReader,
  lines: readonly JsonObject[],
  { needs: { identities, ids, listsOf }, nameOf, onUnreadable }: QueueContext,
): Promise<(LiveObject | undefined)[]> {
  return mapAtOnce(reader, lines, async (line) => {
    const id = textOf(line['id']);
    const number = textOf(line['extension_number']);
    const known = identity('queue', number);
    const needsAgents = listsOf.has(known);
    if (!needsAgents && !identities.has(known) && !ids.has(id)) return toQueue(line);
    try {
      return await readListed(reader, line, needsAgents);
    } catch (error) {
      if (onUnreadable !== undefined && isOfOneObject(error)) {
        const listed = toQueue(line);
        onUnreadable(listed, error);
        return listed;
      }
      throw withName(error, describeQueue(line, nameOf({ kind: 'queue', id, key: number })));
    }
  });
}

/** With its number, which everybody knows; without an address its name has to do. */
export function describeQueue(line: JsonObject, address?: string): string {
  const number = textOf(line['extension_number']);
  return `${address ?? `the queue ${JSON.stringify(textOf(line['name']))}`} (${number})`;
}

/** Before a queue that is listed and not found is asked for again. */
const LISTED_AGAIN_MS = [100, 300, 900];

/** Undefined when the list does not show it any more either. */
async function readListed(
  reader: PbxReader,
  listed: JsonObject,
  needsAgents: boolean,
): Promise<LiveObject | undefined> {
  let line = listed;
  for (const pauseMs of [...LISTED_AGAIN_MS, undefined]) {
    const id = textOf(line['id']);
    try {
      // One after the other: there are queues enough to keep every connection busy.
      const fields = await reader.getQueue(id);
      return toQueue(line, fields, needsAgents ? await reader.listAgents(id) : undefined);
    } catch (error) {
      if (!isAbsent(error)) throw error;
      const again = await reader.findQueue(textOf(line['extension_number']));
      if (again === undefined) return undefined;
      if (pauseMs === undefined) throw contradiction(error);
      line = again;
      await reader.patience?.sleep(pauseMs);
    }
  }
  return undefined;
}

/** Of a queue that a list shows and a request for it does not find. */
export function contradiction(error: ApiError): ApiError {
  return new ApiError(`${error.message}, but its list still shows the queue`, error.failure, {
    code: 'CQ522',
    hint: 'nothing is concluded from that: run again; if it stays so, look at the queue in the portal',
    cause: error,
  });
}

async function readFile(reader: PbxReader, id: string): Promise<LiveFile | undefined> {
  try {
    const { name, size } = await reader.getFile(id);
    return { id, name: textOf(name), size: typeof size === 'number' ? size : 0 };
  } catch (error) {
    // 400 is for an id that cannot be one.
    if (isAbsent(error) || (error instanceof ApiError && error.failure.status === 400)) return undefined;
    throw error;
  }
}

/** Every field of a server is in its line of the list. */
function toServer(line: JsonObject): LiveObject {
  const name = textOf(line['name']);
  return {
    kind: 'server',
    id: textOf(line['id']),
    key: name.normalize(),
    name,
    internal: line['type'] === 'INTERNAL',
    fields: withoutNullFields(line),
  };
}

function toQueue(line: JsonObject, fields?: JsonObject, items?: readonly JsonObject[]): LiveObject {
  const shown = fields ?? line;
  const live: LiveObject = {
    kind: 'queue',
    id: textOf(line['id']),
    key: textOf(shown['extension_number']),
    name: textOf(shown['name']),
    internal: false,
  };
  if (fields !== undefined) live.fields = withoutNullFields(fields);
  if (items !== undefined) live.items = items.map(toAgent);
  return live;
}

// Written for a hundred thousand agents: no spreads.
function toAgent(item: JsonObject): LiveAgent {
  const agent: LiveAgent = { extension_number: textOf(item['extension_number']) };
  const level = item['skill_level'];
  const name = item['display_name'];
  if (typeof level === 'number') agent.skill_level = level;
  if (typeof name === 'string') agent.display_name = name;
  return agent;
}

function withoutNullFields(fields: JsonObject): JsonObject {
  const kept = withoutNulls(fields);
  return isObject(kept) ? kept : {};
}

/** Types were checked when the answer was read; what is left is whether it was there. */
function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

function isAbsent(error: unknown): error is ApiError {
  return error instanceof ApiError && (error.failure.status === 404 || error.failure.status === 410);
}
