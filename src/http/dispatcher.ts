/**
 * The pool of kept-alive connections to one address, straight or through a proxy.
 *
 * One kind of pool serves all three ways. Plain http through a proxy is sent to the proxy with the whole address, as every
 * proxy can forward it. For TLS the proxy is asked for a tunnel, in which TLS is spoken to the other side.
 * undici's own ProxyAgent does the same, but says why a proxy refused only in the text of an error, and here the status
 * decides whether to try again. undici is loaded with the first request: it costs a command 60 milliseconds, and many that
 * could send requests send none.
 */

import type { Socket } from 'node:net';
import { createSecureContext, type SecureContext } from 'node:tls';
import type { buildConnector, Dispatcher, Pool } from 'undici';
import type { ClientCertificate } from '../model/transport.ts';
import { proxyRefusal, translateProxyFailure } from './proxy-failure.ts';
import type { Route } from './route.ts';
import { errorCodeOf, LastingTransportError } from './transport-failure.ts';

type Connector = buildConnector.connector;

export interface ConnectionSettings {
  /** At most. */
  connections: number;
  /** For one connection. */
  connectMs: number;
  /** In PEM; undefined where those count that the machine trusts. */
  authorities?: string | readonly string[];
  clientCertificate?: ClientCertificate;
}

export interface Connections {
  dispatcher: Dispatcher;
  /** Ends what is under way. */
  destroy(): Promise<void>;
}

export async function openConnections(route: Route, settings: ConnectionSettings): Promise<Connections> {
  const undici = await import('undici');
  const { base, proxy } = route;
  const { connections, connectMs } = settings;
  // The transport limits each request as a whole; undici need not watch its parts.
  const limits = { connections, pipelining: 1, headersTimeout: 0, bodyTimeout: 0 };
  // What either kind of socket takes; a port comes with each connection.
  const socket = {
    timeout: connectMs,
    ...(base.isTls ? { secureContext: createContext(settings) } : {}),
  } as buildConnector.BuildOptions;
  const connect = keepReason(undici.buildConnector(socket));
  if (proxy === undefined) return toConnections(new undici.Pool(base.origin, { ...limits, connect }));

  const toProxy = connectToProxy(undici.buildConnector({ timeout: connectMs } as typeof socket), route);
  if (!base.isTls) return toConnections(new undici.Pool(proxy.url, { ...limits, connect: toProxy }));
  const tunnels = new undici.Pool(proxy.url, { connect: toProxy, headersTimeout: connectMs });
  const dispatcher = new undici.Pool(base.origin, {
    ...limits,
    connect: connectThrough(tunnels, route, connect),
  });
  return {
    dispatcher,
    async destroy() {
      await Promise.all([dispatcher.destroy(), tunnels.destroy()]);
    },
  };
}

function toConnections(dispatcher: Pool): Connections {
  return { dispatcher, destroy: () => dispatcher.destroy() };
}

/**
 * In TLS 1.3 a server refuses a client by an alert after the handshake. Node reports the alert as an error and then the
 * end of the connection, and undici only reports the latter. Destroying the socket with the error keeps the reason.
 */
function keepReason(connect: Connector): Connector {
  return (options, callback) =>
    connect(options, (error, socket) => {
      socket?.once('error', () => socket.destroy());
      if (error === null) callback(null, socket);
      else callback(error, null);
    });
}

/** Created once, because parsing a long list of authorities takes a while and each connection needs it. */
function createContext({ authorities, clientCertificate }: ConnectionSettings): SecureContext {
  const ca = typeof authorities === 'string' ? [authorities] : authorities;
  try {
    return createSecureContext({
      ...(ca === undefined ? {} : { ca: [...ca] }),
      ...(clientCertificate === undefined
        ? {}
        : { cert: clientCertificate.certificate, key: clientCertificate.key }),
    });
  } catch (cause) {
    const message = `the authorities or the client certificate cannot be used (${errorCodeOf(cause)})`;
    throw new LastingTransportError(message, false, { code: 'CQ507', cause });
  }
}

/** An https proxy is verified with the machine's authorities; the configured ones are for the other side. */
function connectToProxy(connect: Connector, route: Route): Connector {
  // The server name that undici gives is that of the request's host, which is the other side.
  return ({ servername: _, ...options }, callback) =>
    connect(options, (error, socket) => {
      if (error === null) callback(null, socket);
      else callback(translateProxyFailure(error, route), null);
    });
}

function connectThrough(tunnels: Pool, route: Route, connectTls: Connector): Connector {
  const open = async ({ hostname, port }: buildConnector.Options): Promise<Socket> => {
    const path = `${hostname.includes(':') ? `[${hostname}]` : hostname}:${port === '' ? 443 : port}`;
    const authorization = route.proxy?.authorization;
    const headers = {
      host: path,
      'user-agent': 'cqctl',
      ...(authorization === undefined ? {} : { 'proxy-authorization': authorization }),
    };
    const { statusCode, socket } = await tunnels.connect({ path, headers });
    // undici hands on the very socket that it had opened.
    if (statusCode >= 200 && statusCode < 300) return socket as Socket;
    socket.on('error', () => undefined).destroy();
    throw proxyRefusal(statusCode, route);
  };
  return (options, callback) => {
    open(options).then(
      (httpSocket) => connectTls({ ...options, httpSocket }, callback),
      (error: unknown) => callback(translateProxyFailure(error, route), null),
    );
  };
}
