import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer as createTcpServer } from 'node:net';
import { MockAgent } from 'undici';
import { afterEach, describe, expect, it } from 'vitest';
import { parseBaseUrl } from '../../../src/http/base-url.ts';
import {
  createHttpTransport,
  createTransportOver,
  type HttpTransportOptions,
} from '../../../src/http/http-transport.ts';
import { PBX } from '../../../src/http/peer.ts';
import { LastingTransportError } from '../../../src/http/transport-failure.ts';
import type { Transport } from '../../../src/model/transport.ts';
import { MAX_ANSWER_BYTES, TransportError } from '../../../src/model/transport.ts';
import { TLS_CERT, TLS_KEY } from '../../support/certificates.ts';

const cleanups: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

function open(url: string, options: Partial<HttpTransportOptions> = {}): Transport {
  const transport = createHttpTransport({
    url,
    timeoutMs: 5000,
    connections: 4,
    proxyEnv: {},
    onWarning: () => undefined,
    ...options,
  });
  cleanups.push(() => transport.close());
  return transport;
}

async function serve(handler: Handler): Promise<string> {
  return `http://127.0.0.1:${await listen(createServer(handler))}`;
}

const GET = {
  method: 'GET',
  path: '/api/call_queues?top=1',
  headers: { accept: 'application/json' },
} as const;
const POST = { ...GET, method: 'POST', path: '/api/call_queues', body: '{"name":"x"}' } as const;

async function failureOf(sending: Promise<unknown>): Promise<TransportError> {
  const error = await sending.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(TransportError);
  return error as TransportError;
}

describe('one request', () => {
  it('carries method, path, query, headers and body there, and status, headers and body back', async () => {
    const url = await serve((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        const { method, headers } = request;
        response.writeHead(201, { 'content-type': 'application/json', 'X-Twice': ['a', 'b'] });
        response.end(JSON.stringify({ method, url: request.url, token: headers['authorization'], body }));
      });
    });
    const answer = await open(`${url}/api/`).send({ ...POST, headers: { authorization: 'Bearer t' } });
    expect(answer.status).toBe(201);
    expect(answer.headers).toMatchObject({ 'content-type': 'application/json', 'x-twice': 'a, b' });
    expect(JSON.parse(Buffer.from(answer.body).toString())).toEqual({
      method: 'POST',
      url: '/api/call_queues',
      token: 'Bearer t',
      body: '{"name":"x"}',
    });
  });

  it('keeps a path that is in front of the API', async () => {
    const url = await serve((request, response) => response.end(request.url));
    const answer = await open(`${url}/pbx-1/api`).send(GET);
    expect(Buffer.from(answer.body).toString()).toBe('/pbx-1/api/call_queues?top=1');
  });

  it('joins an answer that comes in pieces, and takes one without a body', async () => {
    const url = await serve((request, response) => {
      if (request.method === 'POST') return response.writeHead(204).end();
      response.write('ab');
      setTimeout(() => response.end('cd'), 20);
      return undefined;
    });
    const transport = open(url);
    expect(Buffer.from((await transport.send(GET)).body).toString()).toBe('abcd');
    const empty = await transport.send(POST);
    expect([empty.status, empty.body.length]).toEqual([204, 0]);
  });

  it('goes over kept connections, no more of them than allowed', async () => {
    const ports = new Set<number | undefined>();
    let most = 0;
    let running = 0;
    const url = await serve((request, response) => {
      ports.add(request.socket.remotePort);
      running += 1;
      most = Math.max(most, running);
      setTimeout(() => {
        running -= 1;
        response.end('{}');
      }, 2);
    });
    const transport = open(url, { connections: 3 });
    await Promise.all(Array.from({ length: 30 }, () => transport.send(GET)));
    expect(ports.size).toBe(3);
    expect(most).toBe(3);
  });

  it('passes redirects on as they are', async () => {
    const url = await serve((_request, response) => response.writeHead(302, { location: '/login' }).end());
    expect((await open(url).send(GET)).status).toBe(302);
  });

  it('works over a mocked pool', async () => {
    const agent = new MockAgent();
    agent.disableNetConnect();
    const base = parseBaseUrl('https://pbx.example.com:8887');
    agent
      .get(base.origin)
      .intercept({ path: GET.path, method: 'GET' })
      .reply(200, { count: 0, items: [] }, { headers: { 'content-type': 'application/json' } });
    const way = { base, peer: PBX, hasClientCertificate: false };
    const open = async () => ({ dispatcher: agent, destroy: () => agent.destroy() });
    const transport = createTransportOver(open, way, 1000);
    const answer = await transport.send(GET);
    expect(JSON.parse(Buffer.from(answer.body).toString())).toEqual({ count: 0, items: [] });
    await agent.close();
  });
});

describe('what is certainly not sent', () => {
  it('nothing listens', async () => {
    const server = createTcpServer();
    const port = await listen(server);
    await cleanups.pop()?.();
    const error = await failureOf(open(`http://127.0.0.1:${port}`).send(POST));
    expect(error.sent).toBe(false);
    expect(error).not.toBeInstanceOf(LastingTransportError);
    expect(error.message).toContain(`127.0.0.1:${port}`);
    expect(error.message).toContain('refused');
  });

  it('an unknown host', async () => {
    const error = await failureOf(open('http://pbx.invalid').send(POST));
    expect(error.sent).toBe(false);
  });

  it('a certificate that nobody vouches for: the message leads to ca_file, and it is not tried again', async () => {
    const port = await listen(
      createTlsServer({ key: TLS_KEY, cert: TLS_CERT }, (_request, response) => response.end()),
    );
    const error = await failureOf(open(`https://localhost:${port}`).send(POST));
    expect(error).toBeInstanceOf(LastingTransportError);
    expect(error.sent).toBe(false);
    expect((error as LastingTransportError).code).toBe('CQ507');
    expect((error as LastingTransportError).hint).toContain('ca_file');
  });

  it('TLS where plain http is spoken', async () => {
    const url = await serve((_request, response) => response.end());
    const error = await failureOf(open(url.replace('http:', 'https:')).send(POST));
    expect(error).toBeInstanceOf(LastingTransportError);
    expect(error.sent).toBe(false);
  });

  it('a request that was given up while all connections were busy', async () => {
    let count = 0;
    const url = await serve((_request, response) => {
      count += 1;
      setTimeout(() => response.end('{}'), 100);
    });
    const transport = open(url, { connections: 1 });
    const controller = new AbortController();
    const first = transport.send(GET);
    const second = failureOf(transport.send({ ...POST, signal: controller.signal }));
    controller.abort();
    expect((await second).sent).toBe(false);
    await first;
    await transport.send(GET);
    expect(count).toBe(2);
  });

  it('a request that was given up before', async () => {
    const error = await failureOf(open('http://127.0.0.1:9').send({ ...POST, signal: AbortSignal.abort() }));
    expect(error.sent).toBe(false);
  });
});

describe('what may have been carried out', () => {
  it('the connection is cut before an answer', async () => {
    const url = await serve((request) => request.socket.destroy());
    expect((await failureOf(open(url).send(POST))).sent).toBe(true);
  });

  it.each([
    ['with a length', { 'content-length': '100' }],
    ['in chunks', {}],
  ])('the answer is cut off, %s', async (_how, headers) => {
    const url = await serve((_request, response) => {
      response.writeHead(200, headers);
      response.write('{"id":');
      setTimeout(() => response.destroy(), 10);
    });
    const error = await failureOf(open(url).send(POST));
    expect(error.sent).toBe(true);
    expect(error.message).toBe('the answer was cut off');
  });

  it('what comes is not HTTP', async () => {
    const port = await listen(
      createTcpServer((socket) => socket.on('data', () => socket.end('SIP/2.0 200 OK\r\n\r\n'))),
    );
    const error = await failureOf(open(`http://127.0.0.1:${port}`).send(POST));
    expect(error.sent).toBe(true);
  });

  it.each(['before its head', 'within its body'])(
    'no end of the answer within the time limit: it hangs %s',
    async (where) => {
      const url = await serve((_request, response) => {
        if (where === 'within its body') response.writeHead(200).write('{');
      });
      const error = await failureOf(open(url, { timeoutMs: 150 }).send(POST));
      expect(error.sent).toBe(true);
      expect(error.message).toContain('0.15 s');
    },
  );

  it('a drip of bytes does not prolong the time limit', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(timer));
    });
    expect((await failureOf(open(url, { timeoutMs: 200 }).send(GET))).message).toContain('0.2 s');
  });

  it('each request has the whole time limit, whenever it began', async () => {
    const url = await serve((request, response) => {
      if (request.url === '/hang') return;
      setTimeout(() => response.end('{}'), 130);
    });
    const transport = open(url, { timeoutMs: 200 });
    const hanging = failureOf(transport.send({ ...GET, path: '/hang' }));
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect((await transport.send(GET)).status).toBe(200);
    await hanging;
  });

  it('an abort ends all the requests that share its signal, and no others', async () => {
    const url = await serve((request, response) => {
      if (request.url !== '/hang') setTimeout(() => response.end('{}'), 80);
    });
    const transport = open(url);
    const controller = new AbortController();
    const { signal } = controller;
    const hanging = [1, 2].map(() => failureOf(transport.send({ ...POST, path: '/hang', signal })));
    const other = transport.send(GET);
    await new Promise((resolve) => setTimeout(resolve, 40));
    controller.abort();
    expect((await Promise.all(hanging)).map(({ sent }) => sent)).toEqual([true, true]);
    expect((await other).status).toBe(200);
  });

  it('closing ends what is under way', async () => {
    const url = await serve(() => undefined);
    const transport = open(url);
    const hanging = failureOf(transport.send(GET));
    await new Promise((resolve) => setTimeout(resolve, 30));
    await transport.close();
    await hanging;
  });

  it('an answer without end is given up at a limit', async () => {
    const piece = Buffer.alloc(1024 * 1024, 32);
    let sent = 0;
    const url = await serve((_request, response) => {
      response.writeHead(200);
      const push = (): void => {
        while (!response.destroyed && response.write(piece)) sent += piece.length;
        sent += piece.length;
      };
      response.on('drain', push);
      push();
    });
    const error = await failureOf(open(url, { timeoutMs: 30_000 }).send(GET));
    expect(error).toBeInstanceOf(LastingTransportError);
    expect(sent).toBeLessThan(MAX_ANSWER_BYTES + 64 * 1024 * 1024);
  });
});

describe('authorities of one’s own', () => {
  it('are trusted', async () => {
    const port = await listen(
      createTlsServer({ key: TLS_KEY, cert: TLS_CERT }, (_request, response) => response.end('{}')),
    );
    expect((await open(`https://localhost:${port}`, { ca: TLS_CERT }).send(GET)).status).toBe(200);
  });

  it('do not make up for a wrong host name', async () => {
    const port = await listen(
      createTlsServer({ key: TLS_KEY, cert: TLS_CERT }, (_request, response) => response.end('{}')),
    );
    const error = await failureOf(open(`https://127.0.0.2:${port}`, { ca: TLS_CERT }).send(GET)).catch(
      () => undefined,
    );
    // Not every machine has that address; where it has, the name is what is wrong.
    if (error instanceof LastingTransportError) expect(error.message).toContain('another name');
  });
});

describe('plain http', () => {
  it.each([
    ['http://192.0.2.1:8888', 1],
    ['https://192.0.2.1:8887', 0],
    ['http://127.0.0.1:8888', 0],
    ['http://localhost:8888', 0],
  ])('%s: %i warnings', (url, count) => {
    const warnings: string[] = [];
    open(url, { onWarning: (message) => warnings.push(message) });
    expect(warnings.length).toBe(count);
  });
});
