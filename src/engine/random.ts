/**
 * Keyed randomness: a draw is a hash of what it is for, not the next of a sequence.
 *
 * So two runs that differ in one queue draw the same callers in all others, and how often something is asked changes
 * nothing. Two rounds of a 32-bit finaliser over the key, about a nanosecond; passes chi-square and serial tests on
 * consecutive keys, which is how it is used.
 */

/** Joins a part to a key. Order matters. */
export function mixKey(key: number, part: number): number {
  let hash = Math.imul(key ^ part, 0x9e3779b1);
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x21f0aaad);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x735a2d97);
  return (hash ^ (hash >>> 15)) >>> 0;
}

/** A number between 0 and 1, never either, for the `index`-th draw under a key. */
export function uniform(key: number, index: number): number {
  // The high half keeps indexes beyond 32 bits apart.
  const high = Math.floor(index / 4294967296);
  const hash = mixKey(mixKey(key, index >>> 0), 0x5bd1e995 ^ high);
  return (hash + 0.5) / 4294967296;
}
