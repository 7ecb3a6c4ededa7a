/**
 * Uploads: begun, appended to any number of times, completed into a file. Chunks are stored as they come, so an upload
 * goes on after a restart; one that nobody completed within a day goes when the next one begins.
 */

import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Context } from 'hono';
import { DAY_MS } from '../model/day.ts';
import { empty, json } from './answer.ts';
import { readBytes } from './body.ts';
import type { Core, Route, UploadLimits } from './core.ts';
import { idOf, queryOf } from './core.ts';
import type { Blob } from './files.ts';
import { addFile, findBlob } from './files.ts';
import { forbidden, invalid, notFound, Refusal } from './refusal.ts';
import { isSameSecret } from './secret.ts';
import type { Store } from './store.ts';

const MAX_UPLOAD_BYTES = 64 * 1024 * 1024;
const MAX_UPLOAD_AGE_MS = DAY_MS;
const MAX_NAME_LENGTH = 255;
/** Of uploads that were begun and not completed, all together: whoever begins one after the other fills no disk. */
export const UPLOAD_LIMITS: UploadLimits = { count: 1000, bytes: 1024 * 1024 * 1024 };

const MEDIA_TYPES: { readonly [extension: string]: string } = {
  wav: 'audio/vnd.wave',
  mp3: 'audio/mpeg',
};

interface Upload {
  token: string;
  name: string;
  startedAt: number;
  size: number;
  chunks: number;
}

export function uploadRoutes({ store, files, now, uploadLimits }: Core): Route[] {
  return [
    {
      method: 'POST',
      path: '/blobs/uploads',
      handle: async (context) => {
        const query = queryOf(context);
        const temporary = query.get('temporary');
        if (temporary !== null && temporary !== 'true' && temporary !== 'false') {
          throw invalid('temporary must be true or false', { parameter: 'temporary' });
        }
        const id = randomUUID();
        const name = query.get('filename') ?? id;
        if (name === '' || name.length > MAX_NAME_LENGTH) {
          throw invalid(`filename must be 1 to ${MAX_NAME_LENGTH} characters long`, {
            parameter: 'filename',
          });
        }
        const upload: Upload = {
          token: randomBytes(24).toString('base64url'),
          name,
          startedAt: now(),
          size: 0,
          chunks: 0,
        };
        await store.write(() => {
          removeForgotten(store, now());
          demandRoomForOne(store, uploadLimits);
          save(store, id, upload);
        });
        return empty(202, headersOf(id, upload));
      },
    },
    {
      method: 'POST',
      path: '/blobs/uploads/:id/append',
      handle: async (context) => {
        const id = idOf(context);
        store.read(() => uploadForWriting(store, context));
        const bytes = await readBytes(context.req.raw, MAX_UPLOAD_BYTES);
        const upload = await store.write(() =>
          append(store, id, uploadForWriting(store, context), { bytes, limits: uploadLimits }),
        );
        return empty(203, headersOf(id, upload));
      },
    },
    {
      method: 'POST',
      path: '/blobs/uploads/:id/complete',
      handle: async (context) => {
        const id = idOf(context);
        store.read(() => uploadForWriting(store, context));
        const bytes = await readBytes(context.req.raw, MAX_UPLOAD_BYTES);
        const wanted = digestIn(queryOf(context).get('digest'));
        const createdAt = new Date(now()).toISOString();
        const fileId = await store.write(() => {
          const upload = append(store, id, uploadForWriting(store, context), { bytes, limits: uploadLimits });
          const digest = digestOf(store, id, upload);
          if (wanted !== undefined && wanted !== digest) {
            throw invalid('the digest is not that of what was uploaded', {
              parameter: 'digest',
              sha256: digest,
            });
          }
          keepBlob(store, id, upload, digest);
          const { name, size } = upload;
          return addFile(store, files, {
            name,
            size,
            media_type: mediaTypeOf(name),
            created_at: createdAt,
            digest,
          });
        });
        return json({ id: fileId }, 201);
      },
    },
    {
      method: 'GET',
      path: '/blobs/uploads/:id/status',
      handle: (context) => {
        const id = idOf(context);
        return empty(
          204,
          headersOf(
            id,
            store.read(() => uploadOrRefuse(store, id)),
          ),
        );
      },
    },
    {
      method: 'POST',
      path: '/blobs/uploads/:id/destroy',
      handle: async (context) => {
        const id = idOf(context);
        await store.write(() => {
          const upload = uploadOrRefuse(store, id);
          removeChunks(store, id, upload.chunks);
          store.remove(['upload', id]);
        });
        return empty(204);
      },
    },
  ];
}

function uploadOrRefuse(store: Store, id: string): Upload {
  const text = id === '' ? undefined : store.get(['upload', id]);
  if (text === undefined) throw notFound('upload');
  return JSON.parse(text) as Upload;
}

/** Whoever adds bytes shows the token that was given when the upload began. */
function uploadForWriting(store: Store, context: Context): Upload {
  const upload = uploadOrRefuse(store, idOf(context));
  if (isSameSecret(context.req.header('portsip-upload-token') ?? '', upload.token)) return upload;
  throw forbidden('PortSIP-Upload-Token is missing or not the one of this upload');
}

function save(store: Store, id: string, upload: Upload): void {
  store.put(['upload', id], JSON.stringify(upload));
}

function append(
  store: Store,
  id: string,
  upload: Upload,
  { bytes, limits }: { bytes: Uint8Array; limits: UploadLimits },
): Upload {
  if (bytes.length === 0) return upload;
  const size = upload.size + bytes.length;
  if (size > MAX_UPLOAD_BYTES) {
    throw new Refusal(413, [
      { code: 'BODY_TOO_LARGE', message: `the upload is larger than ${MAX_UPLOAD_BYTES} bytes` },
    ]);
  }
  demandRoomForBytes(store, limits, bytes.length);
  store.putBytes([id, upload.chunks], bytes);
  const after = { ...upload, size, chunks: upload.chunks + 1 };
  save(store, id, after);
  return after;
}

/** Those that are forgotten go within a day, those that are given up at once, when they are destroyed. */
function demandRoomForOne(store: Store, { count }: UploadLimits): void {
  if (store.entries(['upload']).length < count) return;
  const message = `there are ${count} uploads already that were begun and not completed: complete or destroy one`;
  throw new Refusal(429, [{ code: 'TOO_MANY_UPLOADS', message }]);
}

function demandRoomForBytes(store: Store, { bytes }: UploadLimits, more: number): void {
  const sizes = store.entries(['upload']).map(({ text }) => (JSON.parse(text) as Upload).size);
  if (sizes.reduce((sum, size) => sum + size, more) <= bytes) return;
  const message = `uploads that were begun and not completed have more than ${bytes} bytes together: complete or destroy one`;
  throw new Refusal(413, [{ code: 'TOO_MANY_UPLOADS', message }]);
}

function digestOf(store: Store, id: string, upload: Upload): string {
  const hash = createHash('sha256');
  for (let n = 0; n < upload.chunks; n += 1) hash.update(store.getBytes([id, n]) ?? new Uint8Array());
  return hash.digest('hex');
}

/** The upload ends. Its chunks become the blob, or go when the same bytes are there already. */
function keepBlob(store: Store, id: string, upload: Upload, digest: string): void {
  store.remove(['upload', id]);
  if (findBlob(store, digest) !== undefined) {
    removeChunks(store, id, upload.chunks);
    return;
  }
  const blob: Blob = { chunksOf: id, chunks: upload.chunks, name: upload.name };
  store.put(['blob', digest], JSON.stringify(blob));
}

function removeChunks(store: Store, id: string, chunks: number): void {
  for (let n = 0; n < chunks; n += 1) store.removeBytes([id, n]);
}

function removeForgotten(store: Store, nowMs: number): void {
  for (const { key, text } of store.entries(['upload'])) {
    const { startedAt, chunks } = JSON.parse(text) as Upload;
    if (nowMs - startedAt <= MAX_UPLOAD_AGE_MS) continue;
    const id = String(key[1]);
    removeChunks(store, id, chunks);
    store.remove(['upload', id]);
  }
}

/** With or without the algorithm's name in front. */
function digestIn(text: string | null): string | undefined {
  if (text === null) return undefined;
  const hex = text.replace(/^sha256:/, '').toLowerCase();
  if (/^[0-9a-f]{64}$/.test(hex)) return hex;
  throw invalid('digest must be a sha256 in hexadecimal', { parameter: 'digest' });
}

function mediaTypeOf(name: string): string {
  const extension = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  return MEDIA_TYPES[extension] ?? 'application/octet-stream';
}

function headersOf(id: string, upload: Upload): Record<string, string> {
  return {
    'portsip-upload-id': id,
    'portsip-upload-token': upload.token,
    range: `0-${Math.max(upload.size - 1, 0)}`,
  };
}
