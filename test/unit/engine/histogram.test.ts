/** Quantiles against an exact sort, and histograms that travel and add up. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Histogram } from '../../../src/engine/histogram.ts';

const waits = fc.array(fc.oneof(fc.nat(300), fc.nat(10_000), fc.nat(50_000_000)), { minLength: 1 });

function histogramOf(values: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const value of values) histogram.add(value);
  return histogram;
}

describe('a histogram', () => {
  test('has every quantile exactly while they are few, then to one in a hundred, exactly below 256 ms', () => {
    fc.assert(
      fc.property(waits, fc.double({ min: 0, max: 1, noNaN: true }), (values, share) => {
        const sorted = [...values].sort((a, b) => a - b);
        const exact = sorted[Math.max(1, Math.ceil(share * values.length)) - 1] as number;
        expect(histogramOf(values).quantile(share)).toBe(exact);
        // Each as often, more than are kept: the same quantiles, now from the buckets.
        const often = 1 + Math.floor(1000 / values.length);
        const rank = Math.max(1, Math.ceil(share * values.length * often));
        if (Math.ceil(rank / often) !== Math.max(1, Math.ceil(share * values.length))) return;
        const found = histogramOf(values.flatMap((value) => Array<number>(often).fill(value))).quantile(
          share,
        );
        if (exact < 256) expect(found).toBe(exact);
        else expect(Math.abs(found - exact) / exact).toBeLessThan(0.01);
      }),
    );
  });

  test('has the mean and the largest value, and shows where values fell', () => {
    const histogram = histogramOf([0, 3, 3, 255, 256, 257, 1000]);
    expect([histogram.count, histogram.sum, histogram.max]).toEqual([7, 1774, 1000]);
    expect(histogram.mean()).toBeCloseTo(1774 / 7, 10);
    expect([...histogram.entries()]).toEqual([
      [0, 1],
      [3, 2],
      [255, 1],
      [256.5, 2],
      [1001.5, 1],
    ]);
  });

  test.each([
    [1000, 0.5, 500],
    [1000, 1, 1000],
    [1001, 0.5, 500.5],
    [2000, 0, 1],
    [2000, 0.1, 200],
    [2000, 0.1275, 255],
    [2000, 0.128, 256.5],
    [2000, 0.5, 1001.5],
    [2000, 1, 2000],
    [5000, 0.82, 4111.5],
  ])('of the times from 1 to %d ms has the quantile %d: %d', (largest, share, expected) => {
    const values = Array.from({ length: largest }, (_, index) => index + 1);
    expect(histogramOf(values).quantile(share)).toBe(expected);
  });

  test('is 0 throughout when it is empty', () => {
    const empty = new Histogram();
    expect([empty.mean(), empty.quantile(0.5), [...empty.entries()]]).toEqual([0, 0, []]);
  });
});
