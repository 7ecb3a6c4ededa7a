/**
 * Zero for a field that holds times. One that begins with 0 is laid out for small integers until it holds its first time,
 * and all that was compiled until then is thrown away.
 */
export const ZERO_MS = -0;

/**
 * Now. Read where it is needed rather than handed on: a time is too large for a small integer, and as an argument of a
 * function that is not inlined it would be a new object every time. Spans, which are handed on, are mostly small.
 */
export class Clock {
  nowMs = ZERO_MS;
}
