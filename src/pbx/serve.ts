/**
 * The embedded PBX over HTTP or HTTPS, on the loopback interface unless told otherwise. A fault that breaks a connection
 * does so on the real socket.
 */

import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { HttpBindings } from '@hono/node-server';
import { createAdaptorServer } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { EnvironmentError } from '../model/errors.ts';
import { BrokenAnswer } from './fault-player.ts';
import type { Pbx } from './pbx.ts';

export interface ServeOptions {
  /** Default 127.0.0.1. */
  host?: string;
  /** Default 8887; 0 for any that is free. */
  port?: number;
  /** PEM. */
  tls?: { key: string; cert: string };
}

export interface ServedPbx {
  url: string;
  /** Cuts what is open and stops listening; the PBX itself stays open. Safe to call twice. */
  close(): Promise<void>;
}

const DEFAULT_HOST = '127.0.0.1';
const DEFAULT_PORT = 8887;

export async function servePbx(pbx: Pbx, options: ServeOptions = {}): Promise<ServedPbx> {
  const { host = DEFAULT_HOST, port = DEFAULT_PORT, tls } = options;
  const fetch = async (request: Request, env: unknown): Promise<Response> => {
    try {
      return await pbx.fetch(request);
    } catch (error) {
      if (!(error instanceof BrokenAnswer)) throw error;
      await breakConnection((env as HttpBindings).outgoing, error.partial);
      return RESPONSE_ALREADY_SENT;
    }
  };
  const server = createServer(fetch, tls);
  await listen(server, host, port);
  const address = server.address() as AddressInfo;
  const shownHost = host.includes(':') ? `[${host}]` : host;
  return {
    url: `${tls === undefined ? 'http' : 'https'}://${shownHost}:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function createServer(
  fetch: (request: Request, env: unknown) => Promise<Response>,
  tls: ServeOptions['tls'],
): Server {
  if (tls === undefined) return createAdaptorServer({ fetch }) as Server;
  try {
    return createAdaptorServer({ fetch, createServer: createHttpsServer, serverOptions: tls }) as Server;
  } catch (cause) {
    throw new EnvironmentError('the embedded PBX cannot use this TLS key and certificate', {
      code: 'CQ592',
      cause,
      hint: 'both have to be PEM, and belong together',
    });
  }
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why = cause.code === 'EADDRINUSE' ? 'the port is in use' : (cause.code ?? 'unknown');
      reject(
        new EnvironmentError(`the embedded PBX cannot listen on ${host}:${port}: ${why}`, {
          code: 'CQ592',
          cause,
          hint: 'choose another --port, or an address of this machine as --host',
        }),
      );
    });
    server.listen(port, host, () => resolve());
  });
}

/** Sends the head and the first half of a partial answer, then destroys the socket. */
async function breakConnection(
  outgoing: ServerResponse<IncomingMessage>,
  partial: Response | undefined,
): Promise<void> {
  const { socket } = outgoing;
  const bytes = partial === undefined ? Buffer.alloc(0) : Buffer.from(await partial.arrayBuffer());
  if (partial !== undefined && bytes.length > 0 && !outgoing.destroyed) {
    outgoing.writeHead(partial.status, {
      ...Object.fromEntries(partial.headers),
      'content-length': bytes.length,
    });
    await new Promise<void>((resolve) => {
      outgoing.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => resolve());
      outgoing.once('close', () => resolve());
    });
  }
  socket?.destroy();
}
