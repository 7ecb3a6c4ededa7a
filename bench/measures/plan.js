/** `plan` with nothing to do, and `validate`, of 1,000 and of 10,000 queues over HTTP, against a bare undici pool. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { alternate, cqctl, root, startPbx, TOKEN, timed } from '../process.js';
import { writeProject } from '../project.js';

const PARALLELISM = '16';

async function measureSize(queues, rounds) {
  const folder = mkdtempSync(join(tmpdir(), 'cqctl-bench-plan-'));
  const pbx = await startPbx(join(folder, 'pbx.mdb'));
  const env = { CQCTL_TOKEN: TOKEN };
  const peaks = { plan: 0, validate: 0 };
  const run = async (name, args) => {
    const { seconds, peakMb } = await timed([cqctl, ...args], { cwd: folder, env });
    if (peakMb > peaks[name]) peaks[name] = peakMb;
    return seconds;
  };
  try {
    writeProject(folder, queues, pbx.url);
    await timed([cqctl, 'apply', '--auto-approve', '--format', 'json'], { cwd: folder, env });
    const times = await alternate(rounds, {
      pool: async () => (await timed([join(root, 'bench/pool.js'), pbx.url, PARALLELISM], { env })).seconds,
      plan: () => run('plan', ['plan', '--detailed-exitcode', '--parallelism', PARALLELISM]),
      validate: () => run('validate', ['validate']),
    });
    return { times, peaks };
  } finally {
    await pbx.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

export async function measurePlan() {
  const small = await measureSize(1000, 5);
  const large = await measureSize(10_000, 3);
  return [
    {
      name: 'plan of 1,000 queues / bare undici pool',
      ratio: small.times.plan / small.times.pool,
      goal: 1.3,
    },
    {
      name: 'plan of 10,000 queues / bare undici pool',
      ratio: large.times.plan / large.times.pool,
      goal: 1.3,
    },
    { name: 'plan of 10,000 queues / of 1,000', ratio: large.times.plan / small.times.plan, goal: 11 },
    {
      name: 'validate of 10,000 queues / of 1,000',
      ratio: large.times.validate / small.times.validate,
      goal: 11,
    },
    { name: 'peak memory of that plan of 10,000, MB', value: large.peaks.plan },
    { name: 'peak memory of that validate of 10,000, MB', value: large.peaks.validate },
    { name: 'seconds: plan of 10,000', value: large.times.plan },
    { name: 'seconds: validate of 10,000', value: large.times.validate },
  ];
}
