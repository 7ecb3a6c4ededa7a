/** How requests to the state's server are repeated, interrupted and bounded. */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { RetryNotice } from '../../../src/http/retry-policy.ts';
import { AbortedError, EnvironmentError, StateError } from '../../../src/model/errors.ts';
import { type HttpOptions, StateHttpClient } from '../../../src/state/http-client.ts';
import { HttpLock } from '../../../src/state/http-lock.ts';
import { TLS_CERT, TLS_KEY } from '../../support/certificates.ts';
import { startProxy } from '../../support/proxy.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function serve(handler: Handler, tls = false): Promise<string> {
  const server = tls ? createTlsServer({ key: TLS_KEY, cert: TLS_CERT }, handler) : createServer(handler);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  cleanups.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return `${tls ? 'https://localhost' : 'http://127.0.0.1'}:${port}`;
}

function clientOf(options: Partial<HttpOptions> = {}, wire: Partial<HttpOptions['wire']> = {}) {
  return new StateHttpClient({
    credentials: { kind: 'none' },
    random: () => 0,
    ...options,
    wire: { timeoutMs: 5000, proxyEnv: {}, onWarning: () => undefined, ...wire },
  });
}

/** Answers the statuses one after the other, the last for ever. */
function statuses(...list: (number | [number, string])[]): Handler & { asked: number[] } {
  const asked: number[] = [];
  const handler: Handler = (request, response) => {
    request.resume();
    const next = list[Math.min(asked.length, list.length - 1)] ?? 200;
    asked.push(performance.now());
    const [status, retryAfter] = Array.isArray(next) ? next : [next, undefined];
    response.writeHead(status, retryAfter === undefined ? {} : { 'retry-after': retryAfter }).end('{}');
  };
  return Object.assign(handler, { asked });
}

describe('repeating', () => {
  test.each([429, 500, 502, 503, 504])('%i is asked again, and then what comes counts', async (status) => {
    const server = statuses(status, status, 200);
    const notices: RetryNotice[] = [];
    const url = await serve(server);
    const client = clientOf({ onRetry: (notice) => notices.push(notice) });
    expect(await client.send('POST', `${url}/s?key=secret`, { body: '{}' })).toEqual({
      status: 200,
      text: '{}',
    });
    expect(server.asked.length).toBe(3);
    expect(notices).toMatchObject([
      { method: 'POST', path: `${url}/s`, attempt: 1, reason: `status ${status}` },
      { attempt: 2 },
    ]);
  });

  test('Retry-After is waited for', async () => {
    const server = statuses([503, '1'], 200);
    await clientOf().send('GET', await serve(server));
    const [first = 0, second = 0] = server.asked;
    expect(second - first).toBeGreaterThanOrEqual(950);
  });

  test('without it waits are full jitter: a share of a ceiling that doubles', async () => {
    const url = await serve(statuses(503, 503, 503, 200));
    const waits: number[] = [];
    const onRetry = ({ waitMs }: RetryNotice) => waits.push(waitMs);
    await clientOf({ onRetry, random: () => 0.1 }).send('GET', url);
    expect(waits).toEqual([25, 50, 100]);
  });

  test.each([
    [502, 6],
    [500, 4],
    [404, 1],
    [409, 1],
  ])('%i is asked %i times at most', async (status, count) => {
    const server = statuses(status);
    const sending = clientOf().send('POST', await serve(server), { body: '{}' });
    await (status >= 500 ? expect(sending).rejects.toMatchObject({ code: 'CQ605' }) : sending);
    expect(server.asked.length).toBe(count);
  });
});

describe('an interrupt', () => {
  const later = (ms: number) => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), ms);
    return controller.signal;
  };

  test('ends a wait for Retry-After, and reading with it', async () => {
    const url = await serve(statuses([503, '60']));
    await expect(clientOf().send('GET', url, { signal: later(100) })).rejects.toThrow(AbortedError);
  });

  test('ends an answer that does not come', async () => {
    const url = await serve(() => undefined);
    await expect(clientOf().send('GET', url, { signal: later(100) })).rejects.toThrow(AbortedError);
  });

  test('ends the wait of what writes, which is tried once more and then given up', async () => {
    const server = statuses([503, '60']);
    const url = await serve(server);
    await expect(clientOf({ signal: later(100) }).send('POST', url, { body: '{}' })).rejects.toThrow(
      StateError,
    );
    expect(server.asked.length).toBe(2);
  });

  test('that came before does not keep from writing, once or twice', async () => {
    const server = statuses([503, '60'], 200);
    const client = clientOf({ signal: AbortSignal.abort() });
    expect((await client.send('POST', await serve(server), { body: '{}' })).status).toBe(200);
  });
});

describe('bounds', () => {
  const endless: Handler = (_request, response) => {
    const push = (): void => {
      while (!response.destroyed && response.write(Buffer.alloc(65_536, 32)));
    };
    response.writeHead(423).on('drain', push);
    push();
  };

  test('a lock document is not read beyond 64 KiB', async () => {
    const address = await serve(endless);
    const settings = {
      backend: 'http',
      address,
      lockAddress: address,
      unlockAddress: address,
      lockMethod: 'LOCK',
      unlockMethod: 'UNLOCK',
      updateMethod: 'POST',
      rescuePath: '/nowhere',
    } as const;
    await expect(new HttpLock(settings, clientOf()).holder()).rejects.toMatchObject({
      code: 'CQ605',
      message: expect.stringContaining('larger than 64 KiB'),
    });
  });

  test('what a lock says of its holder is shown in part only', async () => {
    const body = JSON.stringify({ ID: 'L1', Who: 'w'.repeat(5000), Operation: 'a\nb', Created: 'then' });
    const address = await serve((_request, response) => response.writeHead(423).end(body));
    const settings = {
      backend: 'http',
      address,
      lockAddress: address,
      unlockAddress: address,
      lockMethod: 'LOCK',
      unlockMethod: 'UNLOCK',
      updateMethod: 'POST',
      rescuePath: '/nowhere',
    } as const;
    const holder = await new HttpLock(settings, clientOf()).holder();
    expect(holder).toMatchObject({ id: 'L1', operation: 'a b', since: 'then' });
    expect(holder?.who.length).toBe(200);
  });
});

describe('the way', () => {
  test('leads through a proxy, in a tunnel for https, and the lock may be elsewhere', async () => {
    const proxy = await startProxy();
    cleanups.push(() => proxy.close());
    proxy.login = 'me:pw';
    const secure = await serve(statuses(200), true);
    const plain = await serve(statuses(200));
    const client = clientOf(
      {},
      { ca: TLS_CERT, proxyEnv: { all_proxy: proxy.url.replace('//', '//me:pw@') } },
    );
    expect((await client.send('GET', `${secure}/state`)).status).toBe(200);
    expect((await client.send('LOCK', `${plain}/lock`, { body: '{}', lockId: 'L 1' })).status).toBe(200);
    const login = `Basic ${Buffer.from('me:pw').toString('base64')}`;
    expect(proxy.seen).toEqual([
      `CONNECT ${new URL(secure).host} ${login}`,
      `LOCK ${plain}/lock?ID=L+1 ${login}`,
    ]);
  });

  test('a certificate that nobody vouches for leads to state.ca_file, after one attempt', async () => {
    const notices: RetryNotice[] = [];
    const client = clientOf({ onRetry: (notice) => notices.push(notice) });
    await expect(client.send('GET', await serve(statuses(200), true))).rejects.toMatchObject({
      code: 'CQ507',
      hint: expect.stringContaining('state.ca_file'),
    });
    expect(notices).toEqual([]);
  });

  test('a proxy that refuses is named', async () => {
    const proxy = await startProxy();
    cleanups.push(() => proxy.close());
    proxy.refusals = [403];
    const client = clientOf({}, { proxyEnv: { HTTPS_PROXY: proxy.url } });
    await expect(client.send('GET', 'https://state.invalid/x')).rejects.toMatchObject({
      code: 'CQ514',
      message: expect.stringContaining(proxy.url),
    });
    const socks = clientOf({}, { proxyEnv: { ALL_PROXY: 'socks5://p' } });
    await expect(socks.send('GET', 'https://state.invalid/x')).rejects.toThrow(EnvironmentError);
  });

  test.each([
    ['http://192.0.2.1:1', 1],
    ['http://localhost:1', 0],
    ['https://192.0.2.1:1', 0],
  ])('%s: %i warnings of plain http', async (url, count) => {
    const warnings: string[] = [];
    const client = clientOf({}, { onWarning: (message) => warnings.push(message) });
    await expect(client.send('GET', url, { signal: AbortSignal.abort() })).rejects.toThrow(AbortedError);
    await expect(client.send('GET', url, { signal: AbortSignal.abort() })).rejects.toThrow(AbortedError);
    expect(warnings.length).toBe(count);
  });
});
