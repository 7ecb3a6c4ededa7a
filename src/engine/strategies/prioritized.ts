import { keepKey, type Strategy } from './strategy.ts';

/** PRIORITIZED_HUNT: rings agents in the configured order, from the top for every call. Keys never change. */
export const PRIORITIZED: Strategy = {
  ringsAll: false,
  keyWhenRung: keepKey,
  keyWhenAnswered: keepKey,
};
