/** All that the PBX has, for export and init. */

import type { PbxReader } from '../api/calls.ts';
import { type NameOf, type OnUnreadable, readLive } from '../api/live.ts';
import { identity } from '../kinds/identity.ts';
import type { JsonObject } from '../model/json.ts';
import type { Live } from '../model/live.ts';

const idsOf = (objects: readonly JsonObject[]) => objects.map((object) => String(object['id']));

export interface AllLiveOptions {
  /** Files to look up besides. */
  fileIds?: ReadonlySet<string>;
  nameOf?: NameOf;
  onUnreadable?: OnUnreadable;
}

export async function readAllLive(
  reader: PbxReader,
  { fileIds = new Set(), nameOf, onUnreadable }: AllLiveOptions = {},
): Promise<Live> {
  const servers = await reader.allServers();
  const queues = await reader.allQueues();
  const numbers = new Set(queues.map((queue) => identity('queue', String(queue['extension_number']))));
  const needs = {
    identities: new Set<string>(),
    ids: new Set([...idsOf(servers), ...idsOf(queues)]),
    listsOf: numbers,
    fileIds,
  };
  return readLive(reader, needs, nameOf, onUnreadable);
}
