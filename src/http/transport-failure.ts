/** What an error of a socket, of TLS or of undici means, told by its code and by how far the exchange had come. */

import type { Code } from '../codes/registry.ts';
import { TransportError } from '../model/transport.ts';
import type { Route } from './route.ts';

/** A failure with a code and a hint of its own. */
export class KnownTransportError extends TransportError {
  readonly code: Code;
  readonly hint: string | undefined;

  constructor(message: string, sent: boolean, details: { code: Code; hint?: string; cause?: unknown }) {
    super(message, sent, details.cause);
    this.name = new.target.name;
    this.code = details.code;
    this.hint = details.hint;
  }
}

/** Trying again cannot help: a wrong certificate, an endless answer. */
export class LastingTransportError extends KnownTransportError {}

/** How far an exchange had come when it failed. */
export type Progress = 'not sent' | 'sent' | 'answer begun';

const UNTRUSTED = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_UNTRUSTED',
  'CERT_REJECTED',
  'CERT_SIGNATURE_FAILURE',
  'CERT_CHAIN_TOO_LONG',
  'INVALID_CA',
  'INVALID_PURPOSE',
]);

const CONNECT_WORDS: { readonly [code: string]: string } = {
  ECONNREFUSED: 'nothing listens there (connection refused)',
  ENOTFOUND: 'the host name is not known',
  EAI_AGAIN: 'the host name cannot be looked up now',
  EHOSTUNREACH: 'there is no way to the host',
  ENETUNREACH: 'there is no way to the network',
  ETIMEDOUT: 'no connection within the time allowed',
  UND_ERR_CONNECT_TIMEOUT: 'no connection within the time allowed',
  UND_ERR_HEADERS_TIMEOUT: 'no answer within the time allowed',
};

export function describeConnectFailure(code: string): string {
  return CONNECT_WORDS[code] ?? `the connection failed${code === '' ? '' : ` (${code})`}`;
}

export function translateFailure(error: unknown, progress: Progress, route: Route): TransportError {
  if (error instanceof TransportError) return error;
  const code = errorCodeOf(error);
  if (code === 'UND_ERR_INVALID_ARG') return unsendable(route, error);
  if (code === 'UND_ERR_DESTROYED' || code === 'UND_ERR_CLOSED') {
    return new LastingTransportError('the connection was closed', progress !== 'not sent', {
      code: 'CQ502',
      cause: error,
    });
  }
  // In TLS 1.3 the server says what it thinks of our certificate only after it has been sent a request, unread.
  const refusal = progress === 'answer begun' ? undefined : translateClientRefusal(code, route, error);
  if (refusal !== undefined) return refusal;
  const tls = progress === 'not sent' ? translateTls(code, route, error) : undefined;
  if (tls !== undefined) return tls;
  if (progress === 'answer begun') {
    return new TransportError('the answer was cut off', true, error);
  }
  if (progress === 'sent') {
    const words = code.startsWith('HPE_')
      ? 'the answer is not HTTP'
      : 'the connection was cut before an answer came';
    return new TransportError(words, true, error);
  }
  const through = route.proxy === undefined ? '' : ` through ${route.proxy.name}`;
  return new TransportError(
    `cannot reach ${route.base.host}${through}: ${describeConnectFailure(code)}`,
    false,
    error,
  );
}

function unsendable({ peer }: Route, cause: unknown): LastingTransportError {
  return new LastingTransportError('the request has a character in it that HTTP does not allow', false, {
    code: 'CQ508',
    hint: peer.unsendableHint,
    cause,
  });
}

/** What is wrong with a certificate, in words that follow whose it is; undefined where TLS is not what failed. */
export function describeUntrusted(code: string): string | undefined {
  if (UNTRUSTED.has(code)) return `has a certificate that is not trusted (${code})`;
  if (code === 'CERT_HAS_EXPIRED') return 'has a certificate that has expired';
  if (code === 'CERT_NOT_YET_VALID') return 'has a certificate that is not valid yet';
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return 'has a certificate for another name';
  return isNoTls(code) ? `does not answer with TLS (${code})` : undefined;
}

function isNoTls(code: string): boolean {
  return code.startsWith('ERR_SSL_') || code === 'EPROTO';
}

/** The alerts with which a server refuses the certificate of a client, or that it got none. */
const REFUSED_CLIENT =
  /_ALERT_(CERTIFICATE_REQUIRED|NO_CERTIFICATE|BAD_CERTIFICATE|UNSUPPORTED_CERTIFICATE|CERTIFICATE_(REVOKED|EXPIRED|UNKNOWN)|UNKNOWN_CA|ACCESS_DENIED|HANDSHAKE_FAILURE)$/;

function translateClientRefusal(
  code: string,
  route: Route,
  cause: unknown,
): LastingTransportError | undefined {
  if (!REFUSED_CLIENT.test(code)) return undefined;
  const { host } = route.base;
  const { section, clientVariables } = route.peer;
  const keys = `${section}.client_cert_file and ${section}.client_key_file`;
  if (route.hasClientCertificate) {
    return new LastingTransportError(`${host} refuses the client certificate (${code})`, false, {
      code: 'CQ515',
      hint: `ask whoever runs it which certificate it accepts, and name that as ${keys}`,
      cause,
    });
  }
  // Before TLS 1.3 there is one alert for everything that the two could not agree on.
  const demand = code.endsWith('_HANDSHAKE_FAILURE')
    ? 'breaks off the TLS handshake, most likely because it demands a client certificate'
    : 'demands a client certificate';
  return new LastingTransportError(`${host} ${demand} (${code})`, false, {
    code: 'CQ515',
    hint: `name one as ${keys}, or in ${clientVariables}`,
    cause,
  });
}

function translateTls(
  code: string,
  { base: { host }, peer }: Route,
  cause: unknown,
): LastingTransportError | undefined {
  const { section, name, addressKey, caVariable } = peer;
  const fail = (message: string, hint: string) =>
    new LastingTransportError(message, false, { code: 'CQ507', hint, cause });
  if (UNTRUSTED.has(code)) {
    return fail(
      `the certificate of ${host} is not trusted, neither by this machine nor through ca_file (${code})`,
      `save the certificate of ${name}, or that of the authority that signed it, and name the file as ${section}.ca_file or in ${caVariable}`,
    );
  }
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') {
    const words = code === 'CERT_HAS_EXPIRED' ? 'has expired' : 'is not valid yet';
    return fail(
      `the certificate of ${host} ${words}`,
      `renew the certificate of ${name}, check the clock of this machine, and update ${section}.ca_file if it names that certificate`,
    );
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return fail(
      `the certificate of ${host} is made out for another name`,
      `write ${addressKey} with a name or address that the certificate has; ${section}.ca_file cannot help with this`,
    );
  }
  return isNoTls(code) ? fail(`${host} does not answer with TLS (${code})`, peer.noTlsHint) : undefined;
}

/** Of the error, or of what caused it: undici wraps some. */
export function errorCodeOf(error: unknown): string {
  for (let current = error, depth = 0; current instanceof Error && depth < 4; depth += 1) {
    const { code } = current as { code?: unknown };
    if (typeof code === 'string' && !isGeneric(code)) return code;
    if (current.cause === undefined) return typeof code === 'string' ? code : '';
    current = current.cause;
  }
  return '';
}

const isGeneric = (code: string): boolean => code === 'UND_ERR_SOCKET' || code === 'UND_ERR_ABORTED';
