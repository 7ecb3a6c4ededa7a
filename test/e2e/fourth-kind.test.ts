/** The built program with one more file, and one more name in its list of kinds, knows that kind. */

import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import ts from 'typescript';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROOT } from '../support/run-cli.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cqctl-fourth-kind-'));
  for (const name of ['dist', 'package.json']) {
    cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const source = readFileSync(join(ROOT, 'test/support/ring-group.ts'), 'utf8');
  const module = ts.transpile(source, { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 });
  const kinds = join(folder, 'dist/kinds');
  writeFileSync(
    join(kinds, 'ring-group.js'),
    module.replaceAll(/'\.\.\/\.\.\/src\/kinds\/([\w-]+)\.ts'/g, "'./$1.js'"),
  );
  const list = readFileSync(join(kinds, 'all-kinds.js'), 'utf8');
  const longer = list.replace(/\bAGENTS\]/, 'AGENTS, RING_GROUP]');
  expect(longer).not.toBe(list);
  writeFileSync(join(kinds, 'all-kinds.js'), `import { RING_GROUP } from './ring-group.js';\n${longer}`);
  // The build makes them of all kinds; where they are not, they are made when first needed.
  rmSync(join(folder, 'dist/source/built'), { recursive: true });
  mkdirSync(join(folder, 'project'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('validates, applies, and then has nothing left to plan', async () => {
  const run = async (...args: string[]) => {
    const options = { cwd: join(folder, 'project') };
    const bin = join(folder, 'dist/cli/bin.js');
    return (await promisify(execFile)(process.execPath, [bin, ...args], options)).stdout;
  };
  writeFileSync(
    join(folder, 'project/cqctl.yaml'),
    `version: 1
target: { url: embedded }
ring_groups:
  desk: { extension_number: "6000", name: Front desk, ring_strategy: HUNT }
`,
  );
  await run('validate');
  expect(await run('apply', '--auto-approve')).toContain('ring_group.desk');
  expect(JSON.parse(await run('plan', '--format', 'json')).changes).toEqual([]);
  expect(JSON.parse(await run('get', 'ring_groups', '--format', 'json')).items).toMatchObject([
    { name: 'Front desk', extension_number: '6000' },
  ]);
});
