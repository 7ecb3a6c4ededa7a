/**
 * Call queue servers. One of type INTERNAL is there from the start and stays. The embedded PBX starts no software on any
 * host: a server is ONLINE when it is enabled.
 */

import type { JsonObject } from '../model/json.ts';
import { empty, json, jsonText } from './answer.ts';
import { readJsonObject } from './body.ts';
import type { Core, Route } from './core.ts';
import { idOf, queryOf } from './core.ts';
import { createdFields, demandFields, updatedFields } from './fields.ts';
import { parseListQuery } from './list-query.ts';
import { invalid } from './refusal.ts';
import type { Shelf, ShelfFacts } from './shelf.ts';

export const SERVER_SHELF: ShelfFacts = {
  kind: 'server',
  title: 'call queue server',
  lineFields: ['id', 'name', 'enabled', 'type', 'ipv4', 'ipv6'],
  searchFields: ['name', 'ipv4', 'ipv6'],
  naturalKey: 'name',
};

/** Only within a transaction. */
export function addInternalServer(servers: Shelf): void {
  const fields = createdFields('server', { name: 'internal', ipv4: '127.0.0.1' });
  servers.add({ ...fields, type: 'INTERNAL' });
}

export function serverRoutes({ store, updateMode }: Core, servers: Shelf): Route[] {
  return [
    {
      method: 'GET',
      path: '/call_queue_servers',
      handle: (context) => {
        const query = parseListQuery(queryOf(context), SERVER_SHELF.lineFields);
        return jsonText(store.read(() => servers.page(query)));
      },
    },
    {
      method: 'POST',
      path: '/call_queue_servers',
      handle: async (context) => {
        const body = await readJsonObject(context.req.raw);
        demandFields('server', body, 'create');
        const fields: JsonObject = { ...createdFields('server', body), type: 'EXTERNAL' };
        return json({ id: await store.write(() => servers.add(fields)) }, 201);
      },
    },
    {
      method: 'GET',
      path: '/call_queue_servers/:id',
      handle: (context) => jsonText(store.read(() => servers.textOrRefuse(idOf(context)))),
    },
    {
      method: 'POST',
      path: '/call_queue_servers/:id',
      handle: async (context) => {
        const id = idOf(context);
        store.read(() => servers.textOrRefuse(id));
        const body = await readJsonObject(context.req.raw);
        demandFields('server', body, 'update');
        await store.write(() => {
          servers.replace(id, updatedFields('server', servers.objectOrRefuse(id), body, updateMode));
        });
        return empty(200);
      },
    },
    {
      method: 'GET',
      path: '/call_queue_servers/:id/status',
      handle: (context) => {
        const server = store.read(() => servers.objectOrRefuse(idOf(context)));
        const status = server['enabled'] === true ? 'ONLINE' : 'OFFLINE';
        return json({ cpu_usage: 0, memory_usage: 0, status });
      },
    },
    {
      method: 'POST',
      path: '/call_queue_servers/:id/destroy',
      handle: async (context) => {
        const id = idOf(context);
        await store.write(() => {
          if (servers.objectOrRefuse(id)['type'] === 'INTERNAL') {
            throw invalid('the INTERNAL server cannot be destroyed');
          }
          servers.remove(id);
        });
        return empty(204);
      },
    },
  ];
}
