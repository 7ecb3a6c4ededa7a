/** All that the PBX has, for export and init. */

import type { PbxReader } from '../api/client.ts';
import { readLive } from '../api/live.ts';
import type { JsonObject } from '../model/json.ts';
import type { Live } from '../model/live.ts';

const idsOf = (objects: readonly JsonObject[]) => objects.map((object) => String(object['id']));

/** `fileIds`: files to look up besides. */
export async function readAllLive(
  reader: PbxReader,
  fileIds: ReadonlySet<string> = new Set(),
): Promise<Live> {
  const servers = await reader.allServers();
  const queues = await reader.allQueues();
  const numbers = new Set(queues.map((queue) => String(queue['extension_number'])));
  return readLive(reader, {
    queueNumbers: numbers,
    ids: new Set([...idsOf(servers), ...idsOf(queues)]),
    agentsOf: numbers,
    fileIds,
  });
}
