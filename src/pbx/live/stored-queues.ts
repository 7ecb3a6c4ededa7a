/** The queues of the data file as the routing engine is told of them. */

import type { AgentEntry } from '../../model/desired.ts';
import type { RoutedQueue } from '../../routing/queues.ts';
import type { Shelf } from '../shelf.ts';
import type { Store } from '../store.ts';

export interface StoredQueues {
  revision: string;
  /** In the order of their creation. */
  queues: (RoutedQueue & { id: string })[];
}

/** Changes with every write to queues or their agents, whichever process it is of. */
export function readRevision(store: Store): string {
  return store.read(() => revisionOf(store));
}

export function readStoredQueues(store: Store, shelf: Shelf): StoredQueues {
  return store.read(() => {
    const queues = shelf.all().map((line) => {
      const id = String(line['id']);
      const number = String(line['extension_number']);
      const agents = store.get(['agents', id]) ?? '{"items":[]}';
      const { items } = JSON.parse(agents) as { items: AgentEntry[] };
      return { id, key: number, number, fields: shelf.objectOrRefuse(id), agents: items };
    });
    return { revision: revisionOf(store), queues };
  });
}

/** Only within `store.read`: with what it is the revision of. */
function revisionOf(store: Store): string {
  return `${store.get(['revision', 'queue'])} ${store.get(['revision', 'agents'])}`;
}
