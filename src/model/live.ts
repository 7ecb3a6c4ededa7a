/** Live: what the PBX has, read for one plan. */

import type { KindName } from './address.ts';
import type { AgentEntry } from './desired.ts';
import type { JsonObject } from './json.ts';

export interface LiveAgent extends AgentEntry {
  display_name?: string;
}

export interface LiveObject {
  kind: KindName;
  id: string;
  /** The extension number of a queue, the name of a server. */
  key: string;
  name: string;
  /** It comes with the PBX, and is never destroyed. */
  internal: boolean;
  /** Everything that the PBX reports about the object, unchanged; absent if only its list line was read. */
  fields?: JsonObject;
  /** In the PBX's order; absent when not read. */
  items?: readonly LiveAgent[];
}

export interface LiveFile {
  id: string;
  name: string;
  size: number;
}

/** The holder of a number of the PBX. */
export interface NumberHolder {
  name: string;
  /** EXTENSION, RING_GROUP, CALL_QUEUE, CONFERENCE_ROOM, VIRTUAL_RECEPTIONIST or newer. */
  type: string;
}

export interface Live {
  /** Of all kinds, in the order of the kinds. */
  objects: readonly LiveObject[];
  /** Files named by id in the config, where the PBX knows them. */
  files: readonly LiveFile[];
  /** Of numbers that no queue has yet and one is to get; absent when it was not asked. */
  holders?: ReadonlyMap<string, NumberHolder>;
}

/** In the PBX's order. */
export function objectsOfKind({ objects }: Pick<Live, 'objects'>, kind: KindName): LiveObject[] {
  return objects.filter((object) => object.kind === kind);
}

/** Which objects a plan needs in full; of the others the list is enough. */
export interface LiveNeeds {
  /** Kind and natural key, as `identity` of the kinds makes it. */
  identities: ReadonlySet<string>;
  ids: ReadonlySet<string>;
  /** Objects whose lists are needed; likewise. */
  listsOf: ReadonlySet<string>;
  fileIds: ReadonlySet<string>;
}
