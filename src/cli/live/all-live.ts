/** All that the PBX has, for export and init. */

import type { PbxReader } from '../../api/calls.ts';
import { type NameOf, type OnUnreadable, readLive } from '../../api/live.ts';
import { identity } from '../../kinds/identity.ts';
import { OBJECT_KINDS } from '../../kinds/registry.ts';
import type { Live } from '../../model/live.ts';

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
  const ids = new Set<string>();
  const listsOf = new Set<string>();
  for (const kind of OBJECT_KINDS) {
    for (const line of await reader.all(kind)) {
      ids.add(String(line['id']));
      listsOf.add(identity(kind.name, String(line[kind.naturalKey])));
    }
  }
  return readLive(reader, { identities: new Set(), ids, listsOf, fileIds }, nameOf, onUnreadable);
}
