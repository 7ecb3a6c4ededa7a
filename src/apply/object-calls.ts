/** The API's calls for servers and for queues under the same names, so that a step need not ask which of them it is about. */

import type { PbxClient } from '../api/calls.ts';
import type { Page } from '../api/list-query.ts';
import type { JsonObject } from '../model/json.ts';
import type { Step } from '../model/plan.ts';

export interface ObjectCalls {
  /** The id of the new object. */
  create(body: JsonObject): Promise<string>;
  get(id: string): Promise<JsonObject>;
  update(id: string, body: JsonObject): Promise<void>;
  destroy(id: string): Promise<void>;
  /** The lines of those with a number or a name, as far as the PBX can filter. */
  listByKey(key: string): Promise<Page>;
}

export function objectCalls(client: PbxClient, { change: { kind } }: Pick<Step, 'change'>): ObjectCalls {
  const queryOf = (name: string, key: string) => ({ filter: `${name} eq '${key.replaceAll("'", "''")}'` });
  return kind === 'queue'
    ? {
        create: client.createQueue,
        get: client.getQueue,
        update: client.updateQueue,
        destroy: client.destroyQueue,
        listByKey: (key) => client.listQueues(queryOf('extension_number', key)),
      }
    : {
        create: client.createServer,
        get: client.getServer,
        update: client.updateServer,
        destroy: client.destroyServer,
        listByKey: (key) => client.listServers(queryOf('name', key)),
      };
}

/** Of a step about an object that is there. */
export function objectId({ change, live }: Pick<Step, 'change' | 'live'>): string {
  const id = live?.id ?? change.id;
  if (id === null) throw new Error(`${change.action} ${change.address} is about no object`);
  return id;
}
