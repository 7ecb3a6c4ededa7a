/**
 * Reads what a request carries, never more than the limit, and refuses what is not what it claims to be.
 *
 * A length that is declared is believed only to refuse early; without one the body is counted as it comes.
 */

import type { Json, JsonObject } from '../model/json.ts';
import { isObject } from '../model/json.ts';
import { invalid, Refusal } from './refusal.ts';

const MAX_JSON_BYTES = 1024 * 1024;
const MAX_FORM_BYTES = 16 * 1024;
/** Deeper than any field of the API; what is stored is read again by recursive code. */
const MAX_DEPTH = 32;

/** The body of a create or an update. Names that no API could have (`__proto__`) are refused, not stored. */
export async function readJsonObject(request: Request): Promise<JsonObject> {
  demandType(request, 'application/json');
  const text = decodeUtf8(await readBytes(request, MAX_JSON_BYTES));
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    throw invalid('the body is not JSON');
  }
  if (!isObject(value)) throw invalid('the body is not a JSON object');
  checkShape(value, 1);
  return value;
}

export async function readForm(request: Request): Promise<URLSearchParams> {
  demandType(request, 'application/x-www-form-urlencoded');
  return new URLSearchParams(decodeUtf8(await readBytes(request, MAX_FORM_BYTES)));
}

export async function readBytes(request: Request, maxBytes: number): Promise<Uint8Array> {
  try {
    return await readAtMost(request, maxBytes);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    // Who sent it has gone, which is no failure of the PBX, or sent what is no HTTP.
    throw invalid('the body is not whole');
  }
}

async function readAtMost(request: Request, maxBytes: number): Promise<Uint8Array> {
  const declared = request.headers.get('content-length');
  if (declared !== null) {
    if (Number(declared) > maxBytes) throw tooLarge(maxBytes);
    const bytes = new Uint8Array(await request.arrayBuffer());
    if (bytes.length > maxBytes) throw tooLarge(maxBytes);
    return bytes;
  }
  if (request.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
}

function tooLarge(maxBytes: number): Refusal {
  return new Refusal(413, [
    {
      code: 'BODY_TOO_LARGE',
      message: `the body is larger than ${maxBytes} bytes`,
      detail: { max: maxBytes },
    },
  ]);
}

function demandType(request: Request, wanted: string): void {
  const type = request.headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase();
  if (type === wanted) return;
  throw new Refusal(415, [{ code: 'UNSUPPORTED_MEDIA_TYPE', message: `the body has to be ${wanted}` }]);
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw invalid('the body is not UTF-8');
  }
}

function checkShape(value: Json, depth: number): void {
  if (typeof value !== 'object' || value === null) return;
  if (depth > MAX_DEPTH) throw invalid(`the body is nested deeper than ${MAX_DEPTH} levels`);
  if (Array.isArray(value)) {
    for (const item of value) checkShape(item, depth + 1);
    return;
  }
  for (const [name, item] of Object.entries(value)) {
    if (!/^[A-Za-z][A-Za-z0-9_]{0,63}$/.test(name)) {
      throw invalid('a field has a name that no field of the API can have', { field: name.slice(0, 64) });
    }
    checkShape(item, depth + 1);
  }
}
