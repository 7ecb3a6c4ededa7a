/** Servers that take TLS only from clients with a certificate they know, by what they answer to others. */

import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { SecureVersion } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttpTransport, type HttpTransportOptions } from '../../../src/http/http-transport.ts';
import { STATE_SERVER } from '../../../src/http/peer.ts';
import { LastingTransportError } from '../../../src/http/transport-failure.ts';
import { OTHER_CERT, OTHER_KEY, TLS_CERT, TLS_KEY } from '../../support/certificates.ts';
import { startProxy } from '../../support/proxy.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function startDemanding(version: SecureVersion): Promise<string> {
  const server = createServer(
    {
      key: TLS_KEY,
      cert: TLS_CERT,
      ca: TLS_CERT,
      requestCert: true,
      rejectUnauthorized: true,
      maxVersion: version,
    },
    (_request, response) => response.end('{}'),
  );
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => server.close());
  return `https://localhost:${(server.address() as AddressInfo).port}`;
}

function open(url: string, options: Partial<HttpTransportOptions> = {}) {
  const transport = createHttpTransport({
    url,
    timeoutMs: 5000,
    connections: 2,
    ca: TLS_CERT,
    proxyEnv: {},
    onWarning: () => undefined,
    ...options,
  });
  cleanups.push(() => transport.close());
  return transport;
}

const GET = { method: 'GET', path: '/api/x', headers: {} } as const;
const POST = { ...GET, method: 'POST', body: '{"name":"x"}' } as const;
const clientCertificate = { certificate: TLS_CERT, key: TLS_KEY };

describe.each(['TLSv1.2', 'TLSv1.3'] as const)(
  'a server that demands a client certificate, %s',
  (version) => {
    it('gets it, straight and in a tunnel', async () => {
      const url = await startDemanding(version);
      expect((await open(url, { clientCertificate }).send(GET)).status).toBe(200);
      const proxy = await startProxy();
      cleanups.push(() => proxy.close());
      const tunnelled = open(url, { clientCertificate, proxyEnv: { https_proxy: proxy.url } });
      expect((await tunnelled.send(GET)).status).toBe(200);
      expect(proxy.seen.length).toBe(1);
    });

    it.each([GET, POST])('does not, and that is said: $method', async (request) => {
      const url = await startDemanding(version);
      const error = await open(url)
        .send(request)
        .catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(LastingTransportError);
      expect(error).toMatchObject({
        code: 'CQ515',
        sent: false,
        message: expect.stringContaining('demands a client certificate'),
        hint: expect.stringContaining('target.client_cert_file'),
      });
    });

    it('of the state is told by its own keys', async () => {
      const url = await startDemanding(version);
      await expect(open(url, { peer: STATE_SERVER }).send(GET)).rejects.toMatchObject({
        code: 'CQ515',
        hint: expect.stringContaining('state.client_cert_file'),
      });
    });
  },
);

describe('a client certificate that the server does not know', () => {
  it('is never sent on as if it were accepted', async () => {
    const url = await startDemanding('TLSv1.2');
    const wrong = { certificate: OTHER_CERT, key: OTHER_KEY };
    await expect(open(url, { clientCertificate: wrong }).send(GET)).rejects.toThrow();
  });

  it('with a key that is another’s cannot be used', async () => {
    const url = await startDemanding('TLSv1.3');
    const mixed = { certificate: OTHER_CERT, key: TLS_KEY };
    await expect(open(url, { clientCertificate: mixed }).send(GET)).rejects.toMatchObject({ code: 'CQ507' });
  });
});
