/** The rate of a PBX that refuses too many requests a second without saying when to come again; on a clock of its own. */

import { describe, expect, it } from 'vitest';
import { createReader } from '../../../src/api/client.ts';
import { LearnedRate } from '../../../src/api/learned-rate.ts';
import { QUEUE } from '../../../src/kinds/queue.ts';
import { empty, json, queueLine } from '../../support/fake-pbx.ts';

/** Time that goes on to the next sleeper whenever nothing else is left to do. */
function createClock() {
  let time = 1_000_000;
  const sleepers: { at: number; wake(): void }[] = [];
  return {
    now: () => time,
    sleep: (ms: number) =>
      new Promise<void>((resolve) => {
        sleepers.push({ at: time + ms, wake: resolve });
      }),
    async runTo(end: Promise<unknown>) {
      let isOver = false;
      const over = () => {
        isOver = true;
      };
      end.then(over, over);
      for (;;) {
        await new Promise(setImmediate);
        if (isOver) return;
        sleepers.sort((a, b) => a.at - b.at);
        const next = sleepers.shift();
        if (next === undefined) throw new Error('everybody waits, and nobody sleeps');
        time = Math.max(time, next.at);
        next.wake();
      }
    },
  };
}

function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

type Limit = (rate: number, now: () => number) => () => boolean;

/** By the second of the clock, or by another span. */
const byWindow =
  (spanMs: number): Limit =>
  (count, now) => {
    let [window, used] = [-1, 0];
    return () => {
      const current = Math.floor(now() / spanMs);
      if (current !== window) [window, used] = [current, 0];
      return ++used <= count;
    };
  };
/** Any second, whenever it begins. */
const bySlidingSecond: Limit = (rate, now) => {
  const accepted: number[] = [];
  return () => {
    while (accepted[0] !== undefined && accepted[0] <= now() - 1000) accepted.shift();
    if (accepted.length >= rate) return false;
    accepted.push(now());
    return true;
  };
};
/** One after the other with the same distance, as nginx does without a burst. */
const byDistance: Limit = (rate, now) => {
  let next = 0;
  return () => {
    if (now() < next) return false;
    next = now() + 1000 / rate;
    return true;
  };
};
const byBucket: Limit = (rate, now) => {
  let [tokens, at] = [rate, now()];
  return () => {
    tokens = Math.min(rate, tokens + ((now() - at) * rate) / 1000);
    at = now();
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
};

async function read(
  count: number,
  { limit, rate, latencyMs = 5 }: { limit: Limit; rate: number; latencyMs?: number },
) {
  const { now, sleep, runTo } = createClock();
  const allows = limit(rate, now);
  const result = { seconds: 0, refused: 0, failed: 0 };
  const send = async () => {
    await sleep(latencyMs / 2);
    const isAllowed = allows();
    if (!isAllowed) result.refused += 1;
    await sleep(latencyMs / 2);
    return isAllowed ? json(queueLine('8000', 'q')) : empty(429);
  };
  const reader = createReader({
    transport: { keepsTime: true, send, close: async () => undefined },
    credentials: { kind: 'none' },
    parallelism: 16,
    timeoutMs: 60_000,
    random: numbers(7),
    now,
    sleep,
  });
  const beganAt = now();
  let next = 0;
  const work = async (): Promise<void> => {
    while (next++ < count) {
      await reader.get(QUEUE, 'q').catch(() => {
        result.failed += 1;
      });
    }
  };
  await runTo(Promise.all(Array.from({ length: 16 }, work)));
  result.seconds = (now() - beganAt) / 1000;
  return result;
}

describe('a PBX that takes 30 requests a second', () => {
  it.each<[string, Limit, number]>([
    ['by the second of the clock', byWindow(1000), 5],
    ['by the second of the clock, slow', byWindow(1000), 100],
    ['in any second', bySlidingSecond, 5],
    ['from a bucket', byBucket, 5],
    ['from a bucket, slow', byBucket, 100],
  ])('%s: 360 take about twelve seconds, and few are refused', async (_what, limit, latencyMs) => {
    const { seconds, refused, failed } = await read(360, { limit, rate: 30, latencyMs });
    expect(failed).toBe(0);
    expect(seconds).toBeGreaterThan(10.9);
    expect(seconds).toBeLessThan(14);
    expect(refused).toBeLessThan(45);
  });
});

it('a PBX that takes one request after the other, at a distance, is asked at no more than half as fast again', async () => {
  const { seconds, refused, failed } = await read(360, { limit: byDistance, rate: 30 });
  expect(failed).toBe(0);
  expect(seconds).toBeLessThan(24);
  expect(refused).toBeLessThan(45);
});

it('a limit by the minute is sat out, and what comes after it is not slow', async () => {
  const { seconds, failed } = await read(150, { limit: byWindow(60_000), rate: 100 });
  expect(failed).toBe(0);
  expect(seconds).toBeLessThan(75);
});

it('a PBX that refuses nothing is held back by nothing', async () => {
  const { seconds } = await read(1600, { limit: () => () => true, rate: 0 });
  expect(seconds).toBeCloseTo((1600 / 16) * 0.005, 3);
});

describe('what is learned', () => {
  const accept = (rate: LearnedRate, { from, to, count }: { from: number; to: number; count: number }) => {
    for (let index = 0; index < count; index += 1) rate.accept(from + ((to - from) * index) / count);
  };

  it('is nothing without a refusal, and then a little less than was answered in the last second', () => {
    const rate = new LearnedRate();
    accept(rate, { from: 10_000, to: 20_000, count: 1000 });
    expect(rate.current).toBeUndefined();
    rate.refuse(20_000);
    expect(rate.current).toBeGreaterThan(80);
    expect(rate.current).toBeLessThan(97);
  });

  it('falls by half of the share that was refused within a second, and not again for the same second', () => {
    const rate = new LearnedRate();
    accept(rate, { from: 0, to: 900, count: 99 });
    rate.refuse(900);
    expect(rate.current).toBeCloseTo(95, 9);
    for (let index = 0; index < 32; index += 1) rate.refuse(901 + index);
    // 33 of 132 were refused.
    expect(rate.current).toBeCloseTo(100 * (1 - 0.25 / 2), 9);
    // A second later nothing is accepted any more: no more than half counts, and half of that.
    rate.refuse(2950);
    expect(rate.current).toBeCloseTo((100 * (1 - 0.25 / 2)) / 4, 9);
  });

  it('never falls below a request in two seconds', () => {
    const rate = new LearnedRate();
    for (let at = 5000; at < 60_000; at += 2000) rate.refuse(at);
    expect(rate.current).toBe(0.5);
  });

  it('comes back to the rate that was refused, slows down there, and then leaves it behind', () => {
    const rate = new LearnedRate();
    accept(rate, { from: 0, to: 900, count: 100 });
    rate.refuse(900);
    const at = (ms: number): number => {
      rate.accept(900 + ms);
      return rate.current as number;
    };
    const [early, near, past, far] = [at(300), at(1700), at(3000), at(15_000)];
    expect(early).toBeGreaterThan(95);
    expect(early).toBeLessThan(99);
    expect(near).toBeGreaterThan(99.9);
    expect(near).toBeLessThan(101.1);
    expect(past).toBeLessThan(105);
    expect(far).toBeGreaterThan(500);
  });

  it('never falls without a refusal', () => {
    const rate = new LearnedRate();
    accept(rate, { from: 0, to: 900, count: 30 });
    rate.refuse(900);
    let last = 0;
    for (let ms = 901; ms < 8000; ms += 33) {
      rate.accept(ms);
      expect(rate.current).toBeGreaterThanOrEqual(last);
      last = rate.current as number;
    }
  });
});
