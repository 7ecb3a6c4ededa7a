/** The planner alone, live and desired in memory, against auth0-deploy-cli's on as many objects. */

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { planChanges } from '../../dist/index.js';
import { median, root } from '../process.js';

const AGENTS = Array.from({ length: 10 }, (_unused, index) => ({
  extension_number: String(2000 + index),
  skill_level: 1 + (index % 3),
}));

/** Half of the objects are queues, half their agent lists; one queue in ten differs. */
function planInput(objects) {
  const resources = [];
  const queues = [];
  const stateResources = {};
  for (let index = 0; index < objects / 2; index++) {
    const key = `team-${index}`;
    const number = String(100000 + index);
    const id = `id-${index}`;
    const fields = {
      name: `Team ${index}`,
      extension_number: number,
      polling_strategy: 'SKILL_BASED_ROUTING_CYCLIC_HUNT',
      ring_time: 20,
      max_waiting_time: 240,
      language: 'en-US',
    };
    const common = {
      key,
      naturalKey: number,
      source: { file: 'cqctl.yaml', line: index + 1, column: 3 },
      lifecycle: { preventDestroy: false, ignoreChanges: [] },
    };
    resources.push({ ...common, kind: 'queue', address: `queue.${key}`, fields, extra: {}, prompts: {} });
    resources.push({
      ...common,
      kind: 'agents',
      address: `agents.${key}`,
      parent: `queue.${key}`,
      items: AGENTS,
    });
    const liveFields = { id, ...fields, ring_time: index % 10 === 0 ? 25 : 20 };
    queues.push({
      kind: 'queue',
      id,
      key: number,
      name: fields.name,
      internal: false,
      fields: liveFields,
      items: AGENTS,
    });
    const entry = { id, key: number, prevent_destroy: false };
    stateResources[`queue.${key}`] = { ...entry, kind: 'queue', applied: fields };
    stateResources[`agents.${key}`] = { ...entry, kind: 'agents', applied: { items: AGENTS } };
  }
  return {
    target: 'http://127.0.0.1:8887',
    desired: {
      resources,
      moved: [],
      removed: [],
      policy: { unmanaged: 'report', maxUpdates: { share: 1 }, maxDestroys: { count: 10 } },
    },
    live: { objects: queues, files: [] },
    state: {
      version: 1,
      lineage: 'bench',
      serial: 1,
      target: 'http://127.0.0.1:8887',
      resources: stateResources,
    },
    options: { targets: [], excludes: [], destroy: false },
  };
}

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
