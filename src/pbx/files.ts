/**
 * Files, and the bytes behind them. Two files with the same bytes share them; they go with the last file. A file that
 * is played cannot be destroyed.
 */

import type { JsonObject } from '../model/json.ts';
import { empty, json } from './answer.ts';
import type { Core, Route } from './core.ts';
import { idOf } from './core.ts';
import { listRoute } from './list-route.ts';
import type { ObjectTable, TableFacts } from './object-table.ts';
import { inUse, notFound } from './refusal.ts';
import type { Store } from './store.ts';

export const FILES: TableFacts = {
  name: 'file',
  title: 'file',
  lineFields: ['id', 'name', 'size', 'media_type', 'created_at'],
  searchFields: ['name'],
};

/** Where the bytes with a digest can be had. */
export function blobPath(digest: string): string {
  return `/api/blobs/${digest}`;
}

/** The bytes of a blob, in chunks numbered from 0. */
export interface Blob {
  /** Names the chunks: the upload that brought them. */
  chunksOf: string;
  chunks: number;
  name: string;
}

export function fileRoutes(core: Core): Route[] {
  const { store, files, collections } = core;
  return [
    listRoute('/files', core, files),
    {
      method: 'GET',
      path: '/files/:id',
      handle: (context) => {
        const { digest: _hidden, ...shown } = store.read(() => files.objectOrRefuse(idOf(context)));
        return json(shown);
      },
    },
    {
      method: 'POST',
      path: '/files/:id/destroy',
      handle: async (context) => {
        const id = idOf(context);
        await store.write(() => {
          const digest = String(files.objectOrRefuse(id)['digest']);
          const player = store.entries(['plays', id])[0]?.key.at(-1);
          if (player !== undefined) {
            const owner = collections.find(({ table }) => table.findText(String(player)) !== undefined);
            throw inUse(`the file is the prompt of a ${owner?.kind.title}`);
          }
          files.remove(id);
          store.remove(['holds', digest, id]);
          if (store.entries(['holds', digest]).length === 0) removeBlob(store, digest);
        });
        return empty(204);
      },
    },
    {
      method: 'GET',
      path: '/blobs/:digest',
      isPublic: true,
      handle: (context) => {
        const digest = idOf(context, 'digest')
          .replace(/^sha256:/, '')
          .toLowerCase();
        const { name, bytes } = store.read(() => readBlob(store, digest));
        return new Response(bytes, {
          headers: { 'content-type': 'application/octet-stream', 'content-disposition': dispositionOf(name) },
        });
      },
    },
  ];
}

/** Only within a transaction. */
export function addFile(store: Store, files: ObjectTable, fields: JsonObject & { digest: string }): string {
  const id = files.add(fields);
  store.put(['holds', fields.digest, id], '');
  return id;
}

export function findBlob(store: Store, digest: string): Blob | undefined {
  const text = digest === '' ? undefined : store.get(['blob', digest]);
  return text === undefined ? undefined : (JSON.parse(text) as Blob);
}

function readBlob(store: Store, digest: string): { name: string; bytes: Uint8Array } {
  const blob = findBlob(store, digest);
  if (blob === undefined) throw notFound('blob');
  const parts = Array.from(
    { length: blob.chunks },
    (_, n) => store.getBytes([blob.chunksOf, n]) ?? new Uint8Array(),
  );
  return { name: blob.name, bytes: Buffer.concat(parts) };
}

function removeBlob(store: Store, digest: string): void {
  const blob = findBlob(store, digest);
  if (blob === undefined) return;
  for (let n = 0; n < blob.chunks; n += 1) store.removeBytes([blob.chunksOf, n]);
  store.remove(['blob', digest]);
}

/** The name in ASCII for old clients, and whole for the others; nothing in it can end the header. */
function dispositionOf(name: string): string {
  const plain = name.replace(/[^ -~]|["\\]/g, '_');
  const whole = encodeURIComponent(name).replace(
    /['()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${whole}`;
}
