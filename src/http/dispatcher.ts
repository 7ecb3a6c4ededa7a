/**
 * The pool of kept-alive connections to one PBX, straight or through the proxy that the environment names.
 *
 * undici is taken in parts: its front door loads fetch, WebSocket, caches and mocks as well, which costs every command that
 * asks the PBX something 60 milliseconds. Its version is pinned, and types and tests fail when a part moves.
 */

import type { Dispatcher } from 'undici';
import EnvHttpProxyAgent from 'undici/lib/dispatcher/env-http-proxy-agent.js';
import Pool from 'undici/lib/dispatcher/pool.js';
import { EnvironmentError } from '../model/errors.ts';
import { type BaseUrl, hasReadableLogin } from './base-url.ts';
import type { HttpTransportOptions } from './http-transport.ts';

const MAX_CONNECT_MS = 15_000;

export function createDispatcher(base: BaseUrl, options: HttpTransportOptions): Dispatcher {
  const shared = {
    connections: options.connections,
    pipelining: 1,
    // The transport limits each request as a whole; undici need not watch its parts.
    headersTimeout: 0,
    bodyTimeout: 0,
  };
  const connect = {
    timeout: Math.min(options.timeoutMs, MAX_CONNECT_MS),
    ...(options.ca === undefined ? {} : { ca: options.ca }),
  };
  const proxy = proxyFor(base, options.proxyEnv);
  if (proxy === undefined) return new Pool(base.origin, { ...shared, connect });
  // An empty text keeps undici from reading the environment itself.
  return new EnvHttpProxyAgent({
    ...shared,
    httpProxy: base.isTls ? '' : proxy,
    httpsProxy: base.isTls ? proxy : '',
    noProxy: readEither(options.proxyEnv, 'no_proxy') ?? '',
    connect,
    requestTls: connect,
    // Plain http is forwarded, as every proxy can; only TLS needs a tunnel.
    proxyTunnel: base.isTls,
  });
}

/** As curl reads the environment: lower case first, a proxy for each scheme. */
function proxyFor(base: BaseUrl, env: HttpTransportOptions['proxyEnv']): string | undefined {
  const name = base.isTls ? 'https_proxy' : 'http_proxy';
  const value = readEither(env, name);
  if (value === undefined) return undefined;
  // `proxy:3128` is common, and no URL.
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`;
  if (
    URL.canParse(url) &&
    /^(https?|socks5?):$/.test(new URL(url).protocol) &&
    hasReadableLogin(new URL(url))
  )
    return url;
  throw new EnvironmentError(`${name.toUpperCase()} is no address of a proxy`, {
    code: 'CQ513',
    hint: 'write it like http://proxy.example.com:3128, with %25 for a % in a password, or unset it',
  });
}

function readEither(env: HttpTransportOptions['proxyEnv'], name: string): string | undefined {
  return env[name] || env[name.toUpperCase()] || undefined;
}
