/** What each reading of the API that is not in force would do to the same callers. */

import type { FigureChange, ReadingEffect } from '../model/simulation.ts';
import { otherReadings } from '../routing/readings.ts';
import { compareSides, type Side } from './compare.ts';
import type { Scenario } from './scenario.ts';
import { type SimulateOptions, simulate } from './simulate.ts';

export async function tryOtherReadings(
  scenario: Scenario,
  base: Side,
  options: SimulateOptions,
): Promise<ReadingEffect[]> {
  const { readings } = base.result;
  const effects: ReadingEffect[] = [];
  for (const { setting, other } of otherReadings(readings)) {
    const tried = await simulate(scenario, {
      ...options,
      trace: false,
      replications: base.result.replications,
      reading: { [setting]: other },
    });
    if (!tried.ok) continue;
    const queues = significantOnly(compareSides(base, tried).queues);
    effects.push({
      setting,
      value: readings[setting] ?? '',
      other,
      matters: Object.keys(queues).length > 0,
      queues,
    });
  }
  return effects;
}

function significantOnly(queues: { [queue: string]: { [figure: string]: FigureChange } }) {
  const kept: { [queue: string]: { [figure: string]: FigureChange } } = Object.create(null);
  for (const [queue, figures] of Object.entries(queues)) {
    const changed = Object.entries(figures).filter(([, change]) => change.significant);
    if (changed.length > 0) kept[queue] = Object.fromEntries(changed);
  }
  return kept;
}
