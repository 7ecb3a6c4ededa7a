/** A front with a self-signed certificate before a PBX that speaks plain HTTP, as the product is shipped. */

import { request } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** For 127.0.0.1 and localhost, good for a century. The key is known to everybody, and protects nothing. */
export const CERTIFICATE = `
-----BEGIN CERTIFICATE-----
MIIBmTCCAT+gAwIBAgIUWlY5xNZ5swRZDb7PW3hZ6Ke9cSMwCgYIKoZIzj0EAwIw
EzERMA8GA1UEAwwIcGJ4LnRlc3QwIBcNMjYxMTIzMjAzMjI4WhgPMjEyNjEwMzAy
MDMyMjhaMBMxETAPBgNVBAMMCHBieC50ZXN0MFkwEwYHKoZIzj0CAQYIKoZIzj0D
AQcDQgAEgF2/9gVb6aymLNzMEiBEWn/b5q5QI3m2eyRE3n9Zi2OB52aYf2lZ5vEx
ct/uImlWDAhiO9chEQv2IWJp/Fp54aNvMG0wHQYDVR0OBBYEFHYN6PoKBGcJCvi9
Hj7IjHahHAilMB8GA1UdIwQYMBaAFHYN6PoKBGcJCvi9Hj7IjHahHAilMA8GA1Ud
EwEB/wQFMAMBAf8wGgYDVR0RBBMwEYcEfwAAAYIJbG9jYWxob3N0MAoGCCqGSM49
BAMCA0gAMEUCIQDhHraCwqUizo11cV83/PCJYagPRvekz4PNszmJbUc6owIgYPOh
bYnXZagb4+fCk3tNSHiuFaBYpq8Fn+JbWeUQQ+E=
-----END CERTIFICATE-----
`;

const KEY = `
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgRmzU9pTN34tGgWTS
hH9vd6A0t/p//04PbrWwm5e+Kc6hRANCAASAXb/2BVvprKYs3MwSIERaf9vmrlAj
ebZ7JETef1mLY4HnZph/aVnm8TFy3+4iaVYMCGI71yERC/YhYmn8Wnnh
-----END PRIVATE KEY-----
`;

export interface TlsFront {
  url: string;
  stop(): Promise<void>;
}

export async function startTlsFront(upstream: string): Promise<TlsFront> {
  const server = createServer({ cert: CERTIFICATE, key: KEY }, (incoming, response) => {
    const onward = request(
      `${upstream}${incoming.url}`,
      { method: incoming.method ?? 'GET', headers: incoming.headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on('error', () => response.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop() {
      server.closeAllConnections();
      return new Promise((done) => {
        server.close(() => done());
      });
    },
  };
}
