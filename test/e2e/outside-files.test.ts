/** What a change of the files can get cqctl to show of files that are not the project's: nothing. */

import { execFileSync } from 'node:child_process';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeProject, type Project, runCli } from '../support/run-cli.ts';

let project: Project;
beforeEach(async () => {
  project = await makeProject('', {});
  execFileSync('git', ['init', '-q', join(project.folder, 'repo')]);
  await project.write('outside/netrc', 'machine planted login planted\n');
  await project.write('repo/left-credentials', '[default]\naws_secret_access_key = planted\n');
  await symlink('../../outside/netrc', join(project.folder, 'repo/link.yaml'));
  await mkdir(join(project.folder, 'repo/calls'));
  await symlink('../../outside/netrc', join(project.folder, 'repo/calls/link.yaml'));
});
afterEach(() => project.remove());

const cqctl = (args: string[], env: Record<string, string> = {}) =>
  runCli(args, { cwd: join(project.folder, 'repo/calls'), env });
const QUEUES = 'queues: { a: { extension_number: "8000" } }\n';

test.each([
  ['include: [/etc/passwd]', 'CQ136'],
  ['include: [../../outside/netrc]', 'CQ136'],
  ['include: ["../../outside/*"]', 'CQ136'],
  ['include: [../.git/config]', 'CQ136'],
  ['include: [link.yaml]', 'CQ136'],
  ['include: ["li*.yaml"]', 'CQ136'],
  ['include: [../left-credentials]', 'not shown'],
  ['state: { path: /etc/passwd }', 'CQ136'],
  ['target: { url: "https://pbx.example.com", ca_file: /etc/passwd }', 'CQ136'],
])('%s', async (line, said) => {
  await project.write('repo/calls/cqctl.yaml', `version: 1\n${line}\n${QUEUES}`);
  for (const args of [
    ['validate'],
    ['plan', '--format', 'json'],
    ['apply', '--auto-approve'],
    ['state', 'list'],
    ['fmt'],
  ]) {
    const { code, stdout, stderr } = await cqctl(args);
    expect(stdout + stderr, args.join(' ')).not.toMatch(/planted|root:|\[core\]/);
    // `fmt` and commands on files alone ask neither for the target nor for the state.
    if (args[0] === 'fmt') continue;
    expect(code, args.join(' ')).toBe(1);
    expect(stdout + stderr, args.join(' ')).toContain(said);
  }
});

test('a table of calls', async () => {
  await project.write('repo/calls/cqctl.yaml', `version: 1\n${QUEUES}`);
  for (const csv of ['/etc/passwd', '../../outside/netrc', '../left-credentials', 'link.yaml']) {
    const traffic = `traffic: [{ queue: a, arrivals: { csv: ${csv} } }]`;
    await project.write('repo/calls/a.scenario.yaml', `version: 1\n${traffic}\n`);
    for (const args of [['test'], ['simulate', 'a.scenario.yaml']]) {
      const { code, stdout, stderr } = await cqctl(args);
      expect(code, csv).toBe(1);
      expect(stdout + stderr, csv).not.toMatch(/planted|root:/);
    }
  }
});

test('with leave, and by the paths of whoever runs it, files outside are used', async () => {
  await project.write('more.yaml', QUEUES);
  await project.write('repo/calls/cqctl.yaml', 'version: 1\ninclude: [../../more.yaml]\n');
  expect((await cqctl(['validate'])).code).toBe(1);
  expect((await cqctl(['validate', '--allow-outside'])).code).toBe(0);
  expect((await cqctl(['validate'], { CQCTL_ALLOW_OUTSIDE: '1' })).code).toBe(0);
  await project.write('repo/calls/cqctl.yaml', `version: 1\n${QUEUES}`);
  const { code, stderr } = await cqctl(['apply', '--auto-approve', '--state-path', '../../state.json']);
  expect(code, stderr).toBe(0);
  expect((await cqctl(['state', 'list'], { CQCTL_STATE_PATH: '../../state.json' })).stdout).toContain(
    'queue.a',
  );
  expect((await cqctl(['state', 'list'])).stdout).not.toContain('queue.a');
});
