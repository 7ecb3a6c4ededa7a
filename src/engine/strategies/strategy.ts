/**
 * What differs between the strategies. A queue always rings the available agent with the smallest key next, equal keys
 * in configured order; a strategy defines how keys change. Keys are turns of a counter, not times, so that two events
 * at one instant still have an order.
 */
export interface Strategy {
  /** Whether all candidates ring at once, or one after another. */
  readonly ringsAll: boolean;
  /** An agent's key once they ring, from the one before; `turn` is larger than any handed out before. */
  keyWhenRung(key: number, turn: number): number;
  /** The same once they have answered. */
  keyWhenAnswered(key: number, turn: number): number;
}

export const keepKey = (key: number): number => key;
export const takeTurn = (_key: number, turn: number): number => turn;
export const addOne = (key: number): number => key + 1;
