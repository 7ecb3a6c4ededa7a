/**
 * The proxy that the environment names for one address, as curl finds it: the variable of the scheme, then ALL_PROXY, each
 * in lower case first; what NO_PROXY excepts goes straight. An empty variable counts as not set. Unlike curl, HTTP_PROXY in
 * capitals counts too: it is what people set, and cqctl is no CGI program, whose callers could set it.
 */

import { EnvironmentError } from '../model/errors.ts';
import { type BaseUrl, hasReadableLogin } from './base-url.ts';
import { isExcepted } from './no-proxy.ts';

export type ProxyEnvironment = { readonly [name: string]: string | undefined };

export interface HttpProxy {
  /** Without user name and password. */
  url: URL;
  /** The variable that names it. */
  variable: string;
  /** In a sentence, with its address and its variable. */
  name: string;
  /** For the header `proxy-authorization`. */
  authorization?: string;
}

export function findProxy(base: BaseUrl, env: ProxyEnvironment): HttpProxy | undefined {
  const found =
    pickVariable(env, base.isTls ? 'https_proxy' : 'http_proxy') ?? pickVariable(env, 'all_proxy');
  if (found === undefined) return undefined;
  const { hostname, port } = new URL(base.origin);
  const portNumber = port === '' ? (base.isTls ? 443 : 80) : Number(port);
  if (isExcepted(hostname, portNumber, pickVariable(env, 'no_proxy')?.value ?? '')) return undefined;
  return parseProxy(found);
}

interface Variable {
  variable: string;
  value: string;
}

function pickVariable(env: ProxyEnvironment, name: string): Variable | undefined {
  for (const variable of [name, name.toUpperCase()]) {
    const value = env[variable]?.trim();
    if (value !== undefined && value !== '') return { variable, value };
  }
  return undefined;
}

/** The value is not repeated where it cannot be read: it may have a password in it. */
function parseProxy({ variable, value }: Variable): HttpProxy {
  // `proxy:3128` is common, and no URL.
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && /^socks/.test(url.protocol)) {
    throw new EnvironmentError(
      `${variable} names a SOCKS proxy (${url.protocol}//), and cqctl only uses HTTP proxies`,
      {
        code: 'CQ513',
        hint: `name an HTTP proxy, unset ${variable} for cqctl, or add the host to NO_PROXY to connect without a proxy`,
      },
    );
  }
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.hostname === '' || !hasReadableLogin(url)) {
    throw new EnvironmentError(`${variable} is no address of a proxy`, {
      code: 'CQ513',
      hint: 'write it like http://proxy.example.com:3128, with %25 for a % in a password, or unset it',
    });
  }
  const login = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  return {
    url: new URL(url.origin),
    variable,
    name: `the proxy ${url.origin}, which ${variable} names`,
    ...(login === ':' ? {} : { authorization: `Basic ${Buffer.from(login).toString('base64')}` }),
  };
}
