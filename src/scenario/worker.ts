/** What a worker thread does: some replications of a scenario that it is given whole. */

import type { WorkerTask } from './replications.ts';
import { type RunResult, runScenario } from './run.ts';

export default function run({ scenario, runs }: WorkerTask): RunResult[] {
  return runs.map((options) => runScenario(scenario, options));
}
