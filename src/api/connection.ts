/**
 * One call of the API from beginning to end: a slot of the limiter, the token, the attempt, and the reaction to
 * failures. Only this file uses the transport.
 *
 * A successful request has a short path, since a plan makes tens of thousands of them: no closures, timers or history.
 * Those are created with the first failure.
 */

import { setTimeout as wait } from 'node:timers/promises';
import { sendInTime } from '../http/deadline.ts';
import {
  decideRetry,
  type History,
  parseRetryAfter,
  type Repeatability,
  startHistory,
  type Trouble,
} from '../http/retry-policy.ts';
import { LastingTransportError } from '../http/transport-failure.ts';
import { AbortedError, ApiError, type CqctlError, isNotFoundStatus } from '../model/errors.ts';
import { createRedactor, type Redactor } from '../model/redactor.ts';
import type { Transport, WireRequest, WireResponse } from '../model/transport.ts';
import { TransportError } from '../model/transport.ts';
import { parseJson, reportsErrors, WrongAnswer } from './answer.ts';
import type { ConnectionOptions } from './connection-options.ts';
import { apiError, noAnswerError, refusalError, unauthorizedError, wrongAnswerError } from './failure.ts';
import { innerSignal } from './inner-signal.ts';
import { Limiter } from './limiter.ts';
import { readObject, TOKEN } from './schema.ts';
import { createTokenKeeper, type Headers, PLAIN_HEADERS, TOKEN_PATH, type TokenKeeper } from './tokens.ts';

export interface Call<T> {
  method: 'GET' | 'POST';
  path: string;
  /** With its question mark. */
  query?: string;
  repeat: Repeatability;
  body?: string | Uint8Array;
  headers?: Headers;
  /** The answer's value; throws WrongAnswer. Only asked about 2xx. */
  read(response: WireResponse): T;
  /** What an unclear attempt has made after all; undefined when nothing. Needed by calls that create. */
  recover?(): Promise<T | undefined>;
  /** What the call comes to when its object is gone after an unclear attempt to destroy it. */
  gone?: { value: T };
}

export type Connection = Pick<OpenConnection, 'call' | 'patience' | 'redactor'>;

/** Sleeps that an abort ends, for callers with retries of their own. */
interface Patience {
  sleep(ms: number): Promise<void>;
  /** Before another attempt at what failed: an interrupt ends it too. */
  sleepBeforeRetry(ms: number): Promise<void>;
}

export function openConnection(options: ConnectionOptions): Connection {
  return new OpenConnection(options);
}

class OpenConnection {
  readonly redactor: Redactor = createRedactor();
  readonly patience: Patience;
  readonly #options: ConnectionOptions;
  readonly #transport: Transport;
  readonly #signal: AbortSignal | undefined;
  /** Ends the waits between attempts. */
  readonly #waitSignal: AbortSignal | undefined;
  readonly #limiter: Limiter;
  readonly #tokens: TokenKeeper;
  readonly #now: () => number;
  readonly #random: () => number;
  readonly #sleep: (ms: number, signal?: AbortSignal) => Promise<void>;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#transport = options.transport;
    this.#signal = innerSignal(options.signal);
    this.#waitSignal = innerSignal(options.signal, options.interrupt);
    this.#now = options.now ?? Date.now;
    this.#random = options.random ?? Math.random;
    this.#sleep = options.sleep ?? sleepFor;
    this.patience = {
      sleep: (ms) => this.#sleep(ms, this.#signal),
      sleepBeforeRetry: (ms) => this.#sleep(ms, this.#waitSignal),
    };
    this.#limiter = new Limiter({
      parallelism: options.parallelism,
      maxRps: options.maxRps,
      now: this.#now,
      sleep: this.#sleep,
      signal: this.#signal,
      interrupt: options.interrupt,
    });
    this.#tokens = createTokenKeeper({
      credentials: options.credentials,
      session: options.session,
      redactor: this.redactor,
      now: this.#now,
      ask: (form) => this.#call(tokenCall(form), true),
    });
  }

  /** Rejects with an ApiError or an AbortedError. */
  call<T>(call: Call<T>): Promise<T> {
    return this.#call(call, false);
  }

  /** A request for a token needs no token and no slot: the calls that wait for it hold the slots. */
  async #call<T>(call: Call<T>, isForToken: boolean): Promise<T> {
    const limiter = this.#limiter;
    let history: History | undefined;
    let isRenewed = false;
    for (;;) {
      if (!isForToken) {
        const room = limiter.enter();
        if (room !== undefined) await room;
      }
      const { epoch } = limiter;
      const begunAt = this.#now();
      let headers = PLAIN_HEADERS;
      let response: WireResponse | undefined;
      let error: unknown;
      try {
        if (!isForToken) {
          const current = this.#tokens.headers();
          headers = current instanceof Promise ? await current : current;
        }
        response = await this.#send(call, headers);
        if (response.status >= 200 && response.status < 300) {
          const value = call.read(response);
          limiter.grow();
          return value;
        }
      } catch (caught) {
        error = caught;
      } finally {
        if (!isForToken) limiter.leave();
      }

      history ??= startHistory();
      history.spentMs += this.#now() - begunAt;
      if (this.#signal?.aborted === true) throw new AbortedError();
      if (response?.status === 401 && !isForToken) {
        if (isRenewed) this.#tokens.giveUp(headers);
        else if (await this.#tokens.renew(headers)) {
          isRenewed = true;
          continue;
        }
      }
      const setback = this.#setbackOf(response, error);
      limiter.easeOff(setback.trouble, epoch);
      const done = await this.#recover(call, setback, history);
      if (done !== undefined) return done.value;
    }
  }

  #send<T>(call: Call<T>, headers: Headers): Promise<WireResponse> {
    const request: WireRequest = {
      method: call.method,
      path: call.query === undefined ? call.path : call.path + call.query,
      headers: call.headers === undefined ? headers : { ...headers, ...call.headers },
    };
    if (call.body !== undefined) request.body = call.body;
    if (this.#signal !== undefined) request.signal = this.#signal;
    return this.#transport.keepsTime === true
      ? this.#transport.send(request)
      : sendInTime(this.#transport, request, this.#options.timeoutMs);
  }

  /** Throws errors that are not failures of one attempt: bugs, and errors of the token's own call. */
  #setbackOf(response: WireResponse | undefined, error: unknown): Setback {
    if (error instanceof WrongAnswer && response !== undefined) {
      const { status } = response;
      if (reportsErrors(response)) {
        return {
          trouble: { type: 'status', status },
          reason: 'the answer reports errors',
          toError: (circumstances) => refusalError(response, circumstances),
        };
      }
      return {
        trouble: { type: 'garbled', lasting: error.lasting },
        reason: error.message,
        toError: (circumstances) => wrongAnswerError(error, status, circumstances),
      };
    }
    if (error instanceof TransportError) {
      return {
        trouble: { type: 'transport', sent: error.sent, lasting: error instanceof LastingTransportError },
        reason: error.message,
        toError: (circumstances) => noAnswerError(error, circumstances),
      };
    }
    if (error !== undefined || response === undefined) throw error;
    const { status } = response;
    const retryAfterMs = parseRetryAfter(response.headers['retry-after'], this.#now());
    const { kind } = this.#options.credentials;
    return {
      trouble: { type: 'status', status, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) },
      reason: `status ${status}`,
      toError: (circumstances) =>
        status === 401
          ? unauthorizedError(response, kind, circumstances)
          : refusalError(response, circumstances),
    };
  }

  /**
   * After a setback: returns the call's value if it succeeded after all, returns undefined to try again, or throws.
   */
  async #recover<T>(call: Call<T>, setback: Setback, history: History): Promise<{ value: T } | undefined> {
    const verdict = decideRetry(call.repeat, setback.trouble, history, this.#random);
    const { method, path } = call;
    if (verdict.action === 'fail') {
      const { attempts, unclear } = history;
      const failure = setback.toError({
        method,
        path,
        attempts,
        unclear,
        redactor: this.redactor,
        via: this.#transport.via,
      });
      if (!unclear) throw failure;
      if (call.gone !== undefined && isNotFound(setback.trouble)) return call.gone;
      // A refusal after an unclear attempt may be caused by what that attempt created.
      const value =
        call.recover === undefined ? undefined : await this.#lookUp(call.recover, call, history, failure);
      if (value === undefined) throw failure;
      return { value };
    }
    const { waitMs } = verdict;
    const reason = this.redactor.redact(setback.reason);
    this.#options.onRetry?.({ method, path, attempt: history.attempts, waitMs, reason });
    if (verdict.pauseAll) this.#limiter.pause(waitMs);
    await this.patience.sleepBeforeRetry(waitMs);
    if (!verdict.check || call.recover === undefined) return undefined;
    const value = await this.#lookUp(call.recover, call, history);
    return value === undefined ? undefined : { value };
  }

  async #lookUp<T>(
    recover: () => Promise<T | undefined>,
    { method, path }: Call<T>,
    { attempts, unclear }: History,
    first?: CqctlError,
  ): Promise<T | undefined> {
    try {
      return await recover();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (first !== undefined) throw first;
      throw apiError(
        `no clear answer, and looking for what it made failed too: ${error.message}`,
        { method, path, attempts, unclear, redactor: this.redactor },
        {},
        { code: error.code, cause: error, ...(error.hint === undefined ? {} : { hint: error.hint }) },
      );
    }
  }
}

/** What went wrong with one attempt. */
interface Setback {
  trouble: Trouble;
  reason: string;
  toError(circumstances: Parameters<typeof refusalError>[1]): ApiError;
}

function isNotFound(trouble: Trouble): boolean {
  return trouble.type === 'status' && isNotFoundStatus(trouble.status);
}

function tokenCall(form: string): Call<ReturnType<typeof readObject>> {
  return {
    method: 'POST',
    path: TOKEN_PATH,
    repeat: 'write',
    body: form,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    read: (response) => readObject(TOKEN, parseJson(response)),
  };
}

async function sleepFor(ms: number, signal?: AbortSignal): Promise<void> {
  try {
    await wait(ms, undefined, signal === undefined ? {} : { signal });
  } catch {
    throw new AbortedError();
  }
}
