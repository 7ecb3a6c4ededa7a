/** Requests over HTTP, on kept-alive connections, one request at a time on each. */

import type { Dispatcher } from 'undici';
import type { ClientCertificate, Transport, WireRequest } from '../model/transport.ts';
import { TransportError } from '../model/transport.ts';
import { parseBaseUrl } from './base-url.ts';
import { type Connections, openConnections } from './dispatcher.ts';
import { Exchange, RequestWatch } from './exchange.ts';
import { PBX, type Peer } from './peer.ts';
import { findProxy, type ProxyEnvironment } from './proxy.ts';
import type { Route } from './route.ts';
import { LastingTransportError } from './transport-failure.ts';

export interface HttpTransportOptions {
  /** With scheme, host and port; a path in front of `/api` is kept. */
  url: string;
  /** Whose address it is; the PBX's where nothing is said. */
  peer?: Peer;
  /** Certificates in PEM, in place of the authorities that the machine trusts: who names some says whom to trust. */
  ca?: string | readonly string[];
  clientCertificate?: ClientCertificate;
  /** For a whole request. */
  timeoutMs: number;
  /** At most. */
  connections: number;
  /** Where HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY are looked up. */
  proxyEnv: ProxyEnvironment;
  onWarning(message: string): void;
}

const MAX_CONNECT_MS = 15_000;

/** Opens no connection yet. Throws an EnvironmentError for an address or a proxy that cannot be used. */
export function createHttpTransport(options: HttpTransportOptions): Transport {
  const { url, timeoutMs, connections, ca, clientCertificate, peer = PBX } = options;
  const base = parseBaseUrl(url, peer);
  const proxy = findProxy(base, options.proxyEnv);
  if (!base.isTls && !base.isLoopback) {
    options.onWarning(
      `${base.origin} is plain http: passwords, tokens and everything else can be read on the way; use https`,
    );
  }
  const route: Route = {
    base,
    peer,
    ...(proxy === undefined ? {} : { proxy }),
    hasClientCertificate: clientCertificate !== undefined,
  };
  const connectMs = Math.min(timeoutMs, MAX_CONNECT_MS);
  return createTransportOver(
    () =>
      openConnections(route, {
        connections,
        connectMs,
        ...(ca === undefined ? {} : { authorities: ca }),
        ...(clientCertificate === undefined ? {} : { clientCertificate }),
      }),
    route,
    timeoutMs,
  );
}

/** `open` is called with the first request. */
export function createTransportOver(
  open: () => Promise<Connections>,
  route: Route,
  timeoutMs: number,
): Transport {
  const watch = new RequestWatch(timeoutMs);
  let opening: Promise<Connections> | undefined;
  let opened: Connections | undefined;
  let isClosed = false;

  const dispatch = ({ dispatcher }: Connections, request: WireRequest, exchange: Exchange): void => {
    // It may have been given up while undici was loaded.
    if (!exchange.isComplete) dispatcher.dispatch(dispatchOptions(request, route), exchange);
  };

  return {
    keepsTime: true,
    ...(route.proxy === undefined ? {} : { via: route.proxy.name }),
    send: (request) =>
      new Promise((resolve, reject) => {
        const exchange = new Exchange({ route, watch, request, resolve, reject });
        if (request.signal?.aborted === true) {
          exchange.giveUp(new TransportError('the request was given up before it was sent', false));
          return;
        }
        if (isClosed) {
          exchange.giveUp(new LastingTransportError('the connection was closed', false, { code: 'CQ502' }));
          return;
        }
        watch.add(exchange);
        if (opened !== undefined) {
          dispatch(opened, request, exchange);
          return;
        }
        opening ??= open();
        opening.then(
          (connections) => {
            opened = connections;
            dispatch(connections, request, exchange);
          },
          (error: Error) => exchange.giveUp(error),
        );
      }),
    close: async () => {
      isClosed = true;
      watch.stop();
      // Not `close`, which would wait for answers that nobody wants any more.
      if (opened !== undefined || opening === undefined) return opened?.destroy();
      // Those who asked for them have been told when they could not be opened.
      await opening.then(
        (connections) => connections.destroy(),
        () => undefined,
      );
    },
  };
}

function dispatchOptions(request: WireRequest, { base, proxy }: Route): Dispatcher.DispatchOptions {
  const path = base.prefix + request.path;
  const { method, body = null } = request;
  const isForwarded = proxy !== undefined && !base.isTls;
  if (!isForwarded) {
    return { origin: base.origin, path, method, headers: request.headers as Record<string, string>, body };
  }
  const { authorization } = proxy;
  const headers = {
    ...request.headers,
    host: base.host,
    ...(authorization === undefined ? {} : { 'proxy-authorization': authorization }),
  };
  return { origin: proxy.url.origin, path: base.origin + path, method, headers, body };
}
