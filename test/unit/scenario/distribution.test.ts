/** What is drawn has the mean and the spread that are written. */

import { expect, test } from 'vitest';
import { type Distribution, draw, lognormal } from '../../../src/scenario/distribution.ts';
import { studentT95 } from '../../../src/scenario/student-t.ts';
import { meanWithInterval } from '../../../src/scenario/summary.ts';

const COUNT = 40_000;

function moments(distribution: Distribution): { mean: number; cv: number } {
  const values = Array.from({ length: COUNT }, (_unused, index) => draw(distribution, 12_345, index));
  const mean = values.reduce((sum, value) => sum + value, 0) / COUNT;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / COUNT;
  return { mean, cv: Math.sqrt(variance) / mean };
}

test.each<[Distribution, number, number]>([
  [{ kind: 'constant', ms: 5000 }, 5000, 0],
  [{ kind: 'exponential', meanMs: 60_000 }, 60_000, 1],
  [lognormal(60_000, 0.8), 60_000, 0.8],
  [{ kind: 'erlang', meanMs: 60_000, k: 4 }, 60_000, 0.5],
  [{ kind: 'uniform', lowMs: 10_000, highMs: 30_000 }, 20_000, 1 / (2 * Math.sqrt(3))],
  [{ kind: 'empirical', valuesMs: [1000, 2000, 6000] }, 3000, Math.sqrt(14 / 3) / 3],
])('%j', (distribution, mean, cv) => {
  const drawn = moments(distribution);
  expect(Math.abs(drawn.mean / mean - 1)).toBeLessThan(0.03);
  expect(Math.abs(drawn.cv - cv)).toBeLessThan(0.04);
  expect(draw(distribution, 1, 7)).toBe(draw(distribution, 1, 7));
  expect(Number.isInteger(draw(distribution, 1, 8))).toBe(true);
});

test('intervals are Student’s', () => {
  expect(studentT95(1)).toBe(12.706);
  expect(studentT95(30)).toBe(2.042);
  // From tables: 2.0096 for 49, 1.9842 for 99.
  expect(studentT95(49)).toBeCloseTo(2.0096, 3);
  expect(studentT95(99)).toBeCloseTo(1.9842, 3);
  expect(meanWithInterval([1, 2, 3])).toEqual({ mean: 2, interval: [-0.484338, 4.484338] });
  expect(meanWithInterval([5, 5])).toEqual({ mean: 5, interval: [5, 5] });
  expect(meanWithInterval([])).toEqual({ mean: null, interval: null });
});
