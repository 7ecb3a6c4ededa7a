/**
 * A disk that is full, and a reader that went away, for each command of the built program: a clear error with exit code 1, and
 * for the reader nothing at all; never a stack trace.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BIN, makeProject, type Project, TOKEN } from '../support/run-cli.ts';
import { StrictPbx } from '../support/strict-pbx.ts';

const STACK = /\n\s+at .*:\d+:\d+/;
const SCENARIO = `version: 1
scenario: one call
duration: 1m
calls: [{ id: c1, at: 0s, queue: "8000", talk: 10s }]
`;

let pbx: StrictPbx;
let project: Project;
beforeAll(async () => {
  pbx = await StrictPbx.start({ token: TOKEN });
  project = await makeProject(
    `version: 1\ntarget: { url: "${pbx.url}" }\nqueues: { support: { extension_number: "8000", agents: ["2001"] } }\n`,
  );
  await project.write('one.scenario.yaml', SCENARIO);
  await project.write('wide.yaml', 'version:    1\n');
  const applied = await project.run('apply', '--auto-approve');
  expect(applied.code, applied.stderr).toBe(0);
  const planned = await project.run('plan', '--out', 'saved.cqplan');
  expect(planned.code, planned.stderr).toBe(0);
});
afterAll(async () => {
  await project.remove();
  await pbx.stop();
});

async function runWith(redirection: string, line: string) {
  const args = ['--norc', '-c', `"$0" "$@" ${redirection}`, process.execPath, BIN, ...line.split(' ')];
  const env = { PATH: process.env['PATH'] ?? '', CQCTL_TOKEN: TOKEN };
  const child = spawn('bash', args, { cwd: project.folder, env });
  child.stdin.end();
  const [stdout, stderr] = [text(child.stdout), text(child.stderr)];
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout: await stdout, stderr: await stderr };
}

/** Each prints something to stdout, and would end with 0 or 2. */
const PRINTING = [
  '--version',
  '--help',
  'help plan',
  'plan',
  'plan --format json --detailed-exitcode',
  'plan --format html',
  'show saved.cqplan',
  'validate',
  'validate --format sarif',
  'drift',
  'export',
  'fmt wide.yaml',
  'init there',
  'simulate one.scenario.yaml',
  'test',
  'get queues',
  'status',
  'status --watch',
  'state list',
  'state show queue.support',
  'state pull',
  'schema',
  'completion bash',
  'apply --auto-approve',
  'apply --auto-approve --format json',
];

describe.each(PRINTING)('%s', (line) => {
  test('to a full disk is an error that says so', async () => {
    const { code, stderr } = await runWith('>/dev/full', line);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining('error CQ904: stdout cannot be written: there is no space left'),
    });
    expect(stderr).not.toMatch(STACK);
    expect(stderr.match(/CQ904/g)).toHaveLength(1);
  });
});

test.each(['plan', 'get queues', 'schema', '--help', '--version', 'export', 'state list'])(
  '%s to a reader that went away says nothing of it',
  async (line) => {
    const { code, stderr } = await runWith('| true; exit ${PIPESTATUS[0]}', line);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  },
);

test('a message that cannot be written makes exit code 1, and the result is whole', async () => {
  const whole = await runWith('', 'init first --log-level debug');
  expect(whole.code, whole.stderr).toBe(0);
  const { code, stdout } = await runWith('2>/dev/full', 'init second');
  expect({ code, stdout }).toEqual({ code: 1, stdout: whole.stdout.replaceAll('first', 'second') });
});

test.each([
  ['plan --nonsense', 64],
  ['show nowhere.cqplan', 1],
])('%s with nowhere to say it ends with %i all the same', async (line, expected) => {
  for (const redirection of ['2>/dev/full', '>/dev/full 2>&1', '>&- 2>&-']) {
    expect((await runWith(redirection, line)).code, redirection).toBe(expected);
  }
});

test('a plan that cannot be shown is not carried out', async () => {
  await project.write(
    'other/cqctl.yaml',
    `version: 1\ntarget: { url: "${pbx.url}" }\nqueues: { more: { extension_number: "8200" } }\n`,
  );
  const writes = () => pbx.requests.filter(({ method }) => method !== 'GET').length;
  const before = writes();
  const { code, stderr } = await runWith('>/dev/full', 'apply -f other --auto-approve');
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('CQ904') });
  expect(writes()).toBe(before);
});
