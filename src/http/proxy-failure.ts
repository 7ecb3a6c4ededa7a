/** What went wrong with a proxy, before a request could reach the other side. Messages name it without its password. */

import { TransportError } from '../model/transport.ts';
import type { Route } from './route.ts';
import {
  describeConnectFailure,
  describeUntrusted,
  errorCodeOf,
  KnownTransportError,
  LastingTransportError,
} from './transport-failure.ts';

const CODE = 'CQ514';

/** The proxy answered, and not with a tunnel; `status` is its own. Those that may pass soon are tried again. */
export function proxyRefusal(status: number, { base, proxy }: Route): TransportError {
  if (proxy === undefined) throw new TypeError('only a proxy refuses a tunnel');
  const { variable, name } = proxy;
  const asked = base.isTls ? `a tunnel to ${base.host}` : `a request to ${base.host}`;
  const message = `${name}, answered ${status} to ${asked}`;
  if (status === 407) {
    const login =
      proxy.authorization === undefined
        ? `it wants a user name and a password: write them into ${variable}, as in http://user:password@${proxy.url.host}`
        : `it refuses the user name or the password in ${variable}`;
    return new LastingTransportError(message, false, { code: CODE, hint: login });
  }
  if (status >= 300 && status < 500 && status !== 408 && status !== 429) {
    return new LastingTransportError(message, false, {
      code: CODE,
      hint: `ask whoever runs the proxy to allow ${base.host}, or name the host in NO_PROXY to connect without it`,
    });
  }
  return new KnownTransportError(message, false, {
    code: CODE,
    hint: `check that the proxy can reach ${base.host}, or name the host in NO_PROXY to connect without it`,
  });
}

/** No answer of the proxy at all. */
export function translateProxyFailure(error: unknown, { proxy }: Route): TransportError {
  if (error instanceof TransportError) return error;
  if (proxy === undefined) throw new TypeError('there is no proxy that could fail');
  const { variable, name } = proxy;
  const code = errorCodeOf(error);
  const untrusted = describeUntrusted(code);
  if (untrusted !== undefined) {
    return new LastingTransportError(`${name}, ${untrusted}`, false, {
      code: CODE,
      hint: `correct ${variable}; an authority that this machine lacks can be named in NODE_EXTRA_CA_CERTS`,
      cause: error,
    });
  }
  return new KnownTransportError(`cannot reach ${name}: ${describeConnectFailure(code)}`, false, {
    code: CODE,
    hint: `correct or unset ${variable}, or name the host in NO_PROXY`,
    cause: error,
  });
}
