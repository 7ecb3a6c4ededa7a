import { keepKey, type Strategy } from './strategy.ts';

/** RING_SIMULTANEOUSLY: all at once, so that keys matter to nobody; the configured order is that of the trace. */
export const SIMULTANEOUS: Strategy = {
  ringsAll: true,
  keyWhenRung: keepKey,
  keyWhenAnswered: keepKey,
};
