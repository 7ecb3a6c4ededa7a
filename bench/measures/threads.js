/** What a second thread is worth: replications of one scenario with one thread and with two. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { alternate, cqctl, timed } from '../process.js';

const agents = Array.from({ length: 20 }, (_unused, index) => `"${2001 + index}"`);
const PROJECT = `version: 1
queues:
  q: { extension_number: "8000", polling_strategy: PRIORITIZED_HUNT, max_waiting_time: 65535, agents: [${agents.join(', ')}] }
`;
const SCENARIO = `version: 1
duration: 1500h
replications: 32
traffic: [ { queue: q, arrivals: { rate: 360/h }, talk: { exponential: 180s }, patience: { exponential: 120s } } ]
`;

export async function measureThreads() {
  const folder = mkdtempSync(join(tmpdir(), 'cqctl-bench-'));
  try {
    writeFileSync(join(folder, 'cqctl.yaml'), PROJECT);
    writeFileSync(join(folder, 'many.scenario.yaml'), SCENARIO);
    const outputs = new Set();
    const seconds = async (threads) => {
      const args = [cqctl, 'simulate', 'many.scenario.yaml', '--threads', threads, '--format', 'json'];
      const run = await timed(args, { cwd: folder });
      outputs.add(run.stdout);
      return run.seconds;
    };
    const took = await alternate(3, { one: () => seconds('1'), two: () => seconds('2') });
    if (outputs.size !== 1) throw new Error('the number of threads changed the result');
    return [
      { name: 'simulate, 32 replications, two threads / one', ratio: took.two / took.one, goal: 1 / 1.7 },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
