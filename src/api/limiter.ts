/**
 * How many requests are under way at once, and how many begin in a second.
 *
 * The limit is halved when the PBX says that it is too much, once for all the requests that were under way then, and
 * grows by one for each limit's worth of answers: the way TCP finds its rate. A pause holds everybody back; who waits is
 * served in order. Entering costs nothing while there is room: no promise, no clock.
 */

import { AbortedError } from '../model/errors.ts';

export interface LimiterOptions {
  parallelism: number;
  maxRps: number | undefined;
  now: () => number;
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  signal: AbortSignal | undefined;
}

interface Waiter {
  resolve(): void;
  reject(error: unknown): void;
}

/** Starts that were missed because a timer came late may be caught up on, for this share of a second. */
const CATCH_UP_SECONDS = 0.02;

export class Limiter {
  /** Grows with each halving; a request says by it how much it knew of them when it began. */
  epoch = 0;
  readonly #options: LimiterOptions;
  readonly #waiters: Waiter[] = [];
  #limit: number;
  #inUse = 0;
  #pausedUntil = 0;
  #tokens = 1;
  #refilledAt: number;
  #isTimerSet = false;

  constructor(options: LimiterOptions) {
    this.#options = options;
    this.#limit = options.parallelism;
    this.#refilledAt = options.now();
    options.signal?.addEventListener('abort', () => this.#rejectAll(), { once: true });
  }

  /** Undefined when there is room at once. Every entry is followed by one `leave`. */
  enter(): Promise<void> | undefined {
    if (this.#options.signal?.aborted === true) return Promise.reject(new AbortedError());
    if (this.#waiters.length === 0 && this.#millisecondsToRoom() === 0) {
      this.#take();
      return undefined;
    }
    return new Promise((resolve, reject) => {
      this.#waiters.push({ resolve, reject });
      this.#pump();
    });
  }

  leave(): void {
    this.#inUse -= 1;
    if (this.#waiters.length > 0) this.#pump();
  }

  /** An answer that shows no overload. */
  grow(): void {
    if (this.#limit < this.#options.parallelism) {
      this.#limit = Math.min(this.#options.parallelism, this.#limit + 1 / this.#limit);
    }
  }

  /** An answer that does, to a request that began in `epoch`. */
  shrink(epoch: number): void {
    if (epoch !== this.epoch) return;
    this.epoch += 1;
    this.#limit = Math.max(1, Math.floor(this.#limit / 2));
  }

  /** Nobody begins before `ms` from now. */
  pause(ms: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#options.now() + ms);
  }

  /** Requests at once that are allowed now. */
  get limit(): number {
    return Math.floor(this.#limit);
  }

  #take(): void {
    this.#inUse += 1;
    if (this.#options.maxRps !== undefined) this.#tokens -= 1;
  }

  /** 0: now; undefined: when somebody leaves. */
  #millisecondsToRoom(): number | undefined {
    if (this.#inUse >= Math.floor(this.#limit)) return undefined;
    if (this.#pausedUntil === 0 && this.#options.maxRps === undefined) return 0;
    const now = this.#options.now();
    const pausedMs = this.#pausedUntil - now;
    if (pausedMs > 0) return pausedMs;
    this.#pausedUntil = 0;
    return this.#millisecondsToToken(now);
  }

  #millisecondsToToken(now: number): number {
    const { maxRps } = this.#options;
    if (maxRps === undefined) return 0;
    const capacity = Math.max(1, maxRps * CATCH_UP_SECONDS);
    const earned = (Math.max(0, now - this.#refilledAt) * maxRps) / 1000;
    this.#tokens = Math.min(capacity, this.#tokens + earned);
    this.#refilledAt = now;
    // A hair less than a whole token is one: sums of fractions do not come out even.
    return this.#tokens >= 1 - 1e-6 ? 0 : Math.max(1, Math.ceil(((1 - this.#tokens) * 1000) / maxRps));
  }

  #pump(): void {
    while (this.#waiters.length > 0) {
      const ms = this.#millisecondsToRoom();
      if (ms !== 0) {
        if (ms !== undefined) this.#wakeAfter(ms);
        return;
      }
      this.#take();
      this.#waiters.shift()?.resolve();
    }
  }

  #wakeAfter(ms: number): void {
    if (this.#isTimerSet) return;
    this.#isTimerSet = true;
    const wake = (): void => {
      this.#isTimerSet = false;
      this.#pump();
    };
    // When the sleep is aborted, the signal has emptied the queue already.
    this.#options.sleep(ms, this.#options.signal).then(wake, wake);
  }

  #rejectAll(): void {
    for (const waiter of this.#waiters.splice(0)) waiter.reject(new AbortedError());
  }
}
