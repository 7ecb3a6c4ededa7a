/**
 * Call queues. A prompt is set by the id of a file and shown by the file's name, size and address; the id itself is kept
 * beside the queue, so that the file is known to be in use, and never shown.
 */

import { kindOf } from '../kinds/registry.ts';
import type { JsonObject } from '../model/json.ts';
import { empty, json, jsonText } from './answer.ts';
import { readJsonObject } from './body.ts';
import type { Core, Route } from './core.ts';
import { idOf, queryOf } from './core.ts';
import { createdFields, demandFields, updatedFields } from './fields.ts';
import { blobPath } from './files.ts';
import { parseListQuery } from './list-query.ts';
import { inUse, invalid, notFound } from './refusal.ts';
import type { Shelf, ShelfFacts } from './shelf.ts';
import type { Store } from './store.ts';

export const QUEUE_SHELF: ShelfFacts = {
  kind: 'queue',
  title: 'call queue',
  lineFields: ['id', 'name', 'extension_number', 'ring_time', 'polling_strategy'],
  searchFields: ['name', 'extension_number'],
  naturalKey: 'extension_number',
};

export function queueRoutes(
  { store, updateMode, otherNumbers, live }: Core,
  queues: Shelf,
  files: Shelf,
  servers: Shelf,
): Route[] {
  return [
    {
      method: 'GET',
      path: '/call_queues',
      handle: (context) => {
        const query = parseListQuery(queryOf(context), QUEUE_SHELF.lineFields);
        return jsonText(store.read(() => queues.page(query)));
      },
    },
    {
      method: 'POST',
      path: '/call_queues',
      handle: async (context) => {
        const body = await readJsonObject(context.req.raw);
        demandFields('queue', body, 'create');
        const fields = createdFields('queue', body);
        const number = String(fields['extension_number']);
        if (otherNumbers.has(number)) {
          throw inUse(`extension_number ${number} is taken`, { field: 'extension_number' });
        }
        const id = await store.write(() => {
          const prompts = promptFields(files, body);
          const added = queues.add({ ...fields, ...prompts });
          keepPrompts(store, added, body);
          return added;
        });
        return json({ id });
      },
    },
    {
      method: 'GET',
      path: '/call_queues/:id',
      handle: (context) => jsonText(store.read(() => queues.textOrRefuse(idOf(context)))),
    },
    {
      method: 'POST',
      path: '/call_queues/:id',
      handle: async (context) => {
        const id = idOf(context);
        store.read(() => queues.textOrRefuse(id));
        const body = await readJsonObject(context.req.raw);
        demandFields('queue', body, 'update');
        await store.write(() => {
          const after = updatedFields('queue', queues.objectOrRefuse(id), body, updateMode);
          queues.replace(id, { ...after, ...promptFields(files, body) });
          keepPrompts(store, id, body);
        });
        return empty(200);
      },
    },
    {
      method: 'GET',
      path: '/call_queues/:id/status',
      handle: (context) => {
        const isServed = store.read(() => {
          queues.textOrRefuse(idOf(context));
          return servers.all().some((server) => server['enabled'] === true);
        });
        return json({ status: isServed ? 'ONLINE' : 'OFFLINE' });
      },
    },
    {
      method: 'POST',
      path: '/call_queues/:id/destroy',
      handle: async (context) => {
        const id = idOf(context);
        await store.write(() => {
          queues.textOrRefuse(id);
          forgetPrompts(store, id);
          store.remove(['agents', id]);
          store.remove(['statuses', id]);
          queues.remove(id);
        });
        return empty(204);
      },
    },
    {
      method: 'GET',
      path: '/call_queues/:id/waiting',
      handle: (context) => {
        const id = idOf(context);
        store.read(() => queues.textOrRefuse(id));
        return json({ items: live?.waiting(id) ?? [] });
      },
    },
    {
      method: 'POST',
      path: '/call_queues/:id/waiting/:session_id/pickup',
      handle: (context) => {
        const id = idOf(context);
        store.read(() => queues.textOrRefuse(id));
        if (live?.pickUp(id, idOf(context, 'session_id')) !== true) throw notFound('waiting call');
        return empty(200);
      },
    },
    {
      method: 'GET',
      path: '/extension_numbers/:number',
      handle: (context) => {
        const number = idOf(context, 'number');
        const other = otherNumbers.get(number);
        if (other !== undefined) return json({ id: null, extension_number: number, ...other });
        const queue = store.read(() => {
          const id = queues.findId(number);
          if (id === undefined) throw notFound('extension number');
          return queues.objectOrRefuse(id);
        });
        const { id = null, name = null } = queue;
        return json({ id, extension_number: number, name, type: 'CALL_QUEUE' });
      },
    },
  ];
}

/** Prompt fields that the body has: the field's name and the four names that go with it. */
function promptsIn(body: JsonObject): { field: string; name: string; size: string; url: string }[] {
  return Object.entries(kindOf('queue').fields).flatMap(([field, facts]) =>
    facts.prompt !== undefined && Object.hasOwn(body, field) ? [{ field, ...facts.prompt }] : [],
  );
}

/** What is shown of the prompts that the body sets; null takes a prompt away. */
function promptFields(files: Shelf, body: JsonObject): JsonObject {
  const shown: JsonObject = {};
  for (const { field, name, size, url } of promptsIn(body)) {
    const fileId = body[field];
    const text = typeof fileId === 'string' ? files.findText(fileId.slice(0, 128)) : undefined;
    if (typeof fileId === 'string' && text === undefined) {
      throw invalid(`${field} is not the id of a file`, { field });
    }
    const file = text === undefined ? undefined : (JSON.parse(text) as JsonObject);
    shown[name] = file?.['name'] ?? null;
    shown[size] = file?.['size'] ?? null;
    shown[url] = file === undefined ? null : blobPath(String(file['digest']));
  }
  return shown;
}

function promptIdsOf(store: Store, queueId: string): JsonObject {
  return JSON.parse(store.get(['prompts', queueId]) ?? '{}') as JsonObject;
}

function keepPrompts(store: Store, queueId: string, body: JsonObject): void {
  const changed = promptsIn(body);
  if (changed.length === 0) return;
  const ids = promptIdsOf(store, queueId);
  forgetPrompts(store, queueId);
  for (const { field } of changed) ids[field] = body[field] ?? null;
  store.put(['prompts', queueId], JSON.stringify(ids));
  for (const fileId of Object.values(ids)) {
    if (typeof fileId === 'string') store.put(['plays', fileId, queueId], '');
  }
}

function forgetPrompts(store: Store, queueId: string): void {
  for (const fileId of Object.values(promptIdsOf(store, queueId))) {
    if (typeof fileId === 'string') store.remove(['plays', fileId, queueId]);
  }
  store.remove(['prompts', queueId]);
}
