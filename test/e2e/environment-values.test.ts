/** What a change of the files can get out of the environment of the process: nothing that was not meant for it. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { makeProject, type Project } from '../support/run-cli.ts';

const PLANTED = {
  CQCTL_GITLAB_TOKEN: 'glpat-planted-1',
  AWS_SECRET_ACCESS_KEY: 'aws-planted-2',
  SOME_SETTING: 'other-planted-3',
};
let project: Project | undefined;
afterEach(() => project?.remove());

const named = (name: string) =>
  `version: 1\nqueues: { a: { extension_number: "8000", name: "\${env.${name}}" } }\n`;

test.each([
  ['CQCTL_GITLAB_TOKEN', 'CQ127'],
  ['AWS_SECRET_ACCESS_KEY', 'CQ127'],
  ['SOME_SETTING', 'CQ135'],
])('%s is not read, and is in nothing that is written', async (name, code) => {
  project = await makeProject(named(name), PLANTED);
  const outputs = ['markdown', 'html', 'json'].flatMap((format) => ['--output', `${format}=plan.${format}`]);
  const { code: exitCode, stdout, stderr } = await project.run('plan', '--out', 'a.cqplan', ...outputs);
  expect(exitCode).toBe(1);
  expect(stderr).toContain(`error ${code}`);
  expect(stdout + stderr).not.toContain('planted');
  if (name === 'SOME_SETTING') return;
  // Also not when everything is allowed.
  await project.remove();
  project = await makeProject(named(name), { ...PLANTED, CQCTL_ALLOWED_ENV: '*' });
  expect((await project.run('validate')).code).toBe(1);
});

test('what is allowed is read; a secret that reaches the files in another way is not shown', async () => {
  project = await makeProject(named('SOME_SETTING'), { ...PLANTED, CQCTL_ALLOWED_ENV: 'SOME_*' });
  expect((await project.run('plan')).stdout).toContain('other-planted-3');
  await project.write('cqctl.yaml', named('CQCTL_VAR_COPY'));
  await project.remove();
  project = await makeProject(named('CQCTL_VAR_COPY'), {
    ...PLANTED,
    CQCTL_VAR_COPY: PLANTED.AWS_SECRET_ACCESS_KEY,
  });
  const outputs = ['markdown', 'html', 'json'].flatMap((format) => ['--output', `${format}=plan.${format}`]);
  const { code, stdout } = await project.run('plan', ...outputs);
  expect(code).toBe(0);
  expect(stdout).not.toContain('planted');
  for (const format of ['markdown', 'html', 'json']) {
    const text = await readFile(join(project.folder, `plan.${format}`), 'utf8');
    expect(text, format).not.toContain('planted');
    expect(text, format).toContain('***');
  }
});

test('the file that a variable names is secret before anybody reads it', async () => {
  project = await makeProject('version: 1\ninclude: [token.yaml]\n', { CQCTL_TOKEN_FILE: 'token.yaml' });
  await project.write('token.yaml', 'planted-token-of-a-file\n');
  const { code, stdout, stderr } = await project.run('validate');
  expect(code).toBe(1);
  expect(stderr + stdout).not.toContain('planted-token');
});
