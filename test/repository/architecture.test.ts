/** The import rules are gates, so each is shown to fail on a planted fault. */

import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const depcruise = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
const faults: [rule: string, file: string, line: string][] = [
  ['codes-imports', 'src/codes/planted.ts', "import '../model/address.ts';"],
  ['model-imports', 'src/model/planted.ts', "import '../kinds/registry.ts';"],
  ['kinds-imports', 'src/kinds/planted.ts', "import '../plan/planner.ts';"],
  ['plan-imports', 'src/plan/planted.ts', "import '../api/client.ts';"],
  ['engine-imports', 'src/engine/planted.ts', "import '../kinds/registry.ts';"],
  ['report-imports', 'src/report/planted.ts', "import '../plan/planner.ts';"],
  ['routing-imports', 'src/routing/planted.ts', "import '../api/client.ts';"],
  ['source-imports', 'src/source/planted.ts', "import '../config/load.ts';"],
  ['scenario-imports', 'src/scenario/planted.ts', "import '../config/load.ts';"],
  ['config-imports', 'src/config/planted.ts', "import '../edit/format.ts';"],
  ['edit-imports', 'src/edit/planted.ts', "import '../api/client.ts';"],
  ['http-imports', 'src/http/planted.ts', "import '../api/client.ts';"],
  ['api-imports', 'src/api/planted.ts', "import '../state/store.ts';"],
  ['state-imports', 'src/state/planted.ts', "import '../api/client.ts';"],
  ['apply-imports', 'src/apply/planted.ts', "import '../pbx/pbx.ts';"],
  ['pbx-imports', 'src/pbx/planted.ts', "import '../api/client.ts';"],
  ['nothing-imports-cli', 'src/planted.ts', "import './cli/program.ts';"],
  ['pure-rooms-do-no-io', 'src/plan/planted.ts', "import 'node:fs';"],
  ['report-takes-metrics-of-routing', 'src/report/planted.ts', "import '../routing/gate.ts';"],
  ['only-http-uses-undici', 'src/state/planted.ts', "import 'undici';"],
  ['only-edit-uses-yaml', 'src/config/planted-reader.ts', "import 'yaml';"],
  ['no-cycles', 'src/model/circle.ts', "import type {} from './circle.ts';"],
  ['no-unresolvable', 'src/model/planted.ts', "import './nowhere.ts';"],
];

let copy = '';

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'cqctl-architecture-'));
  for (const name of ['src', 'tsconfig.json', 'package.json', '.dependency-cruiser.cjs']) {
    cpSync(join(root, name), join(copy, name), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

function cruise(folder: string): { violations: string[]; modules: number } {
  const { stdout } = spawnSync(
    process.execPath,
    [depcruise, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'src'],
    { cwd: folder, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
  const { summary } = JSON.parse(stdout) as {
    summary: { violations: { rule: { name: string } }[]; totalCruised: number };
  };
  return {
    violations: summary.violations.map((violation) => violation.rule.name),
    modules: summary.totalCruised,
  };
}

describe('the direction of imports', () => {
  test('holds, over all modules', () => {
    const { violations, modules } = cruise(root);
    expect(violations).toEqual([]);
    const sources = execFileSync('find', ['src', '-name', '*.ts'], { cwd: root, encoding: 'utf8' });
    expect(modules).toBeGreaterThanOrEqual(sources.trim().split('\n').length);
  });

  test('is enforced: every planted fault is found', () => {
    const files = new Set(faults.map(([, file]) => file));
    for (const file of files) {
      const planted = faults.filter(([, name]) => name === file);
      writeFileSync(join(copy, file), planted.map(([, , line]) => line).join('\n'));
    }
    const { violations } = cruise(copy);
    for (const [rule] of faults) expect(violations).toContain(rule);
  });

  test('has no rule that is not shown to fail', () => {
    const { forbidden } = createRequire(import.meta.url)(join(root, '.dependency-cruiser.cjs')) as {
      forbidden: { name: string }[];
    };
    const shown = new Set(faults.map(([rule]) => rule));
    expect(forbidden.map(({ name }) => name).filter((name) => !shown.has(name))).toEqual([]);
  });
});

test('only the commands that change the PBX have a client that can', () => {
  const sources = execFileSync('find', ['src', '-name', '*.ts'], { cwd: root, encoding: 'utf8' }).trim();
  const having = sources
    .split('\n')
    .filter((file) => /\bcreateClient\b/.test(readFileSync(join(root, file), 'utf8')));
  expect(having.sort()).toEqual([
    'src/api/client.ts',
    'src/cli/apply/apply.ts',
    'src/cli/live/agent.ts',
    'src/cli/live/pickup.ts',
    'src/index.ts',
  ]);
});
