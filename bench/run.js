/**
 * `npm run bench [NAME…]`: every claim of speed, as a ratio against something measured in the same run.
 * Exits 1 when a ratio misses its goal. The figures and what was tried are in docs/performance.md.
 */

import { measureApply } from './measures/apply.js';
import { measureEngine } from './measures/engine.js';
import { measureFleet } from './measures/fleet.js';
import { measurePlan } from './measures/plan.js';
import { measurePlanner } from './measures/planner.js';
import { measureStart } from './measures/start.js';
import { measureThreads } from './measures/threads.js';

const measures = {
  start: measureStart,
  planner: measurePlanner,
  engine: measureEngine,
  threads: measureThreads,
  apply: measureApply,
  plan: measurePlan,
  fleet: measureFleet,
};
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(measures, name));
if (unknown.length > 0) {
  console.error(`unknown: ${unknown.join(', ')}; there are ${Object.keys(measures).join(', ')}`);
  process.exit(64);
}

let missed = 0;
for (const [name, measure] of Object.entries(measures)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  for (const row of await measure()) {
    const measured = row.ratio ?? row.value;
    const figure = measured.toPrecision(3);
    const goal = row.goal === undefined ? '' : `goal at most ${row.goal.toPrecision(3)}`;
    const isMissed = row.goal !== undefined && measured > row.goal;
    if (isMissed) missed++;
    console.log(`${row.name.padEnd(52)} ${figure.padStart(8)}  ${goal}${isMissed ? '  MISSED' : ''}`);
  }
}
process.exitCode = missed > 0 ? 1 : 0;
