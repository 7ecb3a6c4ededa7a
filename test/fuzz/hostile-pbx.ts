/** The embedded PBX over HTTP, some of whose answers are damaged on their way. */

import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import type { Json } from '../../src/model/json.ts';
import { openPbx, type Pbx } from '../../src/pbx/pbx.ts';
import { readAll } from '../support/request-body.ts';
import { editJson, type JsonEdit, jsonEdits } from './json-edits.ts';
import { editText, type TextEdit, textEdits } from './text-edits.ts';

type How =
  | { how: 'json'; edits: JsonEdit[] }
  | { how: 'text'; edits: TextEdit[] }
  | { how: 'status'; status: number; body: 'own' | 'error' | 'html' | 'none' | 'deep' }
  | { how: 'header'; name: string; value: string }
  | { how: 'cut' }
  | { how: 'close' };

/** `at`: the so-many-th request from 0, or all whose path has that text. */
export type Damage = How & { at: number | string };

const PATHS = [
  ...[
    '/api/call_queues',
    '/agents',
    '/status',
    '/api/contact_center',
    '/servers',
    '/files',
    '/destroy',
    '/update',
  ],
  ...['skip=', 'waiting', 'numbers'],
];
const STATUSES = [201, 204, 301, 302, 304, 400, 401, 403, 404, 405, 409, 422, 429, 500, 502, 503, 504, 599];
const HEADERS: readonly (readonly [string, string])[] = [
  ['content-type', 'text/html'],
  ['content-type', 'application/json; charset=utf-16'],
  ['content-encoding', 'gzip'],
  ['content-encoding', 'br, gzip'],
  ['retry-after', '0'],
  ['retry-after', '999999999'],
  ['retry-after', 'soon'],
  ['retry-after', '-1'],
  ['location', 'http://127.0.0.1:1/'],
  ['www-authenticate', 'Negotiate'],
  ['set-cookie', 'a=b'],
];

const how: fc.Arbitrary<How> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ how: fc.constant('json' as const), edits: jsonEdits }) },
  { weight: 2, arbitrary: fc.record({ how: fc.constant('text' as const), edits: textEdits }) },
  {
    weight: 3,
    arbitrary: fc.record({
      how: fc.constant('status' as const),
      status: fc.constantFrom(...STATUSES),
      body: fc.constantFrom(
        'own' as const,
        'error' as const,
        'html' as const,
        'none' as const,
        'deep' as const,
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(...HEADERS).map(([name, value]) => ({ how: 'header' as const, name, value })),
  },
  { weight: 1, arbitrary: fc.record({ how: fc.constant('cut' as const) }) },
  { weight: 1, arbitrary: fc.record({ how: fc.constant('close' as const) }) },
);

export const damages: fc.Arbitrary<Damage[]> = fc.array(
  fc
    .tuple(how, fc.oneof(fc.nat(30), fc.constantFrom(...PATHS)))
    .map(([what, at]): Damage => ({ ...what, at })),
  { minLength: 1, maxLength: 3 },
);

const ERROR = '{"errors":[{"code":"\u001b[31m##[error]","message":"::error::\\u202e<b>no</b>"}]}';
const HTML = '<!doctype html><title>Sign in</title>';
const DEEP = '['.repeat(200_000);

export class HostilePbx {
  readonly url: string;
  readonly #http: Server;
  #pbx: Pbx | undefined;
  #damages: readonly Damage[] = [];
  #seen = 0;
  /** Paths of what was to change something, as they came. */
  writes: string[] = [];

  private constructor(http: Server) {
    this.#http = http;
    this.url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  }

  static async start(): Promise<HostilePbx> {
    const http = createServer();
    await new Promise<void>((resolve) => {
      http.listen(0, '127.0.0.1', resolve);
    });
    http.unref();
    const hostile = new HostilePbx(http);
    http.on('request', (request, response) => {
      void readAll(request).then((body) =>
        body === undefined
          ? undefined
          : hostile.#answer(
              { method: request.method ?? 'GET', url: request.url ?? '/', headers: request.headers, body },
              response,
            ),
      );
    });
    return hostile;
  }

  /** What is kept in that file, for as long as the work takes. */
  async around<T>(dataFile: string, work: () => Promise<T>): Promise<T> {
    const pbx = await openPbx({ dataFile });
    this.#pbx = pbx;
    this.damage([]);
    try {
      return await work();
    } finally {
      this.#pbx = undefined;
      this.#http.closeAllConnections();
      await pbx.close();
    }
  }

  /** From now on, counted anew. */
  damage(list: readonly Damage[]): void {
    this.#damages = list;
    this.#seen = 0;
    this.writes = [];
  }

  async #answer(
    { method, url, headers, body }: { method: string; url: string; headers: object; body: Buffer },
    response: ServerResponse,
  ): Promise<void> {
    const pbx = this.#pbx;
    if (pbx === undefined) {
      response.destroy();
      return;
    }
    const at = this.#seen++;
    if (method === 'POST') this.writes.push(url);
    const damage = this.#damages.find((each) =>
      typeof each.at === 'number' ? each.at === at : url.includes(each.at),
    );
    const { 'content-type': type } = headers as { [name: string]: string | undefined };
    const answer = await pbx.fetch(
      new Request(`http://pbx.invalid${url}`, {
        method,
        headers: type === undefined ? {} : { 'content-type': type },
        ...(method === 'GET' ? {} : { body: new Uint8Array(body) }),
      }),
    );
    const text = await answer.text();
    send(response, { status: answer.status, headers: Object.fromEntries(answer.headers), text }, damage);
  }
}

interface Answer {
  status: number;
  headers: { [name: string]: string };
  text: string;
}

function send(response: ServerResponse, answer: Answer, damage: Damage | undefined): void {
  const { 'content-length': _length, ...headers } = answer.headers;
  if (damage?.how === 'close') {
    response.destroy();
  } else if (damage?.how === 'cut') {
    response.writeHead(answer.status, { ...headers, 'content-length': answer.text.length + 10 });
    response.write(answer.text.slice(0, answer.text.length / 2), () => response.destroy());
  } else {
    const extra = damage?.how === 'header' ? { [damage.name]: damage.value } : {};
    response.writeHead(damage?.how === 'status' ? damage.status : answer.status, { ...headers, ...extra });
    response.end(bodyOf(answer.text, damage));
  }
}

function bodyOf(text: string, damage: Damage | undefined): string {
  switch (damage?.how) {
    case 'json':
      return editBody(text, damage.edits);
    case 'text':
      return editText(text, damage.edits);
    case 'status':
      return { own: text, error: ERROR, html: HTML, none: '', deep: DEEP }[damage.body];
    default:
      return text;
  }
}

function editBody(text: string, edits: readonly JsonEdit[]): string {
  if (text === '') return JSON.stringify(editJson(null, edits));
  return JSON.stringify(editJson(JSON.parse(text) as Json, edits)) ?? '';
}
