/** A server that keeps state, on loopback: as Terraform's clients expect one, and as GitLab is one. */

import {
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer, type ServerOptions as HttpsOptions } from 'node:https';
import type { AddressInfo } from 'node:net';

export type Dialect = 'terraform' | 'gitlab';

export interface StateServer {
  /** For `state:` of a project, and for the store. */
  address: string;
  lockAddress: string;
  methods: { lockMethod: string; unlockMethod: string };
  /** The stored text, by path. */
  stored: Map<string, string>;
  locks: Map<string, string>;
  requests: string[];
  /** Called before each answer; what it returns is answered instead. Null: the connection is cut. */
  fault:
    | ((
        method: string,
        path: string,
      ) => { status: number; body?: string; headers?: OutgoingHttpHeaders } | null | undefined)
    | undefined;
  /** The `authorization` that is wanted; undefined: none. */
  authorization: string | undefined;
  close(): Promise<void>;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

export async function startStateServer(dialect: Dialect, tls?: HttpsOptions): Promise<StateServer> {
  const isGitLab = dialect === 'gitlab';
  const stored = new Map<string, string>();
  const locks = new Map<string, string>();
  const idOf = (text: string): string => (JSON.parse(text === '' ? '{}' : text) as { ID?: string }).ID ?? '';
  const onRequest: RequestListener = (request, response) => void handle(request, response);
  const server = tls === undefined ? createServer(onRequest) : createTlsServer(tls, onRequest);
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readBody(request);
    const url = new URL(request.url ?? '/', 'http://x');
    const method = request.method ?? '';
    state.requests.push(`${method} ${url.pathname}${url.search}`);
    const answer = (status: number, text = '') => response.writeHead(status).end(text);
    if (state.authorization !== undefined && request.headers.authorization !== state.authorization) {
      answer(401, '<html>no</html>');
      return;
    }
    const fault = state.fault?.(method, url.pathname);
    if (fault === null) {
      request.socket.destroy();
      return;
    }
    if (fault !== undefined) {
      response.writeHead(fault.status, fault.headers).end(fault.body);
      return;
    }
    const isLockPath = url.pathname.endsWith('/lock');
    const key = url.pathname.replace(/\/lock$/, '');
    const held = locks.get(key);
    if (isGitLab ? isLockPath && method === 'POST' : method === 'LOCK') {
      if (held !== undefined) answer(isGitLab ? 409 : 423, held);
      else {
        locks.set(key, body);
        answer(200, body);
      }
    } else if (isGitLab ? isLockPath && method === 'DELETE' : method === 'UNLOCK') {
      const id = url.searchParams.get('ID') ?? idOf(body);
      if (held !== undefined && idOf(held) !== id) answer(isGitLab ? 409 : 423, held);
      else {
        locks.delete(key);
        answer(200);
      }
    } else if (method === 'GET') {
      const text = stored.get(key);
      if (text === undefined) answer(isGitLab ? 204 : 404);
      else answer(200, text);
    } else if (method === 'POST') {
      if (held !== undefined && url.searchParams.get('ID') !== idOf(held)) answer(isGitLab ? 409 : 423, held);
      else {
        stored.set(key, body);
        answer(200);
      }
    } else answer(405);
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const address = `${tls === undefined ? 'http://127.0.0.1' : 'https://localhost'}:${port}/states/project`;
  const state: StateServer = {
    address,
    lockAddress: isGitLab ? `${address}/lock` : address,
    methods: isGitLab
      ? { lockMethod: 'POST', unlockMethod: 'DELETE' }
      : { lockMethod: 'LOCK', unlockMethod: 'UNLOCK' },
    stored,
    locks,
    requests: [],
    fault: undefined,
    authorization: undefined,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return state;
}
