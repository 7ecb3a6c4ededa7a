/** Live: what the PBX has, read for one plan. */

import type { AgentEntry } from './desired.ts';
import type { JsonObject } from './json.ts';

export interface LiveAgent extends AgentEntry {
  display_name?: string;
}

export interface LiveObject {
  kind: 'server' | 'queue';
  id: string;
  /** The extension number of a queue, the name of a server. */
  key: string;
  name: string;
  /** The PBX's own server, which is never destroyed. */
  internal: boolean;
  /** All that the PBX reports of it, as reported; absent when only its line in the list was read. */
  fields?: JsonObject;
  /** In the PBX's order; absent when not read. */
  items?: readonly LiveAgent[];
}

export interface LiveFile {
  id: string;
  name: string;
  size: number;
}

/** What has a number of the PBX. */
export interface NumberHolder {
  name: string;
  /** EXTENSION, RING_GROUP, CALL_QUEUE, CONFERENCE_ROOM, VIRTUAL_RECEPTIONIST or newer. */
  type: string;
}

export interface Live {
  servers: readonly LiveObject[];
  queues: readonly LiveObject[];
  /** Files named by id in the config, where the PBX knows them. */
  files: readonly LiveFile[];
  /** Of numbers that no queue has yet and one is to get; absent when it was not asked. */
  holders?: ReadonlyMap<string, NumberHolder>;
}

/** Which objects a plan needs in full; of the others the list is enough. */
export interface LiveNeeds {
  queueNumbers: ReadonlySet<string>;
  ids: ReadonlySet<string>;
  /** Queues whose agents are needed. */
  agentsOf: ReadonlySet<string>;
  fileIds: ReadonlySet<string>;
}
