/** The errors of failed calls, with method, path, reason and hint. */

import type { Code } from '../codes/registry.ts';
import { KnownTransportError } from '../http/transport-failure.ts';
import { ApiError, type ApiFailure } from '../model/errors.ts';
import type { Redactor } from '../model/redactor.ts';
import type { TransportError, WireResponse } from '../model/transport.ts';
import { readRefusal, type WrongAnswer } from './answer.ts';
import type { Credentials } from './connection-options.ts';

/** What is the same for every way in which one call can fail. */
export interface Circumstances {
  method: string;
  /** Without the query. */
  path: string;
  attempts: number;
  unclear: boolean;
  redactor: Redactor;
  /** The proxy that the request took, in a sentence. */
  via?: string | undefined;
}

export function refusalError(response: WireResponse, circumstances: Circumstances): ApiError {
  const { status } = response;
  const { redact } = circumstances.redactor;
  const { errors, otherwise } = readRefusal(response);
  const said = errors.map(({ code, message }) => (message === '' ? code : `${code}: ${message}`));
  const words = said.length > 0 ? said.join('; ') : (otherwise ?? 'it gave no reason');
  const redacted = errors.map((error) => ({
    ...error,
    message: redact(error.message),
    code: redact(error.code),
    ...(error.detail === undefined
      ? {}
      : { detail: JSON.parse(redact(JSON.stringify(error.detail))) as unknown }),
  }));
  const facts = factsOf(status, response);
  // An answer without an API error may come from a proxy in between.
  const via = errors.length > 0 || circumstances.via === undefined ? '' : `; through ${circumstances.via}`;
  return apiError(
    `${facts.verb} (${words}${via})`,
    circumstances,
    { status, ...(redacted.length === 0 ? {} : { errors: redacted }) },
    facts,
  );
}

interface RefusalFacts {
  /** What follows the method and path. */
  verb: string;
  code: Code;
  hint?: string;
}

function factsOf(status: number, { headers }: WireResponse): RefusalFacts {
  if (status === 403) {
    return {
      verb: 'the PBX answered 403, not allowed',
      code: 'CQ505',
      hint: 'the account lacks the permission, or the licence does not cover this',
    };
  }
  if (status === 429) {
    return {
      verb: 'the PBX still answers 429, too many requests',
      code: 'CQ506',
      hint: 'lower --parallelism or set --max-rps',
    };
  }
  if (status < 300) return { verb: `the PBX answered ${status}, and reported an error`, code: 'CQ501' };
  if (status >= 500) return { verb: `the PBX answered ${status}`, code: 'CQ503' };
  if (status >= 300 && status < 400) {
    const to = headers['location'] === undefined ? '' : ' to another address';
    return {
      verb: `the PBX answered ${status}, a redirect${to}, which is not followed`,
      code: 'CQ504',
      hint: 'write the address of the PBX itself as target.url',
    };
  }
  return { verb: `the PBX answered ${status}`, code: 'CQ501' };
}

const UNAUTHORIZED_HINTS: { readonly [kind in Credentials['kind']]: string } = {
  none: 'set CQCTL_TOKEN, or CQCTL_USERNAME and CQCTL_PASSWORD',
  // Worded without common token values, which would be redacted.
  token:
    'the PBX does not accept what CQCTL_TOKEN (or CQCTL_TOKEN_FILE) holds; it may be past its time. With CQCTL_USERNAME and CQCTL_PASSWORD instead, cqctl signs in by itself',
  password: 'the PBX gave a token for CQCTL_USERNAME but does not accept it here; check CQCTL_DOMAIN',
};

export function unauthorizedError(
  response: WireResponse,
  kind: Credentials['kind'],
  circumstances: Circumstances,
): ApiError {
  const { message, failure } = refusalError(response, circumstances);
  return new ApiError(message, failure, { code: 'CQ508', hint: UNAUTHORIZED_HINTS[kind] });
}

export function wrongAnswerError(wrong: WrongAnswer, status: number, circumstances: Circumstances): ApiError {
  return apiError(
    wrong.message,
    circumstances,
    { status },
    {
      code: 'CQ504',
      hint: 'check that target.url is the PBX itself and not something in front of it',
      cause: wrong,
    },
  );
}

export function noAnswerError(error: TransportError, circumstances: Circumstances): ApiError {
  const known = error instanceof KnownTransportError ? error : undefined;
  return apiError(
    error.message,
    circumstances,
    {},
    {
      code: known?.code ?? 'CQ502',
      cause: error,
      ...(known?.hint === undefined ? {} : { hint: known.hint }),
    },
  );
}

export function apiError(
  what: string,
  { method, path, attempts, unclear, redactor }: Circumstances,
  failure: Pick<ApiFailure, 'status' | 'errors'>,
  details: { code: Code; hint?: string; cause?: unknown },
): ApiError {
  const tries = attempts > 1 ? `, after ${attempts} attempts` : '';
  const doubt = unclear ? '; it is not known whether the PBX carried it out' : '';
  return new ApiError(
    redactor.redact(`${method} ${path}: ${what}${tries}${doubt}`),
    { method, path, attempts, unclear, ...failure },
    {
      code: details.code,
      ...(details.hint === undefined ? {} : { hint: details.hint }),
      ...(details.cause === undefined ? {} : { cause: details.cause }),
    },
  );
}
