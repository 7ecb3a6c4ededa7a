/**
 * How many requests are under way at once, and how many begin in a second.
 *
 * Like TCP, the limit is halved when the PBX reports overload, once for all requests running at that time, and grows by
 * one for each limit's worth of answers. The rate is bounded by the user's setting and by what the PBX turned out to
 * accept. A pause stops all new requests; waiting ones start in order. While there is room, entering costs no promise
 * and no clock.
 */

import type { Trouble } from '../http/retry-policy.ts';
import { AbortedError } from '../model/errors.ts';
import { innerSignal } from './inner-signal.ts';
import { LearnedRate } from './learned-rate.ts';

export interface LimiterOptions {
  parallelism: number;
  maxRps: number | undefined;
  now: () => number;
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  signal: AbortSignal | undefined;
  /** Once it fires nobody waits for the end of a pause any more, nor for a rate that the user did not set. */
  interrupt?: AbortSignal | undefined;
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
  readonly #waitSignal: AbortSignal | undefined;
  readonly #waiters: Waiter[] = [];
  #limit: number;
  #inUse = 0;
  #pausedUntil = 0;
  readonly #learned = new LearnedRate();
  #tokens = 1;
  #refilledAt: number;
  #isTimerSet = false;

  constructor(options: LimiterOptions) {
    this.#options = options;
    this.#limit = options.parallelism;
    this.#refilledAt = options.now();
    this.#waitSignal = innerSignal(options.signal, options.interrupt);
    options.signal?.addEventListener('abort', () => this.#rejectAll(), { once: true });
    options.interrupt?.addEventListener('abort', () => this.#endPause(), { once: true });
  }

  /** Undefined when there is room at once. Every entry is followed by one `leave`. */
  enter(): Promise<void> | undefined {
    const { signal, interrupt } = this.#options;
    if (signal?.aborted === true) return Promise.reject(new AbortedError());
    if (interrupt?.aborted === true && this.#isPaused()) return Promise.reject(new AbortedError());
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
    this.#learned.accept(this.#options.now());
    if (this.#limit < this.#options.parallelism) {
      this.#limit = Math.min(this.#options.parallelism, this.#limit + 1 / this.#limit);
    }
  }

  /** Adjusts the limits after a failed request that began in `epoch`. */
  easeOff(trouble: Trouble, epoch: number): void {
    if (trouble.type !== 'status' || (trouble.status !== 429 && trouble.status !== 503)) return;
    this.shrink(epoch);
    if (trouble.status === 429 && (trouble.retryAfterMs ?? 0) === 0) this.slowDown();
  }

  /** An answer that shows overload, to a request that began in `epoch`. */
  shrink(epoch: number): void {
    if (epoch !== this.epoch) return;
    this.epoch += 1;
    this.#limit = Math.max(1, Math.floor(this.#limit / 2));
  }

  /** An answer that says there are too many requests a second, and not when to come again. */
  slowDown(): void {
    const now = this.#options.now();
    const before = this.#rate;
    this.#learned.refuse(now);
    if (before !== undefined) return;
    this.#tokens = 0;
    this.#refilledAt = now;
  }

  /** Nobody begins before `ms` from now. */
  pause(ms: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#options.now() + ms);
    if (this.#options.interrupt?.aborted === true) this.#endPause();
  }

  /** Requests at once that are allowed now. */
  get limit(): number {
    return Math.floor(this.#limit);
  }

  #take(): void {
    this.#inUse += 1;
    if (this.#rate !== undefined) this.#tokens -= 1;
  }

  /** Requests a second that may begin now; undefined: any number. */
  get #rate(): number | undefined {
    const { maxRps, interrupt } = this.#options;
    const { current } = this.#learned;
    if (current === undefined || interrupt?.aborted === true) return maxRps;
    return maxRps === undefined ? current : Math.min(maxRps, current);
  }

  #isPaused(): boolean {
    return this.#pausedUntil > 0 && this.#options.now() < this.#pausedUntil;
  }

  /** 0: now; undefined: when somebody leaves. */
  #millisecondsToRoom(): number | undefined {
    if (this.#inUse >= Math.floor(this.#limit)) return undefined;
    if (this.#pausedUntil === 0 && this.#rate === undefined) return 0;
    const now = this.#options.now();
    const pausedMs = this.#pausedUntil - now;
    if (pausedMs > 0) return pausedMs;
    this.#pausedUntil = 0;
    return this.#millisecondsToToken(now);
  }

  #millisecondsToToken(now: number): number {
    const rate = this.#rate;
    if (rate === undefined) return 0;
    // What limits without a burst refuses every second start that was caught up on.
    const capacity = rate === this.#options.maxRps ? Math.max(1, rate * CATCH_UP_SECONDS) : 1;
    const earned = (Math.max(0, now - this.#refilledAt) * rate) / 1000;
    this.#tokens = Math.min(capacity, this.#tokens + earned);
    this.#refilledAt = now;
    // A hair less than a whole token is one: sums of fractions do not come out even.
    return this.#tokens >= 1 - 1e-6 ? 0 : Math.max(1, Math.ceil(((1 - this.#tokens) * 1000) / rate));
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
    const { signal, interrupt } = this.#options;
    // An interrupt shortens what is waited for, and a sleep that went on regardless would keep the process.
    const until = interrupt?.aborted === true ? signal : this.#waitSignal;
    this.#options.sleep(ms, until).then(wake, wake);
  }

  /** An interrupted run has no time for it: who waits for its end is sent away, who waits for another reason goes on. */
  #endPause(): void {
    if (this.#isPaused()) this.#rejectAll();
    else this.#pump();
  }

  #rejectAll(): void {
    for (const waiter of this.#waiters.splice(0)) waiter.reject(new AbortedError());
  }
}
