/**
 * Sends a local file to the PBX: begun, appended to in pieces as they are read, completed with its digest.
 *
 * A piece cannot be sent twice safely, so after an unclear answer to one the whole upload is begun anew, and so it is when
 * an upload is gone after an unclear answer to its end. The PBX clears away what was left behind; in the second case it
 * may keep a copy of the file, which does no harm. The file is hashed on the way: one that changed since it was planned
 * must not become the prompt that state says was sent.
 */

import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { ApiError, EnvironmentError } from '../model/errors.ts';
import type { WireResponse } from '../model/transport.ts';
import { queryOf, segment, UPLOADS } from './address.ts';
import { assertEmptyAnswer, parseJson, WrongAnswer } from './answer.ts';
import type { FileToUpload } from './calls.ts';
import type { Connection } from './connection.ts';
import { readCreatedId } from './schema.ts';

const CHUNK_BYTES = 1024 * 1024;
const MAX_UPLOADS = 4;
const PAUSE_MS = 500;

/** The upload is in an unknown state; only another one can help. */
class LostUpload extends Error {
  override readonly cause: ApiError;

  constructor(cause: ApiError) {
    super(cause.message);
    this.cause = cause;
  }
}

interface Upload {
  id: string;
  headers: { readonly [name: string]: string };
}

/** The file's id. */
export async function uploadFile(connection: Connection, file: FileToUpload): Promise<string> {
  for (let count = 1; ; count += 1) {
    try {
      return await uploadOnce(connection, file);
    } catch (error) {
      if (!(error instanceof LostUpload)) throw error;
      if (count >= MAX_UPLOADS) throw error.cause;
      await connection.patience.sleepBeforeRetry(PAUSE_MS * 2 ** (count - 1));
    }
  }
}

async function uploadOnce(connection: Connection, file: FileToUpload): Promise<string> {
  const upload = await begin(connection, file.name);
  const hash = createHash('sha256');
  for await (const chunk of readChunks(file.path)) {
    hash.update(chunk);
    await append(connection, upload, chunk);
  }
  if (hash.digest('hex') !== file.sha256.toLowerCase()) {
    throw new EnvironmentError(`${file.path} changed while it was being uploaded, or since it was planned`, {
      code: 'CQ510',
      hint: 'plan again',
    });
  }
  return complete(connection, upload, file.sha256);
}

/** Beginning twice does no harm: nothing is made until an upload is completed. */
function begin(connection: Connection, name: string): Promise<Upload> {
  return connection.call({
    method: 'POST',
    path: UPLOADS,
    query: queryOf({ filename: name }),
    repeat: 'write',
    read: (response) => {
      assertEmptyAnswer(response);
      const token = headerOf(response, 'PortSIP-Upload-Token');
      connection.redactor.add(token);
      return {
        id: headerOf(response, 'PortSIP-Upload-ID'),
        headers: { 'portsip-upload-token': token, 'content-type': 'application/octet-stream' },
      };
    },
  });
}

function headerOf(response: WireResponse, name: string): string {
  const value = response.headers[name.toLowerCase()];
  if (value === undefined || value === '') throw new WrongAnswer(`the answer has no header ${name}`, true);
  return value;
}

/** A new buffer for each piece: one that was sent may still be under way. */
async function* readChunks(path: string): AsyncGenerator<Buffer> {
  try {
    const file = await open(path, 'r');
    try {
      for (;;) {
        const { bytesRead, buffer } = await file.read(Buffer.allocUnsafeSlow(CHUNK_BYTES), 0, CHUNK_BYTES);
        if (bytesRead === 0) return;
        yield buffer.subarray(0, bytesRead);
      }
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw new EnvironmentError(`${path} cannot be read`, {
      code: 'CQ510',
      hint: 'check that the file is there and may be read',
      cause,
    });
  }
}

async function append(connection: Connection, { id, headers }: Upload, body: Buffer): Promise<void> {
  try {
    await connection.call({
      method: 'POST',
      path: `${UPLOADS}/${segment(id)}/append`,
      repeat: 'once',
      headers,
      body,
      read: assertEmptyAnswer,
    });
  } catch (error) {
    throw isUnclear(error) ? new LostUpload(error) : error;
  }
}

/** Documents name the digest with its algorithm in front, their examples do not. */
async function complete(connection: Connection, upload: Upload, sha256: string): Promise<string> {
  const hex = sha256.toLowerCase();
  try {
    return await completeAs(connection, upload, `sha256:${hex}`);
  } catch (error) {
    if (!(error instanceof ApiError) || error.failure.unclear || error.failure.status !== 400) throw error;
    return completeAs(connection, upload, hex).catch((second: unknown) => {
      // Refused either way: the digest's spelling was not the reason, so the first answer says more.
      throw second instanceof ApiError && second.failure.status === 400 ? error : second;
    });
  }
}

async function completeAs(connection: Connection, { id, headers }: Upload, digest: string): Promise<string> {
  try {
    return await connection.call({
      method: 'POST',
      path: `${UPLOADS}/${segment(id)}/complete`,
      query: queryOf({ digest }),
      repeat: 'write',
      headers,
      read: (response) => readCreatedId(parseJson(response)),
    });
  } catch (error) {
    // An upload that is over has made a file, whose id was in the answer that was lost.
    throw isUnclear(error) && isRefused(error) ? new LostUpload(error) : error;
  }
}

function isUnclear(error: unknown): error is ApiError {
  return error instanceof ApiError && error.failure.unclear;
}

function isRefused({ failure }: ApiError): boolean {
  return failure.status !== undefined && failure.status >= 400 && failure.status < 500;
}
