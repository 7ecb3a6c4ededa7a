/**
 * Requests over HTTP, on kept-alive connections, one request at a time on each.
 *
 * Whether a failed request was sent is told by undici itself: it calls `onRequestStart` right before it writes to a
 * socket, so that what fails earlier (name, connection, TLS, proxy) certainly never reached the PBX. Time limits are kept
 * by one timer for all requests: they all have the same limit, so the oldest is always the first to run out of it.
 */

import type { Dispatcher } from 'undici';
import Pool from 'undici/lib/dispatcher/pool.js';
import type { Transport, WireRequest, WireResponse } from '../model/transport.ts';
import { MAX_ANSWER_BYTES, TransportError } from '../model/transport.ts';
import { type BaseUrl, parseBaseUrl } from './base-url.ts';
import { tooLate } from './deadline.ts';
import { createDispatcher } from './dispatcher.ts';
import { LastingTransportError, type Progress, translateFailure } from './transport-failure.ts';

export interface HttpTransportOptions {
  /** With scheme, host and port; a path in front of `/api` is kept. */
  url: string;
  /** Certificates in PEM, in place of the authorities that the machine trusts: who names some says whom to trust. */
  ca?: string;
  /** For a whole request. */
  timeoutMs: number;
  /** At most. */
  connections: number;
  /** Where HTTPS_PROXY, HTTP_PROXY and NO_PROXY are looked up. */
  proxyEnv: { readonly [name: string]: string | undefined };
  onWarning(message: string): void;
}

/** Opens no connection yet. Throws an EnvironmentError for an address or a proxy that cannot be used. */
export function createHttpTransport(options: HttpTransportOptions): Transport {
  const base = parseBaseUrl(options.url);
  const dispatcher = createDispatcher(base, options);
  if (!base.isTls && !base.isLoopback) {
    options.onWarning(
      `${base.origin} is plain http: passwords, tokens and everything else can be read on the way; use https`,
    );
  }
  return createTransportOver(dispatcher, base, options.timeoutMs);
}

export function createTransportOver(dispatcher: Dispatcher, base: BaseUrl, timeoutMs: number): Transport {
  const watch = new Watch(timeoutMs);
  const isPool = dispatcher instanceof Pool;
  return {
    keepsTime: true,
    send: (request) =>
      new Promise((resolve, reject) => {
        const exchange = new Exchange({ base, watch, signal: request.signal, resolve, reject });
        if (request.signal?.aborted === true) {
          exchange.giveUp(new TransportError('the request was given up before it was sent', false));
          return;
        }
        watch.add(exchange);
        dispatcher.dispatch(
          {
            origin: base.origin,
            path: base.prefix === '' ? request.path : base.prefix + request.path,
            method: request.method,
            // Through a proxy undici adds the host to what it is given, so it gets a copy.
            headers: isPool ? (request.headers as Record<string, string>) : { ...request.headers },
            body: request.body ?? null,
          },
          exchange,
        );
      }),
    close: async () => {
      watch.stop();
      // Not `close`, which would wait for answers that nobody wants any more.
      await dispatcher.destroy();
    },
  };
}

interface ExchangeParts {
  base: BaseUrl;
  watch: Watch;
  signal: WireRequest['signal'];
  resolve(response: WireResponse): void;
  reject(error: TransportError): void;
}

class Exchange implements Dispatcher.DispatchHandler {
  readonly beganAt = Date.now();
  readonly #parts: ExchangeParts;
  #controller: Dispatcher.DispatchController | undefined;
  #progress: Progress = 'not sent';
  #isSettled = false;
  #status = 0;
  #headers: WireResponse['headers'] = {};
  #chunks: Buffer[] = [];
  #size = 0;

  constructor(parts: ExchangeParts) {
    this.#parts = parts;
  }

  get signal(): AbortSignal | undefined {
    return this.#parts.signal;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // Given up while it waited for a connection: it must not be sent after all.
    if (this.#isSettled) controller.abort(new Error('given up'));
    else this.#progress = 'sent';
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: { [name: string]: string | string[] | undefined },
  ): void {
    // A 1xx announces the real answer.
    if (status < 200) return;
    this.#progress = 'answer begun';
    this.#status = status;
    this.#headers = flatten(headers);
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#size += chunk.length;
    if (this.#size > MAX_ANSWER_BYTES) {
      const limit = `${MAX_ANSWER_BYTES / 1024 / 1024} MiB`;
      this.giveUp(new LastingTransportError(`the answer is larger than ${limit}`, true, { code: 'CQ504' }));
      return;
    }
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    if (!this.#settle()) return;
    const [only] = this.#chunks;
    const body = this.#chunks.length === 1 && only !== undefined ? only : Buffer.concat(this.#chunks);
    this.#parts.resolve({ status: this.#status, headers: this.#headers, body });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (!this.#settle()) return;
    this.#parts.reject(translateFailure(error, this.#progress, this.#parts.base.host));
  }

  giveUp(error: TransportError): void {
    if (!this.#settle()) return;
    this.#controller?.abort(error);
    this.#parts.reject(error);
  }

  expire(timeoutMs: number): void {
    this.giveUp(tooLate(timeoutMs, this.#progress !== 'not sent'));
  }

  abort(): void {
    this.giveUp(new TransportError('the request was given up', this.#progress !== 'not sent'));
  }

  /** False when it was settled before. */
  #settle(): boolean {
    if (this.#isSettled) return false;
    this.#isSettled = true;
    this.#parts.watch.remove(this);
    return true;
  }
}

/** The exchanges under way, in the order in which they began. */
class Watch {
  readonly #timeoutMs: number;
  readonly #exchanges = new Set<Exchange>();
  readonly #signals = new WeakSet<AbortSignal>();
  #timer: NodeJS.Timeout | undefined;

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  add(exchange: Exchange): void {
    this.#exchanges.add(exchange);
    if (this.#timer === undefined) this.#arm(this.#timeoutMs);
    const { signal } = exchange;
    if (signal !== undefined && !this.#signals.has(signal)) this.#listen(signal);
  }

  remove(exchange: Exchange): void {
    this.#exchanges.delete(exchange);
  }

  stop(): void {
    clearTimeout(this.#timer);
    for (const exchange of [...this.#exchanges]) exchange.abort();
  }

  /** One listener for all the requests that share a signal. */
  #listen(signal: AbortSignal): void {
    this.#signals.add(signal);
    const onAbort = (): void => {
      for (const exchange of [...this.#exchanges]) {
        if (exchange.signal === signal) exchange.abort();
      }
    };
    signal.addEventListener('abort', onAbort, { once: true });
  }

  #arm(ms: number): void {
    this.#timer = setTimeout(() => this.#expireOld(), ms);
    // What keeps the process alive is the socket; a finished run need not wait for this.
    this.#timer.unref();
  }

  #expireOld(): void {
    this.#timer = undefined;
    for (const exchange of [...this.#exchanges]) {
      const leftMs = exchange.beganAt + this.#timeoutMs - Date.now();
      if (leftMs > 0) {
        this.#arm(leftMs);
        return;
      }
      exchange.expire(this.#timeoutMs);
    }
  }
}

/** A repeated header is one with commas. */
function flatten(headers: { [name: string]: string | string[] | undefined }): WireResponse['headers'] {
  for (const name in headers) {
    const value = headers[name];
    if (Array.isArray(value)) headers[name] = value.join(', ');
  }
  return headers as WireResponse['headers'];
}
