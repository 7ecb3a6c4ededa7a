/** Live against planned on the same callers, for `simulate --compare` and `plan --scenario`. */

import type { Comparison, World } from '../../model/simulation.ts';
import type { RoutedQueue } from '../../routing/queues.ts';
import { compareSides, MIN_REPLICATIONS } from '../../scenario/compare.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { type SimulateOptions, simulate } from '../../scenario/simulate.ts';
import { orThrow } from './scenarios.ts';
import type { LiveWorlds } from './worlds.ts';

export interface CompareInput extends LiveWorlds {
  common: Omit<SimulateOptions, 'on' | 'queues'>;
}

export async function compareWorlds(
  scenario: Scenario,
  { common, live, planned }: CompareInput,
): Promise<Comparison> {
  const replications = Math.max(scenario.replications, MIN_REPLICATIONS);
  const side = async (on: World, queues: RoutedQueue[], elsewhere: RoutedQueue[]) =>
    orThrow(await simulate(scenario, { ...common, on, queues, elsewhere, replications }));
  return compareSides(await side('live', live, planned), await side('planned', planned, live));
}
