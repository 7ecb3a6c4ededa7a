import { addOne, keepKey, type Strategy, takeTurn } from './strategy.ts';

/** LEAST_WORKED_HUNT: who answered a call of this queue longest ago; who never did comes first. A miss changes nothing. */
export const LONGEST_SINCE_ANSWER: Strategy = {
  ringsAll: false,
  keyWhenRung: keepKey,
  keyWhenAnswered: takeTurn,
};

/** The other reading: who answered the fewest calls of this queue. */
export const FEWEST_ANSWERED: Strategy = {
  ringsAll: false,
  keyWhenRung: keepKey,
  keyWhenAnswered: addOne,
};
