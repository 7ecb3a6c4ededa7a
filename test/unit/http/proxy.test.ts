/** Which proxy is used, what it is asked, and what is said when it does not let a request through. */

import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHttpTransport, type HttpTransportOptions } from '../../../src/http/http-transport.ts';
import { KnownTransportError, LastingTransportError } from '../../../src/http/transport-failure.ts';
import { EnvironmentError } from '../../../src/model/errors.ts';
import type { Transport } from '../../../src/model/transport.ts';
import { OTHER_CERT, TLS_CERT, TLS_KEY } from '../../support/certificates.ts';
import { startProxy, type TestProxy } from '../../support/proxy.ts';

const cleanups: (() => unknown)[] = [];
let proxy: TestProxy;

beforeEach(async () => {
  proxy = await startProxy();
  cleanups.push(() => proxy.close());
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

const listenTls = () =>
  listen(createTlsServer({ key: TLS_KEY, cert: TLS_CERT }, (_request, response) => response.end('{}')));
const listenPlain = () => listen(createServer((request, response) => response.end(request.headers.host)));

function open(
  url: string,
  proxyEnv: HttpTransportOptions['proxyEnv'],
  options: Partial<HttpTransportOptions> = {},
): Transport {
  const transport = createHttpTransport({
    url,
    timeoutMs: 5000,
    connections: 2,
    ca: TLS_CERT,
    proxyEnv,
    onWarning: () => undefined,
    ...options,
  });
  cleanups.push(() => transport.close());
  return transport;
}

const GET = { method: 'GET', path: '/api/x?a=1', headers: { accept: 'application/json' } } as const;

async function failureOf(sending: Promise<unknown>): Promise<KnownTransportError> {
  const error = await sending.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(KnownTransportError);
  return error as KnownTransportError;
}

const withLogin = (url: string, login: string): string => url.replace('//', `//${login}@`);
const basic = (login: string): string => `Basic ${Buffer.from(login).toString('base64')}`;

describe('through a proxy', () => {
  it('TLS goes in a tunnel, over connections that are kept', async () => {
    const port = await listenTls();
    proxy.login = 'me:s3cret%';
    const transport = open(`https://localhost:${port}`, {
      HTTPS_PROXY: withLogin(proxy.url, 'me:s3cret%25'),
      HTTP_PROXY: 'http://127.0.0.1:9',
    });
    for (let round = 0; round < 5; round += 1) await Promise.all([transport.send(GET), transport.send(GET)]);
    expect(proxy.seen.length).toBeLessThanOrEqual(2);
    expect(proxy.seen[0]).toBe(`CONNECT localhost:${port} ${basic('me:s3cret%')}`);
  });

  it('a user name without a password is a login too', async () => {
    const port = await listenTls();
    proxy.login = 'me:';
    const transport = open(`https://localhost:${port}`, { HTTPS_PROXY: withLogin(proxy.url, 'me') });
    expect((await transport.send(GET)).status).toBe(200);
  });

  it('plain http is forwarded with the whole address, the host and the login', async () => {
    const port = await listenPlain();
    proxy.login = 'me:secret';
    const transport = open(`http://pbx.invalid:${port}/inner`, {
      HTTP_PROXY: withLogin(proxy.url, 'me:secret'),
    });
    const headers = Object.freeze({ accept: 'application/json' });
    const answer = await transport.send({ ...GET, headers });
    expect(Buffer.from(answer.body).toString()).toBe(`pbx.invalid:${port}`);
    expect(proxy.seen).toEqual([`GET http://pbx.invalid:${port}/inner/api/x?a=1 ${basic('me:secret')}`]);
  });

  it('the certificate of the other side is checked in the tunnel', async () => {
    const port = await listenTls();
    const transport = open(`https://localhost:${port}`, { https_proxy: proxy.url }, { ca: OTHER_CERT });
    expect(await failureOf(transport.send(GET))).toMatchObject({
      code: 'CQ507',
      sent: false,
      message: expect.stringContaining(`localhost:${port}`),
    });
  });
});

describe('which proxy', () => {
  it.each([
    ['lower case first', { https_proxy: 'P', HTTPS_PROXY: 'DEAD' }, 1],
    ['an empty variable is not set', { https_proxy: '', HTTPS_PROXY: 'P' }, 1],
    ['ALL_PROXY where there is none of the scheme', { ALL_PROXY: 'P', HTTP_PROXY: 'DEAD' }, 1],
    ['all_proxy before ALL_PROXY', { all_proxy: 'P', ALL_PROXY: 'DEAD' }, 1],
    ['that of the scheme before ALL_PROXY', { HTTPS_PROXY: 'P', all_proxy: 'DEAD' }, 1],
    ['not that of http', { HTTP_PROXY: 'DEAD' }, 0],
    ['none where NO_PROXY excepts the host', { HTTPS_PROXY: 'DEAD', NO_PROXY: 'localhost' }, 0],
    ['no_proxy before NO_PROXY', { HTTPS_PROXY: 'P', no_proxy: 'other', NO_PROXY: '*' }, 1],
    ['none where NO_PROXY excepts the host from ALL_PROXY', { ALL_PROXY: 'DEAD', no_proxy: '*' }, 0],
  ])('%s', async (_what, variables, tunnels) => {
    const port = await listenTls();
    const env = Object.fromEntries(
      Object.entries(variables).map(([name, value]) => [
        name,
        value === 'P' ? proxy.url : value === 'DEAD' ? 'http://127.0.0.1:9' : value,
      ]),
    );
    expect((await open(`https://localhost:${port}`, env).send(GET)).status).toBe(200);
    expect(proxy.seen.length).toBe(tunnels);
  });

  it('IPv6 addresses are excepted', () => {
    // Neither throws, nor would a request go to the proxy.
    expect(open('https://[::1]:8887', { HTTPS_PROXY: 'socks5://x', NO_PROXY: '::1' }).via).toBeUndefined();
    expect(open('https://[::1]:8887', { HTTPS_PROXY: proxy.url }).via).toContain(proxy.url);
  });

  it('takes an address without a scheme, and refuses what is none without repeating it', () => {
    expect(open('https://pbx.invalid', { HTTPS_PROXY: 'proxy.example.com:3128' }).via).toBe(
      'the proxy http://proxy.example.com:3128, which HTTPS_PROXY names',
    );
    for (const address of ['ftp://me:hunter2@proxy', 'http://me:hunter2%@proxy', 'http://me:hunter2@']) {
      const error = errorOf(() => open('https://pbx.invalid', { HTTPS_PROXY: address }));
      expect(error).toMatchObject({ code: 'CQ513', message: expect.stringContaining('HTTPS_PROXY') });
      expect(error.message + error.hint).not.toContain('hunter2');
    }
  });

  it.each(['socks5', 'socks5h', 'socks4', 'socks'])('%s is told to be no HTTP proxy', (scheme) => {
    const error = errorOf(() => open('https://pbx.invalid', { ALL_PROXY: `${scheme}://me:hunter2@p:1080` }));
    expect(error).toMatchObject({ code: 'CQ513', message: expect.stringContaining('SOCKS') });
    expect(error.message).toContain('ALL_PROXY');
    expect(error.message + error.hint).not.toContain('hunter2');
  });
});

function errorOf(act: () => unknown): EnvironmentError {
  let error: unknown;
  try {
    act();
  } catch (caught) {
    error = caught;
  }
  expect(error).toBeInstanceOf(EnvironmentError);
  return error as EnvironmentError;
}

describe('a proxy that does not let a request through', () => {
  const tunnel = () => open('https://pbx.invalid:8887', { https_proxy: withLogin(proxy.url, 'me:hunter2') });

  it.each([
    [403, true],
    [404, true],
    [405, true],
    [407, true],
    [502, false],
    [503, false],
    [504, false],
    [429, false],
    [301, true],
  ])('answers %i to CONNECT, which is lasting: %s', async (status, isLasting) => {
    proxy.refusals = [status];
    const error = await failureOf(tunnel().send(GET));
    expect(error).toMatchObject({ code: 'CQ514', sent: false });
    expect(error instanceof LastingTransportError).toBe(isLasting);
    for (const part of [proxy.url, 'https_proxy', String(status), 'pbx.invalid:8887']) {
      expect(error.message).toContain(part);
    }
    expect(error.message + error.hint).not.toContain('hunter2');
  });

  it('407 says what is missing: a login, or the right one', async () => {
    proxy.login = 'me:right';
    expect((await failureOf(tunnel().send(GET))).hint).toContain('refuses the user name or the password');
    const without = open('https://pbx.invalid:8887', { https_proxy: proxy.url });
    expect((await failureOf(without.send(GET))).hint).toContain('it wants a user name and a password');
  });

  it('407 to a forwarded request is the proxy’s, and from the other side its own', async () => {
    proxy.login = 'me:right';
    const forwarded = open('http://pbx.invalid:8888', { http_proxy: proxy.url });
    const error = await failureOf(forwarded.send(GET));
    expect(error).toMatchObject({ code: 'CQ514', sent: false });
    expect(error).toBeInstanceOf(LastingTransportError);
    proxy.login = undefined;
    const port = await listen(
      createTlsServer({ key: TLS_KEY, cert: TLS_CERT }, (_q, response) => response.writeHead(407).end()),
    );
    const inTunnel = open(`https://localhost:${port}`, { https_proxy: proxy.url });
    expect((await inTunnel.send(GET)).status).toBe(407);
  });

  it.each(['https://pbx.invalid:8887', 'http://pbx.invalid:8888'])('is dead, for %s', async (url) => {
    const dead = 'http://127.0.0.1:9';
    const error = await failureOf(open(url, { ALL_PROXY: withLogin(dead, 'me:hunter2') }).send(GET));
    expect(error).toMatchObject({ code: 'CQ514', sent: false, message: expect.stringContaining('refused') });
    expect(error).not.toBeInstanceOf(LastingTransportError);
    expect(error.message).toContain(`cannot reach the proxy ${dead}, which ALL_PROXY names`);
    expect(error.message + error.hint).not.toContain('hunter2');
  });

  it('cuts the connection', async () => {
    proxy.refusals = [null];
    const error = await failureOf(tunnel().send(GET));
    expect(error).toMatchObject({ code: 'CQ514', sent: false });
    expect(error.message).toContain(proxy.url);
  });

  it('does not answer', async () => {
    const port = await listen(createTcpServer((socket) => cleanups.push(() => socket.destroy())));
    const silent = `http://127.0.0.1:${port}`;
    const transport = open('https://pbx.invalid:8887', { https_proxy: silent }, { timeoutMs: 300 });
    await expect(transport.send(GET)).rejects.toMatchObject({
      sent: false,
      message: expect.stringContaining(silent),
    });
  });

  it('speaks TLS with a certificate that nobody vouches for', async () => {
    const port = await listenTls();
    const transport = open('https://pbx.invalid:8887', { https_proxy: `https://localhost:${port}` });
    const error = await failureOf(transport.send(GET));
    expect(error).toMatchObject({ code: 'CQ514', message: expect.stringContaining('not trusted') });
    expect(error).toBeInstanceOf(LastingTransportError);
  });

  it('makes room for the next attempt: the same transport gets through later', async () => {
    const port = await listenTls();
    proxy.refusals = [502, 502];
    const transport = open(`https://localhost:${port}`, { https_proxy: proxy.url });
    await failureOf(transport.send(GET));
    await failureOf(transport.send(GET));
    expect((await transport.send(GET)).status).toBe(200);
  });
});
