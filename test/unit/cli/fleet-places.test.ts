/** What hangs in a fleet keeps nobody else waiting, and what works is bounded. */

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FleetPlaces, LENT_AFTER_MS } from '../../../src/cli/fleet/fleet-places.ts';
import type { Gate } from '../../../src/cli/invocation.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const never = () => new Promise<never>(() => undefined);
const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Sends so many requests at once, and tells how many were under way together at the most. */
function watch() {
  let underWay = 0;
  const seen = { most: 0, firstAt: Number.NaN, ended: 0 };
  const request = async (ms: number): Promise<void> => {
    if (Number.isNaN(seen.firstAt)) seen.firstAt = Date.now();
    seen.most = Math.max(seen.most, ++underWay);
    await sleep(ms);
    underWay -= 1;
    seen.ended += 1;
  };
  const work =
    (count: number, ms: number) =>
    (gate: Gate): Promise<unknown> =>
      Promise.all(Array.from({ length: count }, () => gate(() => request(ms))));
  return { seen, work };
}

describe('a fleet', () => {
  test.each([
    ['each with one request', 1],
    ['each with many requests', 16],
  ])(
    'whose environments hang, %s: a healthy one begins a second later, not after their time limits',
    async (_what, requests) => {
      const places = new FleetPlaces(16, 41);
      for (let index = 0; index < 40; index += 1) {
        void places.run((gate) => Promise.all(Array.from({ length: requests }, () => gate(never))));
      }
      const { seen, work } = watch();
      const beganAt = Date.now();
      const healthy = places.run(work(200, 10));
      // Forty hang: the first sixteen for a second, then the next, then the rest together with the healthy one.
      await vi.advanceTimersByTimeAsync(3 * LENT_AFTER_MS + 100);
      expect(seen.firstAt - beganAt).toBeLessThanOrEqual(2 * LENT_AFTER_MS + 50);
      await vi.advanceTimersByTimeAsync(3000);
      await healthy;
      expect(seen.ended).toBe(200);
      expect(seen.most).toBeGreaterThan(8);
      expect(seen.most).toBeLessThanOrEqual(16);
    },
  );

  test('one of whose environments waits between attempts lets the next one begin', async () => {
    const places = new FleetPlaces(1, 2);
    void places.run(async (gate) => {
      await gate(async () => 503);
      await never();
    });
    const { seen, work } = watch();
    void places.run(work(1, 10));
    await vi.advanceTimersByTimeAsync(LENT_AFTER_MS - 10);
    expect(seen.ended).toBe(0);
    await vi.advanceTimersByTimeAsync(100);
    expect(seen.ended).toBe(1);
  });

  test('of healthy environments shares its places among them, and sends no more at once than it may', async () => {
    const places = new FleetPlaces(8, 20);
    const all = watch();
    const ends = Array.from({ length: 20 }, () => places.run(all.work(30, 5)));
    await vi.advanceTimersByTimeAsync(2000);
    await Promise.all(ends);
    expect(all.seen.ended).toBe(600);
    expect(all.seen.most).toBe(8);
  });

  test('gives two environments half each, and the one that is left everything', async () => {
    const places = new FleetPlaces(8, 2);
    const [one, other] = [watch(), watch()];
    const ends = [places.run(one.work(8, 100)), places.run(other.work(40, 100))];
    await vi.advanceTimersByTimeAsync(50);
    expect([one.seen.most, other.seen.most]).toEqual([4, 4]);
    await vi.advanceTimersByTimeAsync(300);
    expect(one.seen.ended).toBe(8);
    expect(other.seen.most).toBe(8);
    await vi.advanceTimersByTimeAsync(1000);
    await Promise.all(ends);
  });

  test('takes its place back when an answer comes after all', async () => {
    const places = new FleetPlaces(2, 8);
    const slow = watch();
    const ends = [
      places.run(slow.work(4, LENT_AFTER_MS * 1.5)),
      places.run(slow.work(4, LENT_AFTER_MS * 1.5)),
    ];
    await vi.advanceTimersByTimeAsync(20_000);
    await Promise.all(ends);
    const after = watch();
    const more = Array.from({ length: 6 }, () => places.run(after.work(5, 10)));
    await vi.advanceTimersByTimeAsync(2000);
    await Promise.all(more);
    expect(after.seen.most).toBe(2);
  });

  test('one of whose environments fails leaves its places to the others', async () => {
    const places = new FleetPlaces(1, 2);
    const failing = places.run(async (gate) => gate(() => Promise.reject(new Error('no'))));
    await expect(failing).rejects.toThrow('no');
    const { seen, work } = watch();
    const end = places.run(work(3, 10));
    await vi.advanceTimersByTimeAsync(100);
    await end;
    expect(seen.ended).toBe(3);
  });
});
