/**
 * Times that vary: as written, and drawn.
 *
 * A draw is made of the key and the number of what it is for, so asking again, or in another order, gives the same. It is
 * rounded to whole milliseconds: the last bits of a logarithm must not matter.
 */

import { mixKey, uniform } from '../engine/random.ts';

export type Distribution =
  | { kind: 'constant'; ms: number }
  | { kind: 'exponential'; meanMs: number }
  /** By the mean and the spread of the logarithm of milliseconds. */
  | { kind: 'lognormal'; mu: number; sigma: number }
  | { kind: 'erlang'; meanMs: number; k: number }
  | { kind: 'uniform'; lowMs: number; highMs: number }
  | { kind: 'empirical'; valuesMs: readonly number[] };

export function constant(ms: number): Distribution {
  return { kind: 'constant', ms };
}

/** `cv` is the standard deviation as a share of the mean. */
export function lognormal(meanMs: number, cv: number): Distribution {
  const variance = Math.log(1 + cv * cv);
  return { kind: 'lognormal', mu: Math.log(meanMs) - variance / 2, sigma: Math.sqrt(variance) };
}

/** The `index`-th draw under a key, ms. */
export function draw(distribution: Distribution, key: number, index: number): number {
  switch (distribution.kind) {
    case 'constant':
      return distribution.ms;
    case 'exponential':
      return Math.round(-distribution.meanMs * Math.log(uniform(key, index)));
    case 'lognormal':
      return Math.round(Math.exp(distribution.mu + distribution.sigma * standardNormal(key, index)));
    case 'erlang':
      return Math.round(erlang(distribution, key, index));
    case 'uniform': {
      const { lowMs, highMs } = distribution;
      return Math.round(lowMs + (highMs - lowMs) * uniform(key, index));
    }
    case 'empirical': {
      const { valuesMs } = distribution;
      return valuesMs[Math.floor(uniform(key, index) * valuesMs.length)] ?? 0;
    }
  }
}

/** Box and Muller; of the pair only one is used, so that draws stay apart. */
function standardNormal(key: number, index: number): number {
  const radius = Math.sqrt(-2 * Math.log(uniform(key, 2 * index)));
  return radius * Math.cos(2 * Math.PI * uniform(key, 2 * index + 1));
}

function erlang(
  { meanMs, k }: Extract<Distribution, { kind: 'erlang' }>,
  key: number,
  index: number,
): number {
  let sum = 0;
  for (let stage = 0; stage < k; stage++) sum -= Math.log(uniform(mixKey(key, stage), index));
  return (sum * meanMs) / k;
}
