/** The work of a worker thread: some replications of a scenario. */

import type { WorkerTask } from './replications.ts';
import { type RunResult, runScenario } from './run.ts';

export default function run({ scenario, runs }: WorkerTask): RunResult[] {
  return runs.map((options) => runScenario(scenario, options));
}
