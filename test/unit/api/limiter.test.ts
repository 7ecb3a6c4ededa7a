import { describe, expect, it } from 'vitest';
import { Limiter } from '../../../src/api/limiter.ts';
import { AbortedError } from '../../../src/model/errors.ts';

/** Sleeps end when the clock is moved on to their end. */
function createClock() {
  let time = 0;
  const sleepers: { at: number; wake(): void }[] = [];
  return {
    now: () => time,
    sleep: (ms: number) =>
      new Promise<void>((resolve) => {
        sleepers.push({ at: time + ms, wake: resolve });
      }),
    async advance(ms: number) {
      const end = time + ms;
      for (;;) {
        await settle();
        sleepers.sort((a, b) => a.at - b.at);
        const next = sleepers[0];
        if (next === undefined || next.at > end) break;
        sleepers.shift();
        time = Math.max(time, next.at);
        next.wake();
      }
      time = end;
    },
  };
}

async function settle() {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

function createLimiter(options: { parallelism?: number; maxRps?: number; signal?: AbortSignal } = {}) {
  const clock = createClock();
  const limiter = new Limiter({
    parallelism: options.parallelism ?? 4,
    maxRps: options.maxRps,
    now: clock.now,
    sleep: clock.sleep,
    signal: options.signal,
  });
  return { clock, limiter };
}

describe('parallelism', () => {
  it('lets in without waiting while there is room, then in order', async () => {
    const { limiter } = createLimiter({ parallelism: 2 });
    expect(limiter.enter()).toBeUndefined();
    expect(limiter.enter()).toBeUndefined();
    const order: string[] = [];
    const waiting = ['a', 'b', 'c'].map((name) => limiter.enter()?.then(() => order.push(name)));
    await settle();
    expect(order).toEqual([]);
    limiter.leave();
    await settle();
    expect(order).toEqual(['a']);
    limiter.leave();
    limiter.leave();
    await Promise.all(waiting);
    expect(order).toEqual(['a', 'b', 'c']);
  });

  it('halves once for all the requests of one burst, down to one, and grows back by one a round', () => {
    const { limiter } = createLimiter({ parallelism: 16 });
    const before = limiter.epoch;
    for (let n = 0; n < 16; n += 1) limiter.shrink(before);
    expect(limiter.limit).toBe(8);
    for (let n = 0; n < 10; n += 1) limiter.shrink(limiter.epoch);
    expect(limiter.limit).toBe(1);
    limiter.grow();
    expect(limiter.limit).toBe(2);
    limiter.grow();
    expect(limiter.limit).toBe(2);
    limiter.grow();
    limiter.grow();
    expect(limiter.limit).toBe(3);
    for (let n = 0; n < 1000; n += 1) limiter.grow();
    expect(limiter.limit).toBe(16);
  });

  it('holds back newcomers until the halved limit has room', async () => {
    const { limiter } = createLimiter({ parallelism: 4 });
    for (let n = 0; n < 4; n += 1) void limiter.enter();
    limiter.shrink(limiter.epoch);
    let isIn = false;
    void limiter.enter()?.then(() => {
      isIn = true;
    });
    limiter.leave();
    limiter.leave();
    await settle();
    expect(isIn).toBe(false);
    limiter.leave();
    await settle();
    expect(isIn).toBe(true);
  });
});

describe('pause', () => {
  it('holds everybody back until its end, the longest one counting', async () => {
    const { limiter, clock } = createLimiter();
    limiter.pause(1000);
    limiter.pause(300);
    let begun = 0;
    for (let n = 0; n < 3; n += 1) {
      void limiter.enter()?.then(() => {
        begun += 1;
      });
    }
    await clock.advance(999);
    expect(begun).toBe(0);
    await clock.advance(1);
    expect(begun).toBe(3);
    expect(limiter.enter()).toBeUndefined();
  });

  it('can be prolonged while it lasts', async () => {
    const { limiter, clock } = createLimiter();
    limiter.pause(100);
    let isIn = false;
    void limiter.enter()?.then(() => {
      isIn = true;
    });
    await clock.advance(50);
    limiter.pause(100);
    await clock.advance(99);
    expect(isIn).toBe(false);
    await clock.advance(1);
    expect(isIn).toBe(true);
  });
});

describe('requests a second', () => {
  it.each([0.5, 1, 7, 100, 1000])('at %s, no second sees more and time is not wasted', async (maxRps) => {
    const { limiter, clock } = createLimiter({ parallelism: 10_000, maxRps });
    const starts: number[] = [];
    const wanted = Math.ceil(maxRps * 3);
    for (let n = 0; n < wanted; n += 1) {
      const room = limiter.enter();
      if (room === undefined) starts.push(clock.now());
      else void room.then(() => starts.push(clock.now()));
    }
    await clock.advance(4000);
    // Whoever begins early may catch up on a few hundredths of a second, no more.
    const allowed = Math.ceil(maxRps * 1.02) + 1;
    for (const start of starts) {
      expect(starts.filter((other) => other >= start && other < start + 1000).length).toBeLessThanOrEqual(
        allowed,
      );
    }
    expect(starts.length).toBe(wanted);
  });
});

describe('abort', () => {
  it('rejects who waits and who comes later, at once', async () => {
    const controller = new AbortController();
    const { limiter } = createLimiter({ parallelism: 1, signal: controller.signal });
    void limiter.enter();
    const waiting = limiter.enter();
    controller.abort();
    await expect(waiting).rejects.toBeInstanceOf(AbortedError);
    await expect(limiter.enter()).rejects.toBeInstanceOf(AbortedError);
  });
});
