/** The planner alone, live and desired in memory, against auth0-deploy-cli's on as many objects. */

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { planChanges } from '../../dist/index.js';
import { planInput } from '../planner-input.js';
import { median, root } from '../process.js';

function secondsOf(rounds, work) {
  const times = [];
  for (let round = 0; round < rounds; round++) {
    const started = process.hrtime.bigint();
    work();
    times.push(Number(process.hrtime.bigint() - started) / 1e9);
  }
  return median(times);
}

function loadPeer() {
  const folder = join(root, 'bench/peers');
  if (!existsSync(join(folder, 'node_modules'))) {
    execFileSync('npm', ['ci', '--ignore-scripts'], { cwd: folder, stdio: 'inherit' });
  }
  const require = createRequire(join(folder, 'package.json'));
  return require('auth0-deploy-cli/lib/tools/calculateChanges.js').calculateChanges;
}

export function measurePlanner() {
  const inputs = { 1000: planInput(1000), 10000: planInput(10_000) };
  const found = planChanges(inputs[1000]).plan.summary.update;
  if (found !== 50) throw new Error(`the planner found ${found} updates instead of 50`);
  secondsOf(5, () => planChanges(inputs[1000]));
  const small = secondsOf(15, () => planChanges(inputs[1000]));
  const large = secondsOf(7, () => planChanges(inputs[10000]));
  const calculateChanges = loadPeer();
  const assets = inputs[10000].desired.resources.map((resource) => ({
    name: resource.address,
    ...resource.fields,
  }));
  const existing = assets.map((asset, index) => ({ ...asset, id: `id-${index}` }));
  const peer = secondsOf(1, () =>
    calculateChanges({
      handler: { objectFields: [], name: 'queues' },
      assets,
      existing,
      identifiers: ['id', 'name'],
      allowDelete: true,
    }),
  );
  return [
    { name: 'planner, 10,000 objects / 1,000', ratio: large / small, goal: 12 },
    { name: "planner, 10,000 objects / auth0-deploy-cli's", ratio: large / peer, goal: 1 / 20 },
    { name: 'milliseconds: planner, 10,000 objects', value: large * 1000 },
  ];
}
