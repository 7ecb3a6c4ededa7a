/**
 * Requests to a server that keeps state: each with a deadline, none that follows a redirect, which would carry the
 * credentials elsewhere. What can safely be asked again is, when no answer came.
 */

import { setTimeout as delay } from 'node:timers/promises';
import { AbortedError, StateError } from '../model/errors.ts';

export type StateCredentials =
  | { kind: 'none' }
  | { kind: 'token'; token: string }
  | { kind: 'basic'; username: string; password: string };

export interface HttpOptions {
  credentials: StateCredentials;
  /** For one request. */
  timeoutMs: number;
}

export interface HttpAnswer {
  status: number;
  text: string;
}

/** After an answer that did not come, or that asks to come again. */
const PAUSES_MS = [500, 1500, 4000];
const COME_AGAIN = new Set([429, 500, 502, 503, 504]);
/** A state document of 10,000 queues has some megabytes. */
const MAX_BYTES = 256 * 1024 * 1024;

export class StateHttpClient {
  readonly #headers: { [name: string]: string };
  readonly #timeoutMs: number;

  constructor({ credentials, timeoutMs }: HttpOptions) {
    this.#timeoutMs = timeoutMs;
    this.#headers = { accept: 'application/json', ...authorizationOf(credentials) };
  }

  /** Any status below 500 but a redirect and a refusal of the credentials; everything else is thrown. */
  async send(
    method: string,
    address: string,
    options: { body?: string; lockId?: string; signal?: AbortSignal } = {},
  ): Promise<HttpAnswer> {
    const url = new URL(address);
    if (options.lockId !== undefined) url.searchParams.set('ID', options.lockId);
    for (let attempt = 0; ; attempt++) {
      const outcome = await this.#try(method, url, options);
      if ('status' in outcome && !COME_AGAIN.has(outcome.status)) {
        return demandUsable(outcome, method, url);
      }
      const pauseMs = PAUSES_MS[attempt];
      if (pauseMs === undefined) throw unanswered(method, url, outcome);
      await delay(pauseMs, undefined, options.signal === undefined ? {} : { signal: options.signal }).catch(
        () => {
          throw new AbortedError();
        },
      );
    }
  }

  async #try(
    method: string,
    url: URL,
    { body, signal }: { body?: string; signal?: AbortSignal },
  ): Promise<HttpAnswer | { failure: unknown }> {
    const deadline = AbortSignal.timeout(this.#timeoutMs);
    try {
      const response = await fetch(url, {
        method,
        redirect: 'manual',
        signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
        headers:
          body === undefined ? this.#headers : { ...this.#headers, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body }),
      });
      const bytes = await response.arrayBuffer();
      if (bytes.byteLength > MAX_BYTES) return { failure: new Error('the answer is too large') };
      return { status: response.status, text: new TextDecoder().decode(bytes) };
    } catch (failure) {
      if (signal?.aborted === true) throw new AbortedError();
      return { failure };
    }
  }
}

function authorizationOf(credentials: StateCredentials): { [name: string]: string } {
  if (credentials.kind === 'none') return {};
  if (credentials.kind === 'token') return { authorization: `Bearer ${credentials.token}` };
  const pair = Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64');
  return { authorization: `Basic ${pair}` };
}

/** The address without what may be secret in it. */
export function shownAddress(url: URL | string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

function demandUsable(answer: HttpAnswer, method: string, url: URL): HttpAnswer {
  const { status } = answer;
  const what = `${method} ${shownAddress(url)}: ${status}`;
  if (status === 401 || status === 403) {
    throw new StateError(`the state's server refuses the credentials (${what})`, {
      code: 'CQ605',
      hint: 'set CQCTL_STATE_TOKEN, or CQCTL_STATE_USERNAME and CQCTL_STATE_PASSWORD',
    });
  }
  if (status >= 300 && status < 400) {
    throw new StateError(`the state's server sends elsewhere (${what})`, {
      code: 'CQ605',
      hint: 'write the address that it sends to; credentials are not taken along',
    });
  }
  return answer;
}

function unanswered(method: string, url: URL, outcome: HttpAnswer | { failure: unknown }): StateError {
  const what = `${method} ${shownAddress(url)}`;
  if ('status' in outcome) {
    const message = `the state's server fails (${what}: ${outcome.status})`;
    return new StateError(message, { code: 'CQ605', hint: 'try again later; nothing was lost' });
  }
  const { failure } = outcome;
  const cause = failure instanceof Error && failure.cause instanceof Error ? failure.cause : failure;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new StateError(`the state's server does not answer (${what}: ${reason})`, {
    code: 'CQ605',
    hint: 'check the address under `state`, and that the server can be reached from here',
    cause: failure,
  });
}
