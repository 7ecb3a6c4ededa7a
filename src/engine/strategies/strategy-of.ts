import type { EngineQueue, Readings } from '../config.ts';
import { CYCLIC } from './cyclic.ts';
import { FEWEST_ANSWERED, LONGEST_SINCE_ANSWER } from './least-worked.ts';
import { PRIORITIZED } from './prioritized.ts';
import { SIMULTANEOUS } from './simultaneous.ts';
import type { Strategy } from './strategy.ts';

export function strategyOf({ strategy }: EngineQueue, { leastWorked }: Readings): Strategy {
  switch (strategy) {
    case 'SIMULTANEOUS':
      return SIMULTANEOUS;
    case 'PRIORITIZED':
      return PRIORITIZED;
    case 'CYCLIC':
      return CYCLIC;
    case 'LEAST_WORKED':
      return leastWorked === 'fewest_answered' ? FEWEST_ANSWERED : LONGEST_SINCE_ANSWER;
  }
}
