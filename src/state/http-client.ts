/**
 * Requests to a state server. They use the same connections and retry rules as requests to the PBX, with their own
 * limits. Redirects are not followed, because they would send the credentials elsewhere.
 *
 * An interrupt aborts reads. It does not abort writes or unlocks: it ends the wait before their next attempt, and that
 * attempt is the last.
 */

import { setTimeout as delay } from 'node:timers/promises';
import { createHttpTransport, type HttpTransportOptions } from '../http/http-transport.ts';
import { STATE_SERVER } from '../http/peer.ts';
import {
  decideRetry,
  parseRetryAfter,
  type RetryLimits,
  type RetryNotice,
  startHistory,
  type Trouble,
} from '../http/retry-policy.ts';
import { LastingTransportError } from '../http/transport-failure.ts';
import { AbortedError, StateError } from '../model/errors.ts';
import { type Transport, TransportError, type WireRequest, type WireResponse } from '../model/transport.ts';
import { UnansweredError } from './http-failure.ts';

export type StateCredentials =
  | { kind: 'none' }
  | { kind: 'token'; token: string }
  | { kind: 'basic'; username: string; password: string };

export interface HttpOptions {
  credentials: StateCredentials;
  /** `timeoutMs` is for one attempt. */
  wire: Omit<HttpTransportOptions, 'url' | 'peer' | 'connections'>;
  /** The interrupt of the run. */
  signal?: AbortSignal;
  onRetry?(notice: RetryNotice): void;
  /** From 0 to below 1. */
  random?: () => number;
}

export interface HttpAnswer {
  status: number;
  text: string;
}

interface SendOptions {
  body?: string;
  lockId?: string;
  /** Aborts the request at once. */
  signal?: AbortSignal;
  maxAnswerBytes?: number;
}

/** State servers usually recover, and a write that is given up is missing in the next run. */
const LIMITS: RetryLimits = {
  attempts: { connection: 5, gateway: 6, limit: 20, failure: 4, garbled: 1 },
  spentMs: 60_000,
};
/** A state document of 10,000 queues has some megabytes. */
const MAX_STATE_BYTES = 256 * 1024 * 1024;
/** The lock is checked while the state is written. */
const CONNECTIONS = 2;
/** The wait before the last attempt of an interrupted request. */
const LAST_PAUSE_MS = 1000;

export class StateHttpClient {
  readonly #options: HttpOptions;
  readonly #headers: { readonly [name: string]: string };
  /** By origin: the lock may be on another server than the state. */
  readonly #transports = new Map<string, Transport>();

  constructor(options: HttpOptions) {
    this.#options = options;
    this.#headers = {
      accept: 'application/json',
      'accept-encoding': 'identity',
      'user-agent': 'cqctl',
      ...authorizationOf(options.credentials),
    };
  }

  /** Returns any status below 500 except 429, redirects and refused credentials, which throw. */
  async send(method: string, address: string, options: SendOptions = {}): Promise<HttpAnswer> {
    const url = new URL(address);
    if (options.lockId !== undefined) url.searchParams.set('ID', options.lockId);
    const { onRetry, random = Math.random } = this.#options;
    const request = this.#requestFor(method, url, options);
    const transport = this.#transportTo(url.origin);
    const path = shownAddress(url);
    const history = startHistory();
    let isLast = false;
    for (;;) {
      const begunMs = Date.now();
      const outcome = await attempt(transport, request);
      history.spentMs += Date.now() - begunMs;
      const trouble = troubleOf(outcome);
      if (trouble === undefined) return assertUsable(outcome as WireResponse, method, url);
      if (options.signal?.aborted === true) throw new AbortedError();
      const verdict = decideRetry(method === 'GET' ? 'read' : 'write', trouble, history, random, LIMITS);
      if (verdict.action === 'fail' || isLast)
        throw new UnansweredError(`${method} ${path}`, outcome, history);
      const { waitMs } = verdict;
      const reason = outcome instanceof TransportError ? outcome.message : `status ${outcome.status}`;
      onRetry?.({ method, path, attempt: history.attempts, waitMs, reason });
      isLast = await this.#pause(waitMs, options.signal);
    }
  }

  #requestFor(method: string, url: URL, { body, signal, maxAnswerBytes }: SendOptions): WireRequest {
    return {
      method,
      path: url.pathname + url.search,
      headers: body === undefined ? this.#headers : { ...this.#headers, 'content-type': 'application/json' },
      maxAnswerBytes: maxAnswerBytes ?? MAX_STATE_BYTES,
      ...(body === undefined ? {} : { body }),
      ...(signal === undefined ? {} : { signal }),
    };
  }

  #transportTo(origin: string): Transport {
    const transport =
      this.#transports.get(origin) ??
      createHttpTransport({
        ...this.#options.wire,
        url: origin,
        peer: STATE_SERVER,
        connections: CONNECTIONS,
      });
    this.#transports.set(origin, transport);
    return transport;
  }

  /** Whether the next attempt is the last, because the run was interrupted. */
  async #pause(ms: number, given: AbortSignal | undefined): Promise<boolean> {
    if (given !== undefined) {
      await delay(ms, undefined, { signal: given }).catch(() => {
        throw new AbortedError();
      });
      return false;
    }
    const interrupt = this.#options.signal;
    if (interrupt === undefined) {
      await delay(ms);
      return false;
    }
    if (interrupt.aborted) await delay(Math.min(ms, LAST_PAUSE_MS));
    // The sleep only rejects at an interrupt.
    else await delay(ms, undefined, { signal: interrupt }).catch(() => undefined);
    return interrupt.aborted;
  }
}

async function attempt(transport: Transport, request: WireRequest): Promise<WireResponse | TransportError> {
  try {
    return await transport.send(request);
  } catch (error) {
    if (error instanceof TransportError) return error;
    throw error;
  }
}

function troubleOf(outcome: WireResponse | TransportError): Trouble | undefined {
  if (outcome instanceof TransportError) {
    return { type: 'transport', sent: outcome.sent, lasting: outcome instanceof LastingTransportError };
  }
  const { status, headers } = outcome;
  if (status < 500 && status !== 429) return undefined;
  const retryAfterMs = parseRetryAfter(headers['retry-after'], Date.now());
  return { type: 'status', status, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}

function authorizationOf(credentials: StateCredentials): { [name: string]: string } {
  if (credentials.kind === 'none') return {};
  if (credentials.kind === 'token') return { authorization: `Bearer ${credentials.token}` };
  const pair = Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64');
  return { authorization: `Basic ${pair}` };
}

/** The address without its possible secrets. */
export function shownAddress(url: URL | string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

function assertUsable({ status, body }: WireResponse, method: string, url: URL): HttpAnswer {
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
  return { status, text: new TextDecoder().decode(body) };
}
