/** The queues of the data file as the routing engine is told of them. */

import type { AgentEntry } from '../../model/desired.ts';
import type { RoutedQueue } from '../../routing/queues.ts';
import type { Shelf } from '../shelf.ts';
import type { Store } from '../store.ts';

export interface StoredQueue extends RoutedQueue {
  id: string;
}

/** In the order of their creation. Only within `store.read`. */
export function storedQueues(store: Store, queues: Shelf): StoredQueue[] {
  return queues.all().map((line) => {
    const id = String(line['id']);
    const number = String(line['extension_number']);
    const agents = store.get(['agents', id]);
    return {
      id,
      key: number,
      number,
      fields: queues.objectOrRefuse(id),
      agents: agents === undefined ? [] : (JSON.parse(agents) as { items: AgentEntry[] }).items,
    };
  });
}

/** Changes with every write to queues or their agents, whichever process it is of. Only within `store.read`. */
export function queuesRevision(store: Store): string {
  return `${store.get(['revision', 'queue'])} ${store.get(['revision', 'agents'])}`;
}
