/**
 * The main job on the embedded PBX: validate, plan, apply, plan again with nothing to do; then call routing, tried and tested.
 * Runs on a copy of examples/quickstart in a temporary folder, so that the checkout stays clean.
 */

import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = mkdtempSync(join(tmpdir(), 'cqctl-demo-'));
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !name.startsWith('CQCTL_')),
);

/** Runs one command as a user would and stops the demo when it ends otherwise than expected. */
function run(args, expectedCode) {
  console.log(`\n$ cqctl ${args.join(' ')}`);
  const { status } = spawnSync(process.execPath, [join(root, 'dist/cli/bin.js'), ...args], {
    cwd: folder,
    env: environment,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== expectedCode) {
    throw new Error(`cqctl ${args[0]} exited with ${status}, expected ${expectedCode}`);
  }
}

try {
  cpSync(join(root, 'examples/quickstart'), folder, { recursive: true });
  run(['validate'], 0);
  run(['plan', '--detailed-exitcode'], 2);
  run(['apply', '--auto-approve'], 0);
  run(['plan', '--detailed-exitcode'], 0);
  run(['status'], 0);
  run(['simulate', 'lunch-rush.scenario.yaml'], 0);
  run(['test'], 0);
  console.log(
    '\nThe second plan found nothing to do, and callers get through. The project is in examples/quickstart.',
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
