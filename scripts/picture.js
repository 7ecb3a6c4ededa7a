/**
 * Writes docs/plan.svg: what `cqctl plan` prints, in colour, for a change of examples/quickstart on the embedded PBX.
 * Needs a built dist. With --check nothing is written, and the exit code is 1 when the picture is stale.
 */

import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { drawTerminal } from './draw-terminal.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const file = join(root, 'docs/plan.svg');
const { values } = parseArgs({ options: { check: { type: 'boolean' } } });

/** What is edited after the first apply. */
const EDITS = [
  ['- "2002"\n', '- { extension_number: "2002", skill_level: 2 }\n    - "2004"\n'],
  ['    inform_position_interval: 30\n', '    inform_position_interval: 45\n'],
  [
    'servers:\n  # Callers are served by this host as well, once the queue software runs on it under the same name.\n',
    '',
  ],
  ['  edge-1: { ipv4: 192.0.2.10 }\n', ''],
  [
    'queues:\n',
    'queues:\n  vip:\n    extension_number: "8002"\n    max_waiting_time: 60\n    agents: ["2001", "2020"]\n\n',
  ],
];

/** What somebody clicked meanwhile. */
const BY_HAND = `version: 1
state: { path: .cqctl/by-hand.json }
queues:
  overflow: { extension_number: "8001", name: Overflow, max_waiting_time: 600 }
`;

const picture = drawTerminal('cqctl plan', plan());
const isStale = !existsSync(file) || readFileSync(file, 'utf8') !== picture;
if (isStale && values.check) {
  console.log('stale: docs/plan.svg; run npm run gen');
  process.exitCode = 1;
} else if (isStale) {
  writeFileSync(file, picture);
  console.log('wrote docs/plan.svg');
}

function plan() {
  const folder = mkdtempSync(join(tmpdir(), 'cqctl-picture-'));
  const own = Object.entries(process.env).filter(([name]) => !/^(CQCTL_|NO_COLOR$|GITHUB_)/.test(name));
  const run = (...args) =>
    execFileSync(process.execPath, [join(root, 'dist/cli/bin.js'), ...args], {
      cwd: folder,
      env: { ...Object.fromEntries(own), FORCE_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
      encoding: 'utf8',
    });
  try {
    cpSync(join(root, 'examples/quickstart'), folder, { recursive: true });
    run('apply', '--auto-approve');
    writeFileSync(join(folder, 'by-hand.yaml'), BY_HAND);
    run('-f', 'by-hand.yaml', 'apply', '--auto-approve');
    edit(join(folder, 'cqctl.yaml'));
    // The hash holds the ids that the PBX gave, other ones in each run.
    return run('plan').replace(/.*Plan hash.*\n/, '');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function edit(path) {
  let text = readFileSync(path, 'utf8');
  for (const [before, after] of EDITS) {
    if (!text.includes(before)) throw new Error(`examples/quickstart no longer has: ${before}`);
    text = text.replace(before, after);
  }
  writeFileSync(path, text);
}
