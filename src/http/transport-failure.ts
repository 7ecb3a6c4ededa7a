/** What an error of a socket, of TLS or of undici means, told by its code and by how far the exchange had come. */

import type { Code } from '../codes/registry.ts';
import { TransportError } from '../model/transport.ts';

/** Trying again cannot help: a wrong certificate, an endless answer. */
export class LastingTransportError extends TransportError {
  readonly code: Code;
  readonly hint: string | undefined;

  constructor(message: string, sent: boolean, details: { code: Code; hint?: string; cause?: unknown }) {
    super(message, sent, details.cause);
    this.name = 'LastingTransportError';
    this.code = details.code;
    this.hint = details.hint;
  }
}

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

const WORDS: { readonly [code: string]: string } = {
  ECONNREFUSED: 'nothing listens there (connection refused)',
  ENOTFOUND: 'the host name is not known',
  EAI_AGAIN: 'the host name cannot be looked up now',
  EHOSTUNREACH: 'there is no way to the host',
  ENETUNREACH: 'there is no way to the network',
  ETIMEDOUT: 'no connection within the time allowed',
  UND_ERR_CONNECT_TIMEOUT: 'no connection within the time allowed',
};

/** `host` with its port. */
export function translateFailure(error: unknown, progress: Progress, host: string): TransportError {
  if (error instanceof TransportError) return error;
  const code = codeOf(error);
  if (code === 'UND_ERR_INVALID_ARG') return unsendable(error);
  if (code === 'UND_ERR_DESTROYED' || code === 'UND_ERR_CLOSED') {
    return new LastingTransportError('the connection was closed', progress !== 'not sent', {
      code: 'CQ502',
      cause: error,
    });
  }
  const tls = translateTls(code, host, error);
  if (tls !== undefined && progress === 'not sent') return tls;
  if (progress === 'answer begun') {
    return new TransportError('the answer was cut off', true, error);
  }
  if (progress === 'sent') {
    const words = code.startsWith('HPE_')
      ? 'the answer is not HTTP'
      : 'the connection was cut before an answer came';
    return new TransportError(words, true, error);
  }
  const words = WORDS[code] ?? `the connection failed${code === '' ? '' : ` (${code})`}`;
  return new TransportError(`cannot reach ${host}: ${words}`, false, error);
}

function unsendable(cause: unknown): LastingTransportError {
  return new LastingTransportError('the request has a character in it that HTTP does not allow', false, {
    code: 'CQ508',
    hint: 'is there a line break, a space or a letter outside of ASCII in CQCTL_TOKEN?',
    cause,
  });
}

function translateTls(code: string, host: string, cause: unknown): LastingTransportError | undefined {
  if (UNTRUSTED.has(code)) {
    return new LastingTransportError(
      `the certificate of ${host} is not trusted, neither by this machine nor through ca_file (${code})`,
      false,
      {
        code: 'CQ507',
        hint: "save the PBX's certificate, or that of the authority that signed it, and name the file as target.ca_file",
        cause,
      },
    );
  }
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') {
    const words = code === 'CERT_HAS_EXPIRED' ? 'has expired' : 'is not valid yet';
    return new LastingTransportError(`the certificate of ${host} ${words}`, false, {
      code: 'CQ507',
      hint: 'renew the certificate on the PBX, check the clock of this machine, and update target.ca_file if it names that certificate',
      cause,
    });
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID' || code === 'UND_ERR_PRX_TLS') {
    return new LastingTransportError(`the certificate of ${host} is made out for another name`, false, {
      code: 'CQ507',
      hint: 'write target.url with a name or address that the certificate has; target.ca_file cannot help with this',
      cause,
    });
  }
  if (code.startsWith('ERR_SSL_') || code === 'EPROTO') {
    return new LastingTransportError(`${host} does not answer with TLS (${code})`, false, {
      code: 'CQ507',
      hint: 'check the port: 8887 speaks https, 8888 plain http; ca_file does not matter here',
      cause,
    });
  }
  return undefined;
}

/** Of the error, or of what caused it: undici wraps some. */
function codeOf(error: unknown): string {
  for (let current = error, depth = 0; current instanceof Error && depth < 4; depth += 1) {
    const { code } = current as { code?: unknown };
    if (code === 'UND_ERR_PRX_TLS' || (typeof code === 'string' && !isGeneric(code))) return code;
    if (current.cause === undefined) return typeof code === 'string' ? code : '';
    current = current.cause;
  }
  return '';
}

const isGeneric = (code: string): boolean => code === 'UND_ERR_SOCKET' || code === 'UND_ERR_ABORTED';
