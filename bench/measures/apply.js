/** Whether saving state stays cheap: the cost of a step in an apply of 3,000 steps against one of 300. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cqctl, median, startPbx, TOKEN, timed } from '../process.js';
import { writeProject } from '../project.js';

/** Two steps a queue: the queue and its agents. */
async function secondsPerStep(steps) {
  const folder = mkdtempSync(join(tmpdir(), 'cqctl-bench-apply-'));
  const pbx = await startPbx(join(folder, 'pbx.mdb'));
  try {
    writeProject(folder, steps / 2, pbx.url);
    const { seconds } = await timed([cqctl, 'apply', '--auto-approve', '--format', 'json'], {
      cwd: folder,
      env: { CQCTL_TOKEN: TOKEN },
    });
    return seconds / steps;
  } finally {
    await pbx.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

export async function measureApply() {
  const small = [];
  const large = [];
  for (let round = 0; round < 3; round++) {
    small.push(await secondsPerStep(300));
    large.push(await secondsPerStep(3000));
  }
  return [
    { name: 'apply, a step of 3,000 / of 300', ratio: median(large) / median(small), goal: 1.5 },
    { name: 'milliseconds: a step of 3,000', value: median(large) * 1000 },
  ];
}
