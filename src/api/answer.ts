/**
 * From the bytes of an answer to a value, or to what is wrong with them. Nothing here knows which call was made.
 */

import { isUtf8 } from 'node:buffer';
import { tidyText } from '../http/tidy-text.ts';
import type { Json } from '../model/json.ts';
import { isDeeperThan, isObject, MAX_JSON_DEPTH } from '../model/json.ts';
import { MAX_ANSWER_BYTES, type WireResponse } from '../model/transport.ts';

export interface ReportedError {
  code: string;
  message: string;
  detail?: unknown;
}

/** A 2xx answer that is not the API's. `lasting`: it is well-formed JSON, so asking again will not change it. */
export class WrongAnswer extends Error {
  readonly lasting: boolean;

  constructor(what: string, lasting: boolean) {
    super(what);
    this.name = 'WrongAnswer';
    this.lasting = lasting;
  }
}

const BYTE_ORDER_MARK = 0xfeff;

/** Undefined for an empty body. */
export function parseJson({ headers, body }: WireResponse): Json | undefined {
  if (body.length === 0) return undefined;
  if (body.length > MAX_ANSWER_BYTES) {
    throw new WrongAnswer(`the answer is larger than ${MAX_ANSWER_BYTES / 1024 / 1024} MiB`, true);
  }
  const text = textOf(body);
  let value: Json | undefined;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    // Where JSON breaks off says nothing to whoever reads the message; what came instead does.
  }
  if (isDeeperThan(value, MAX_JSON_DEPTH)) {
    throw new WrongAnswer(
      `the answer has more than ${MAX_JSON_DEPTH} lists and objects within each other`,
      true,
    );
  }
  if (value !== undefined) return value;
  if (text.trim() === '') return undefined;
  if (isPage(headers, text)) throw new WrongAnswer(`the answer is ${describePage(text)}, not JSON`, false);
  if (!isUtf8(body)) throw new WrongAnswer('the answer is not text in UTF-8', false);
  throw new WrongAnswer(
    /^\s*[{[]/.test(text)
      ? 'the answer is broken off or malformed JSON'
      : `the answer is not JSON: ${JSON.stringify(tidyText(text, 60))}`,
    false,
  );
}

/** For calls that answer nothing: what the body says is ignored, unless it reports errors or somebody else wrote it. */
export function assertEmptyAnswer(response: WireResponse): void {
  const { headers, body } = response;
  if (body.length === 0) return;
  const text = textOf(body.subarray(0, 4096));
  if (isPage(headers, text)) {
    throw new WrongAnswer(`the answer is ${describePage(text)}, not one of the API`, false);
  }
  if (reportsErrors(response)) throw new WrongAnswer('the answer reports errors', true);
}

/** A PBX, or what is in front of it, may refuse with a status of success. */
export function reportsErrors(response: WireResponse): boolean {
  return readRefusal(response).errors.length > 0;
}

/** A list beside errors is what could be read before they came. */
export function refuseErrors(value: Json): void {
  if (errorsOf(value).length > 0) throw new WrongAnswer('the answer reports errors', true);
}

/** Without a byte order mark, which some gateways put in front. */
function textOf(body: Uint8Array): string {
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
  return text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text;
}

function isPage(headers: WireResponse['headers'], text: string): boolean {
  return /^\s*</.test(text) || /\bhtml\b/i.test(headers['content-type'] ?? '');
}

function describePage(text: string): string {
  const title = /<title[^>]*>([^<]{0,200})/i.exec(text.slice(0, 65_536))?.[1];
  const tidy = title === undefined ? '' : tidyText(title, 60);
  return tidy === '' ? 'a web page' : `a web page titled ${JSON.stringify(tidy)}`;
}

const MAX_REPORTED = 20;

/** What a refusal says: the API's errors where it has them, else a few words about what came instead. */
export function readRefusal(response: WireResponse): { errors: ReportedError[]; otherwise?: string } {
  let value: Json | undefined;
  try {
    value = parseJson(response);
  } catch (error) {
    return {
      errors: [],
      otherwise: error instanceof WrongAnswer ? error.message : 'the answer is unreadable',
    };
  }
  if (value === undefined) return { errors: [] };
  const errors = errorsOf(value);
  if (errors.length > 0) return { errors };
  return { errors, otherwise: `it said ${tidyText(JSON.stringify(value), 200)}` };
}

function errorsOf(value: Json): ReportedError[] {
  const list = isObject(value) ? value['errors'] : undefined;
  return Array.isArray(list) ? list.slice(0, MAX_REPORTED).flatMap(readError) : [];
}

function readError(value: Json): ReportedError[] {
  if (!isObject(value)) return [];
  const { code, message, detail } = value as { [name: string]: Json | undefined };
  if (typeof code !== 'string' && typeof message !== 'string') return [];
  return [
    {
      code: typeof code === 'string' && code !== '' ? tidyText(code, 80) : 'UNKNOWN',
      message: typeof message === 'string' ? tidyText(message) : '',
      ...(detail === undefined || detail === null ? {} : { detail }),
    },
  ];
}
