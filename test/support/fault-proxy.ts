/** A proxy on loopback that passes everything on, but for one request, at which something goes wrong. */

import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { readAll } from './request-body.ts';

export const FAULTS = [
  'cut_before',
  'cut_after',
  '429',
  '500_before',
  '500_after',
  '503',
  'hang_before',
  'hang_after',
  'html',
  'html_after',
  'cut_body',
  '401',
] as const;
export type Fault = (typeof FAULTS)[number];

interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

export class FaultProxy {
  readonly #upstream: string;
  readonly #http: Server;
  #plan: { fault: Fault; at: number } | null = null;
  /** Requests since the last plan was made. */
  seen = 0;
  url = '';

  private constructor(upstream: string) {
    this.#upstream = upstream;
    this.#http = createServer((request, response) => void this.#handle(request, response));
  }

  static async start(upstream: string): Promise<FaultProxy> {
    const proxy = new FaultProxy(upstream);
    await new Promise<void>((resolve) => {
      proxy.#http.listen(0, '127.0.0.1', resolve);
    });
    proxy.url = `http://127.0.0.1:${(proxy.#http.address() as AddressInfo).port}`;
    return proxy;
  }

  async stop(): Promise<void> {
    this.#http.closeAllConnections();
    await new Promise((resolve) => {
      this.#http.close(resolve);
    });
  }

  /** From now on the `at`-th request, from 0, meets the fault; null: none does. */
  plan(fault: Fault | null, at = 0): void {
    this.#plan = fault === null ? null : { fault, at };
    this.seen = 0;
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readAll(request);
    if (body === undefined) return;
    const index = this.seen++;
    const fault = this.#plan?.at === index ? this.#plan.fault : null;
    switch (fault) {
      case 'cut_before':
        response.destroy();
        return;
      case 'hang_before':
        return;
      case '429':
        end(response, 429, { 'retry-after': '0' }, '');
        return;
      case '503':
        end(response, 503, {}, 'busy');
        return;
      case '500_before':
        end(response, 500, {}, '{"errors":[{"code":"UNKNOWN","message":"oops"}]}');
        return;
      case '401':
        end(response, 401, {}, '{"errors":[{"code":"UNAUTHORIZED","message":"expired"}]}');
        return;
      case 'html':
        end(response, 200, { 'content-type': 'text/html' }, '<html><body>Portal</body></html>');
        return;
      default:
    }
    const answer = await this.#forward(request, body).catch(() => undefined);
    if (answer === undefined) {
      response.destroy();
      return;
    }
    switch (fault) {
      case 'cut_after':
        response.destroy();
        return;
      case 'hang_after':
        return;
      case '500_after':
        end(response, 500, {}, '');
        return;
      case 'html_after':
        end(response, 200, { 'content-type': 'text/html' }, '<html></html>');
        return;
      case 'cut_body':
        response.writeHead(answer.status, {
          'content-type': 'application/json',
          'content-length': String(answer.body.length + 10),
        });
        response.write(answer.body.subarray(0, Math.floor(answer.body.length / 2)));
        setTimeout(() => response.destroy(), 5);
        return;
      default:
        response.writeHead(answer.status, answer.headers);
        response.end(answer.body);
    }
  }

  #forward(request: IncomingMessage, body: Buffer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const { host: _host, connection: _connection, ...headers } = request.headers;
      const onward = httpRequest(
        `${this.#upstream}${request.url}`,
        { method: request.method ?? 'GET', headers },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk) => chunks.push(chunk as Buffer));
          answer.on('end', () => {
            const { 'transfer-encoding': _encoding, connection: _own, ...kept } = answer.headers;
            resolve({ status: answer.statusCode ?? 0, headers: kept, body: Buffer.concat(chunks) });
          });
        },
      );
      onward.on('error', reject);
      onward.end(body);
    });
  }
}

function end(response: ServerResponse, status: number, headers: Record<string, string>, body: string): void {
  response.writeHead(status, headers);
  response.end(body);
}
