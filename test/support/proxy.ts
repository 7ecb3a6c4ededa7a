/** An HTTP proxy on loopback, that forwards and tunnels, and remembers what it was asked. */

import { createServer, type OutgoingHttpHeaders, request as sendRequest } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

export interface TestProxy {
  url: string;
  host: string;
  /** A line for each request: method, address, `proxy-authorization`. */
  seen: string[];
  /** Statuses to answer with in place of the next tunnels or forwards; null cuts the connection. */
  refusals: (number | null)[];
  /** The `user:password` that is wanted. */
  login: string | undefined;
  close(): Promise<void>;
}

export async function startProxy(): Promise<TestProxy> {
  const sockets = new Set<Socket>();
  const refusalFor = (authorization: string | undefined): number | null | undefined => {
    if (proxy.refusals.length > 0) return proxy.refusals.shift();
    if (proxy.login === undefined) return undefined;
    const wanted = `Basic ${Buffer.from(proxy.login).toString('base64')}`;
    return authorization === wanted ? undefined : 407;
  };
  const server = createServer((request, response) => {
    const authorization = request.headers['proxy-authorization'];
    proxy.seen.push(`${request.method} ${request.url} ${authorization ?? '-'}`);
    const refusal = refusalFor(authorization);
    if (refusal === null) {
      request.socket.destroy();
      return;
    }
    if (refusal !== undefined) {
      response.writeHead(refusal).end('<html>proxy</html>');
      return;
    }
    const url = new URL(request.url ?? '');
    const headers: OutgoingHttpHeaders = { ...request.headers };
    delete headers['proxy-authorization'];
    const { method } = request;
    const onward = sendRequest(
      { host: '127.0.0.1', port: url.port, path: url.pathname + url.search, method, headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  server.on('connect', (request, client: Socket) => {
    const authorization = request.headers['proxy-authorization'];
    proxy.seen.push(`CONNECT ${request.url} ${authorization ?? '-'}`);
    client.on('error', () => client.destroy());
    const refusal = refusalFor(authorization);
    if (refusal === null) {
      client.destroy();
      return;
    }
    if (refusal !== undefined) {
      client.end(`HTTP/1.1 ${refusal} No\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    const port = Number((request.url ?? '').split(':').at(-1));
    const upstream = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.pipe(client).pipe(upstream);
    });
    upstream.on('error', () => client.destroy());
    client.on('close', () => upstream.destroy());
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const proxy: TestProxy = {
    url: `http://${host}`,
    host,
    seen: [],
    refusals: [],
    login: undefined,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return proxy;
}
