/** The few shapes of answer that the API has. */

import type { Json } from '../model/json.ts';
import type { Refusal } from './refusal.ts';

const JSON_HEADERS = { 'content-type': 'application/json' };

/** JSON that is stored as text already goes out as it is. */
export function jsonText(text: string, status = 200): Response {
  return new Response(text, { status, headers: JSON_HEADERS });
}

export function json(value: Json, status = 200): Response {
  return jsonText(JSON.stringify(value), status);
}

/** Without a length, Node would send an empty body in chunks. A 204 has none by definition. */
export function empty(status: number, headers: Readonly<Record<string, string>> = {}): Response {
  const length: Record<string, string> = status === 204 ? {} : { 'content-length': '0' };
  return new Response(null, { status, headers: { ...length, ...headers } });
}

export function refused(refusal: Refusal, requestId?: string): Response {
  return new Response(JSON.stringify({ errors: refusal.errors }), {
    status: refusal.status,
    headers: {
      ...JSON_HEADERS,
      ...refusal.headers,
      ...(requestId === undefined ? {} : { 'x-request-id': requestId }),
    },
  });
}
