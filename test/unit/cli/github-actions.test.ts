/** What a job of GitHub Actions is told without asking: a summary, outputs, and nothing at all elsewhere. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { tellGithub } from '../../../src/cli/output/github-actions.ts';
import { runMain } from '../../support/fake-host.ts';
import { fakeInvocation } from '../../support/fake-invocation.ts';
import { readOutputs } from '../../support/github-outputs.ts';

const MIB = 1024 * 1024;

let cwd = '';
let summary = '';
let outputs = '';
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'cqctl-github-'));
  summary = join(cwd, 'summary');
  outputs = join(cwd, 'outputs');
  for (const file of [summary, outputs]) writeFileSync(file, '');
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const read = (file: string) => readFileSync(file, 'utf8');
const actionsEnv = (more = {}) => ({
  GITHUB_ACTIONS: 'true',
  GITHUB_STEP_SUMMARY: summary,
  GITHUB_OUTPUT: outputs,
  ...more,
});
const writeProject = () => writeFileSync(join(cwd, 'cqctl.yaml'), PROJECT);
const PROJECT =
  'version: 1\ntarget: embedded\nqueues:\n  a: { extension_number: "8000", agents: ["2001"] }\n';

async function tell(facts: { headline?: string; text?: string; outputs?: { [name: string]: string } }) {
  const { invocation, text } = fakeInvocation({}, cwd);
  invocation.host.env = actionsEnv();
  invocation.redactor.add('s3cret-token');
  const { text: shown = 'report', headline = 'done', outputs: values = {} } = facts;
  const renderings = { text: () => shown, json: () => '{}' };
  await tellGithub(invocation, { title: 'apply', headline, renderings, outputs: values });
  return text;
}

test('plan, apply, validate and drift each add to the page, and set outputs', async () => {
  writeProject();
  const env = actionsEnv();
  expect((await runMain(['validate'], { cwd, env })).exitCode).toBe(0);
  expect(read(summary)).toContain('### `cqctl validate: valid`');
  expect((await runMain(['plan', '--detailed-exitcode'], { cwd, env })).exitCode).toBe(2);
  expect(read(summary)).toContain('### cqctl: Plan: 2 to create');
  expect(readOutputs(read(outputs))).toMatchObject({
    changes: 'true',
    hash: expect.stringMatching(/^[0-9a-f]+$/),
    create: '2',
    update: '0',
    summary: '2 to create',
  });
  expect((await runMain(['apply', '--auto-approve'], { cwd, env })).exitCode).toBe(0);
  expect(read(summary)).toMatch(/### `cqctl apply: \d+ done, 0 failed, 0 skipped`/);
  expect((await runMain(['drift'], { cwd, env })).exitCode).toBe(0);
  expect(readOutputs(read(outputs))).toMatchObject({ drift: 'false', summary: 'no drift' });
});

test('elsewhere nothing is written, whatever the variables say', async () => {
  writeProject();
  await runMain(['plan'], { cwd, env: actionsEnv({ GITHUB_ACTIONS: '' }) });
  expect([read(summary), read(outputs)]).toEqual(['', '']);
});

test('a file that cannot be written is a warning; the command goes on', async () => {
  writeProject();
  const missing = join(cwd, 'no/such/folder');
  const env = actionsEnv({ GITHUB_STEP_SUMMARY: missing, GITHUB_OUTPUT: cwd });
  const { exitCode, stderr, stdout } = await runMain(['plan', '--detailed-exitcode'], { cwd, env });
  expect(exitCode).toBe(2);
  expect(stdout).toContain('2 to create');
  expect(stderr).toContain(`${missing} cannot be written: ENOENT`);
  expect(stderr).toContain(`${cwd} cannot be written: EISDIR`);
});

test('no value of an output can set another', async () => {
  await tell({ headline: 'a\nhash<<x\nforged\nx', outputs: { reason: 'b\nchanges=true\nend-\nchanges<<e' } });
  expect(readOutputs(read(outputs))).toEqual({
    summary: 'a\\nhash<<x\\nforged\\nx',
    reason: 'b\nchanges=true\nend-\nchanges<<e',
  });
  const end = () => /<<(\S+)/.exec(read(outputs))?.[1];
  const first = end();
  writeFileSync(outputs, '');
  await tell({});
  expect(end()).not.toBe(first);
});

test('secrets go into neither file', async () => {
  await tell({ text: 'x s3cret-token', headline: 's3cret-token', outputs: { reason: 's3cret-token' } });
  expect(read(summary) + read(outputs)).not.toContain('s3cret-token');
  expect(read(summary)).toContain('x ***');
});

test('a page that is nearly full gets the line that says how much, a full one a warning', async () => {
  writeFileSync(summary, 'x'.repeat(MIB - 1000));
  await tell({ headline: '7 done', text: 'é'.repeat(900) });
  expect(read(summary).slice(MIB - 1000)).toMatch(/^### `cqctl apply: 7 done`\n[^é]*Too long for this page/);
  writeFileSync(summary, 'x'.repeat(MIB));
  const { stderr } = await tell({});
  expect(stderr).toContain('is full');
  expect(read(summary)).toHaveLength(MIB);
});
