/** The queues of the data file as the routing engine is told of them. */

import type { AgentEntry } from '../../model/desired.ts';
import type { RoutedQueue } from '../../routing/queues.ts';
import { readItems } from '../list-items.ts';
import type { ObjectTable } from '../object-table.ts';
import { LISTS, type Store } from '../store.ts';

export interface StoredQueues {
  revision: string;
  /** In the order of their creation. */
  queues: (RoutedQueue & { id: string })[];
}

/** Changes with every write to queues or their agents, whichever process it is of. */
export function readRevision(store: Store, table: ObjectTable): string {
  return store.read(() => revisionOf(store, table));
}

export function readStoredQueues(store: Store, table: ObjectTable): StoredQueues {
  return store.read(() => {
    const queues = table.all().map((line) => {
      const id = String(line['id']);
      const number = String(line['extension_number']);
      const agents = readItems<AgentEntry>(store, id);
      return { id, key: number, number, fields: table.objectOrRefuse(id), agents };
    });
    return { revision: revisionOf(store, table), queues };
  });
}

/** Only within `store.read`: with what it is the revision of. */
function revisionOf(store: Store, { facts }: ObjectTable): string {
  return `${store.get(['revision', facts.name])} ${store.get(['revision', LISTS])}`;
}
