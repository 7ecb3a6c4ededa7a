/** Too few open files and too little memory: the built program says which, and prints no stack trace. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BIN, makeProject, type Project } from '../support/run-cli.ts';

const STACK = /\n\s+at .*:\d+:\d+/;

let project: Project;
beforeAll(async () => {
  project = await makeProject('version: 1\nqueues: { a: { extension_number: "8000" } }\n', {});
  await project.write(
    'one.scenario.yaml',
    'version: 1\nscenario: x\nduration: 1m\nreplications: 4\ncalls: [{ id: c, at: 0s, queue: a, talk: 10s }]\n',
  );
});
afterAll(() => project.remove());

async function runLimited(limit: string, line: string) {
  const args = [
    '--norc',
    '-c',
    `ulimit ${limit} && exec "$0" "$@"`,
    process.execPath,
    BIN,
    ...line.split(' '),
  ];
  const child = spawn('bash', args, {
    cwd: project.folder,
    env: { PATH: process.env['PATH'] ?? '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr] = [text(child.stdout), text(child.stderr)];
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout: await stdout, stderr: await stderr };
}

describe.each(['validate', 'plan', 'apply --auto-approve', 'export', 'status', 'simulate one.scenario.yaml'])(
  '%s',
  (line) => {
    test.each([24, 40, 64])('with %i open files works or says so', async (limit) => {
      const { code, stderr } = await runLimited(`-n ${limit}`, line);
      if (code !== 0)
        expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('error CQ') });
      expect(stderr).not.toMatch(STACK);
      expect(stderr).not.toContain('CQ900');
    });
  },
);

test('what is too few is named, with what to do', async () => {
  const { code, stderr } = await runLimited('-n 24', 'plan');
  expect(code).toBe(1);
  expect(stderr).toBe(
    'error CQ918: this process may open too few files\n  hint: allow more: ulimit -n 1024\n',
  );
});

test('too little address space for a plan is named', async () => {
  const { code, stderr } = await runLimited('-v 3000000', 'plan');
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('error CQ919: ') });
  expect(stderr).not.toMatch(STACK);
});
