import { keepKey, type Strategy } from './strategy.ts';

/** RING_SIMULTANEOUSLY: rings all at once, so keys do not matter; traces list agents in the configured order. */
export const SIMULTANEOUS: Strategy = {
  ringsAll: true,
  keyWhenRung: keepKey,
  keyWhenAnswered: keepKey,
};
