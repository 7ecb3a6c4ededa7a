/** Some of many, chosen by the seed that the properties run with (see fast-check-seed.ts): the same ones every time, others on request. */

import fc from 'fast-check';

/** To be named where a test fails. */
export const SEED = fc.readConfigureGlobal().seed ?? Date.now();

/** So many of `all`, in their order; all when there are no more. */
export function someOf<T>(all: readonly T[], count: number): T[] {
  if (count >= all.length) return [...all];
  const some = fc.noBias(fc.subarray([...all], { minLength: count, maxLength: count }));
  return fc.sample(some, { numRuns: 1, seed: SEED })[0] ?? [];
}

/** The whole numbers from 1 to `last`. */
export function upTo(last: number): number[] {
  return Array.from({ length: last }, (_unused, index) => index + 1);
}
