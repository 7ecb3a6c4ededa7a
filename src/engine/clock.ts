/**
 * Zero for a field that holds times. V8 stores a field that starts with 0 as a small integer; the first time in it
 * would discard all code compiled until then.
 */
export const ZERO_MS = -0;

/**
 * The current time. Read it where it is needed instead of passing it on: a time is too large for a small integer, and
 * as an argument of a function that is not inlined it would allocate an object every time. Spans are passed on, since
 * they are mostly small.
 */
export class Clock {
  nowMs = ZERO_MS;
}
