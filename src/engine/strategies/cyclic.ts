import { keepKey, type Strategy, takeTurn } from './strategy.ts';

/** CYCLIC_HUNT: rings the agent whom this queue rang longest ago, answered or not; agents never rung come first. */
export const CYCLIC: Strategy = {
  ringsAll: false,
  keyWhenRung: takeTurn,
  keyWhenAnswered: keepKey,
};
