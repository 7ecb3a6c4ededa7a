/**
 * Looks for inputs that cqctl does not take well, until its time is over: `npm run fuzz -- --minutes 10`.
 *
 * What is fuzzed, and what must hold, is in `test/fuzz`. Exits with 1 when something was found; each input that fails was
 * made small, and is saved outside of the repository.
 */

import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const SUBJECTS = ['files', 'projects', 'scenarios', 'answers', 'state', 'remote', 'plans', 'built'];
const HELP = `npm run fuzz -- [options]

  --minutes N      how long; ends by itself then (default: 10)
  --seed N         the first of the seeds; printed when it is left out
  --only SUBJECTS  some of them, with commas: ${SUBJECTS.join(', ')}
  --out FOLDER     where inputs that fail are saved (default: a folder of the system for temporary files)
`;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string' },
    only: { type: 'string', default: '' },
    out: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write(HELP);
  process.exit(0);
}
const minutes = Number(values.minutes);
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
const only = values.only.split(',').filter((name) => name !== '');
const unknown = only.filter((name) => !SUBJECTS.includes(name));
const mistake =
  minutes > 0 && Number.isInteger(seed)
    ? unknown.map((name) => `there is no subject ${name}`)[0]
    : '--minutes and --seed are numbers';
if (mistake !== undefined) {
  process.stderr.write(`${mistake}\n\n${HELP}`);
  process.exit(64);
}
const folder = resolve(values.out ?? join(tmpdir(), `cqctl-fuzz-found-${seed}`));
mkdirSync(folder, { recursive: true });
process.stdout.write(`seed ${seed}, ${minutes} minutes; what fails is saved in ${folder}\n\n`);
const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
const { status } = spawnSync(
  process.execPath,
  [vitest, 'run', '--project', 'fuzz', '--disable-console-intercept'],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, CQCTL_FUZZ: JSON.stringify({ minutes, seed, folder, only }) },
  },
);
process.exit(status ?? 1);
