/**
 * One request under way, and the watch over all of them: their time limits and the signals that end them.
 *
 * Whether a failed request was sent is told by undici itself: it calls `onRequestStart` right before it writes to a
 * socket, so that what fails earlier (name, connection, TLS, proxy) certainly never reached the other side. Time limits are
 * kept by one timer for all requests: they all have the same limit, so the oldest is always the first to run out of it.
 */

import type { Dispatcher } from 'undici';
import type { WireRequest, WireResponse } from '../model/transport.ts';
import { MAX_ANSWER_BYTES, TransportError } from '../model/transport.ts';
import { timeoutError } from './deadline.ts';
import { proxyRefusal } from './proxy-failure.ts';
import type { Route } from './route.ts';
import { LastingTransportError, type Progress, translateFailure } from './transport-failure.ts';

interface ExchangeParts {
  route: Route;
  watch: RequestWatch;
  request: WireRequest;
  resolve(response: WireResponse): void;
  reject(error: Error): void;
}

export class Exchange implements Dispatcher.DispatchHandler {
  readonly beganAt = Date.now();
  readonly #parts: ExchangeParts;
  #controller: Dispatcher.DispatchController | undefined;
  #progress: Progress = 'not sent';
  isComplete = false;
  #status = 0;
  #headers: WireResponse['headers'] = {};
  #chunks: Buffer[] = [];
  #size = 0;

  constructor(parts: ExchangeParts) {
    this.#parts = parts;
  }

  get signal(): AbortSignal | undefined {
    return this.#parts.request.signal;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // Aborted while it waited for a connection: it must not be sent.
    if (this.isComplete) controller.abort(new Error('given up'));
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
    const limit = this.#parts.request.maxAnswerBytes ?? MAX_ANSWER_BYTES;
    if (this.#size > limit) {
      const words = `the answer is larger than ${describeSize(limit)}`;
      this.giveUp(new LastingTransportError(words, true, { code: 'CQ504' }));
      return;
    }
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    if (!this.#complete()) return;
    const { route } = this.#parts;
    // Only a proxy asks for a login with 407, and it has not passed the request on.
    if (this.#status === 407 && route.proxy !== undefined && !route.base.isTls) {
      this.#parts.reject(proxyRefusal(407, route));
      return;
    }
    const [only] = this.#chunks;
    const body = this.#chunks.length === 1 && only !== undefined ? only : Buffer.concat(this.#chunks);
    this.#parts.resolve({ status: this.#status, headers: this.#headers, body });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (!this.#complete()) return;
    this.#parts.reject(translateFailure(error, this.#progress, this.#parts.route));
  }

  giveUp(error: Error): void {
    if (!this.#complete()) return;
    this.#controller?.abort(error);
    this.#parts.reject(error);
  }

  expire(timeoutMs: number): void {
    const { proxy } = this.#parts.route;
    const through = proxy === undefined ? undefined : proxy.name;
    this.giveUp(timeoutError(timeoutMs, this.#progress !== 'not sent', through));
  }

  abort(): void {
    this.giveUp(new TransportError('the request was given up', this.#progress !== 'not sent'));
  }

  /** False when it was complete before. */
  #complete(): boolean {
    if (this.isComplete) return false;
    this.isComplete = true;
    this.#parts.watch.remove(this);
    return true;
  }
}

/** The exchanges under way, in the order in which they began. */
export class RequestWatch {
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

function describeSize(bytes: number): string {
  return bytes < 1024 * 1024 ? `${bytes / 1024} KiB` : `${bytes / 1024 / 1024} MiB`;
}
