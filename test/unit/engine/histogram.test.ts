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
  test('has every quantile to one in a hundred, exactly below 256 ms', () => {
    fc.assert(
      fc.property(waits, fc.double({ min: 0, max: 1, noNaN: true }), (values, share) => {
        const sorted = [...values].sort((a, b) => a - b);
        const exact = sorted[Math.max(1, Math.ceil(share * values.length)) - 1] as number;
        const found = histogramOf(values).quantile(share);
        if (exact < 256) expect(found).toBe(exact);
        else expect(Math.abs(found - exact) / exact).toBeLessThan(0.01);
      }),
    );
  });

  test('of several runs is the histogram of all, whatever was cloned and merged on the way', () => {
    fc.assert(
      fc.property(waits, waits, (some, others) => {
        const all = histogramOf([...some, ...others]);
        const merged = Histogram.fromBuckets(structuredClone(histogramOf(some).toBuckets()));
        merged.merge(Histogram.fromBuckets(structuredClone(histogramOf(others).toBuckets())));
        expect(merged.toBuckets()).toEqual(all.toBuckets());
        expect([...merged.entries()]).toEqual([...all.entries()]);
        expect(merged.mean()).toBe(all.mean());
      }),
    );
  });

  test('is 0 throughout when it is empty', () => {
    const empty = new Histogram();
    expect([empty.mean(), empty.quantile(0.5), [...empty.entries()]]).toEqual([0, 0, []]);
    expect(empty.toBuckets()).toEqual({ count: 0, sum: 0, max: 0, buckets: new Float64Array(0) });
  });
});
