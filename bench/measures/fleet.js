/** `plan --all` of 50 environments, each with its own PBX of 20 queues, against 50 runs of `plan --env`. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { alternate, cqctl, root, TOKEN, timed } from '../process.js';
import { writeProject } from '../project.js';

const ENVIRONMENTS = 50;
const QUEUES = 20;

export async function measureFleet() {
  const folder = mkdtempSync(join(tmpdir(), 'cqctl-bench-fleet-'));
  const pbxs = spawn(process.execPath, [join(root, 'bench/fleet-pbxs.js'), folder, String(ENVIRONMENTS)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(pbxs.stdout, 'data');
  const names = JSON.parse(line).map((url, index) => ({ name: `tenant-${index}`, url }));
  writeProject(folder, QUEUES);
  const environments = names.map(({ name, url }) => `  ${name}: { target: { url: "${url}" } }\n`);
  appendFileSync(join(folder, 'cqctl.yaml'), `environments:\n${environments.join('')}`);
  const run = async (...args) =>
    (await timed([cqctl, ...args], { cwd: folder, env: { CQCTL_TOKEN: TOKEN } })).seconds;
  const each = async (...args) => {
    let seconds = 0;
    for (const { name } of names) seconds += await run(...args, '--env', name);
    return seconds;
  };
  try {
    await each('apply', '--auto-approve');
    const times = await alternate(3, {
      together: () => run('plan', '--all', '--detailed-exitcode'),
      inTurn: () => each('plan', '--detailed-exitcode'),
    });
    return [
      {
        name: `plan of ${ENVIRONMENTS} environments / of each in turn`,
        ratio: times.together / times.inTurn,
        goal: 0.5,
      },
      { name: `seconds: plan of ${ENVIRONMENTS} environments`, value: times.together },
    ];
  } finally {
    pbxs.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}
