import { addOne, keepKey, type Strategy, takeTurn } from './strategy.ts';

/**
 * LEAST_WORKED_HUNT: rings the agent who answered a call of this queue longest ago; those who never did come first. A
 * missed call changes nothing.
 */
export const LONGEST_SINCE_ANSWER: Strategy = {
  ringsAll: false,
  keyWhenRung: keepKey,
  keyWhenAnswered: takeTurn,
};

/** The other reading: rings the agent who answered the fewest calls of this queue. */
export const FEWEST_ANSWERED: Strategy = {
  ringsAll: false,
  keyWhenRung: keepKey,
  keyWhenAnswered: addOne,
};
