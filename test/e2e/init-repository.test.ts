/** A project in a folder of a repository: the pipelines that the built program writes are where runners look for them. */

import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { makeProject } from '../support/run-cli.ts';

test('init inside a repository writes .github at its root, for the folder of the project', async () => {
  const { folder, run, remove } = await makeProject('version: 1\n', {});
  execFileSync('git', ['init', '--quiet'], { cwd: folder });
  const { code, stdout, stderr } = await run('init', 'sites/calls');
  expect(code, stderr).toBe(0);
  expect(stdout).toContain('\n.github/workflows/cqctl.yml\n');
  const workflow = parse(await readFile(join(folder, '.github/workflows/cqctl.yml'), 'utf8'));
  expect(workflow.env.PROJECT).toBe('sites/calls');
  const pipeline = parse(await readFile(join(folder, '.gitlab-ci.yml'), 'utf8'));
  expect(pipeline.variables.PROJECT).toBe('sites/calls');
  expect((await run('validate', '-f', 'sites/calls')).code).toBe(0);
  await remove();
});
