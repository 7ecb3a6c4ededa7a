/**
 * The calls that change something. How each may be repeated is said here; what that means is in retry-policy.ts.
 *
 * A create is answered with the id alone. Where that answer is missing, unreadable or without an id, the object is looked
 * for by its natural key: at once, and again while what the PBX committed may not be visible yet.
 */

import type { JsonObject } from '../model/json.ts';
import { collectionOf, listPath, objectPath } from './address.ts';
import { assertEmptyAnswer, parseJson } from './answer.ts';
import type { PbxClient, PbxReader } from './calls.ts';
import type { Connection } from './connection.ts';
import { readCreatedId } from './schema.ts';
import { uploadFile } from './upload.ts';

type Writing = Omit<PbxClient, keyof PbxReader>;

const JSON_HEADERS = { 'content-type': 'application/json' };
const NOTHING = { value: undefined };

/** Before each look for what a create may have made. Together longer than any gateway keeps a write back in memory. */
const LOOK_AFTER_MS = [0, 200, 500, 1000];

export function createWriteCalls(connection: Connection, reader: PbxReader): Writing {
  const write = (path: string, body: JsonObject): Promise<void> =>
    connection.call({
      method: 'POST',
      path,
      repeat: 'write',
      body: JSON.stringify(body),
      headers: JSON_HEADERS,
      read: assertEmptyAnswer,
    });
  const destroy = (path: string): Promise<void> =>
    connection.call({ method: 'POST', path, repeat: 'write', read: assertEmptyAnswer, gone: NOTHING });
  const create = (
    path: string,
    body: JsonObject,
    find: () => Promise<JsonObject | undefined>,
  ): Promise<string> =>
    connection.call({
      method: 'POST',
      path,
      repeat: 'create',
      body: JSON.stringify(body),
      headers: JSON_HEADERS,
      read: (response) => readCreatedId(parseJson(response)),
      recover: () => lookFor(find, connection),
    });

  return {
    create: (kind, body) =>
      create(collectionOf(kind), body, () => reader.find(kind, String(body[kind.naturalKey]))),
    update: (kind, id, body) => write(objectPath(kind, id), body),
    destroy: (kind, id) => destroy(objectPath(kind, id, 'destroy')),
    setItems: (list, parentId, items) => write(listPath(list, parentId), { items: [...items] }),
    setItemStatus: (list, parentId, key, status) => write(listPath(list, parentId, key), { status }),
    pickup: (kind, id, sessionId) =>
      connection.call({
        method: 'POST',
        path: objectPath(kind, id, 'waiting', sessionId, 'pickup'),
        repeat: 'once',
        read: assertEmptyAnswer,
      }),
    uploadFile: (file) => uploadFile(connection, file),
  };
}

async function lookFor(
  find: () => Promise<JsonObject | undefined>,
  { patience }: Connection,
): Promise<string | undefined> {
  for (const ms of LOOK_AFTER_MS) {
    if (ms > 0) await patience.sleep(ms);
    const found = await find();
    if (found !== undefined) return String(found['id']);
  }
  return undefined;
}
