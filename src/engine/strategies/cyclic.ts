import { keepKey, type Strategy, takeTurn } from './strategy.ts';

/** CYCLIC_HUNT: whom a call of this queue rang longest ago, answered or not; who was never rung comes first. */
export const CYCLIC: Strategy = {
  ringsAll: false,
  keyWhenRung: takeTurn,
  keyWhenAnswered: keepKey,
};
