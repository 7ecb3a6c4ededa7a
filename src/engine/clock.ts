/**
 * Now. Read where it is needed rather than handed on: a time is too large for a small integer, and as an argument of a
 * function that is not inlined it would be a new object every time. Spans, which are handed on, are mostly small.
 */
export class Clock {
  nowMs = 0;
}
