/** SIGINT while the built program computes: every command ends at once, as a shell shows it with 130. */

import { once } from 'node:events';
import { constants } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeProject, type Project } from '../support/run-cli.ts';

/** Enough that every command is busy for much longer than it is given here. */
const QUEUES = 40_000;
const ROWS = 2_500_000;
/** When the signal is sent, counted from the start; on a fast machine some commands have ended by then, and are asked sooner. */
const MOMENTS_MS = [1500, 900, 600, 400, 250];

let project: Project;
beforeAll(async () => {
  const queues = Array.from(
    { length: QUEUES },
    (_item, index) => `  q${index}: { extension_number: "${100_000 + index}",   agents: ["2001", "2002"] }\n`,
  );
  project = await makeProject(`version: 1\nqueues:\n${queues.join('')}`, {});
  await project.write('small/cqctl.yaml', 'version: 1\nqueues: { a: { extension_number: "8000" } }\n');
  await project.write('small/calls.csv', `at,queue,talk\n${'10s,8000,60s\n'.repeat(ROWS)}`);
  await project.write(
    'small/calls.scenario.yaml',
    'version: 1\nscenario: x\nduration: 1h\ntraffic: [{ arrivals: { csv: calls.csv } }]\n',
  );
});
afterAll(() => project.remove());

const CALLS = 'small/calls.scenario.yaml';

describe.each([
  ['validate'],
  ['fmt'],
  ['fmt --check'],
  ['plan'],
  ['plan --format html --out next.cqplan'],
  [`plan -f small --scenario ${CALLS}`],
  ['apply --auto-approve'],
  ['destroy --auto-approve'],
  ['drift'],
  ['export'],
  ['export --update'],
  ['get queues'],
  ['get agents q1'],
  ['status'],
  ['agent set q1 2001 READY'],
  ['state list'],
  ['state pull'],
  ['test'],
  [`test -f small ${CALLS}`],
  [`simulate -f small ${CALLS}`],
  [`simulate -f small ${CALLS} --compare`],
  [`serve -f small --port 0 --calls ${CALLS}`],
])('%s', (line) => {
  test('ends at once', async () => {
    for (const afterMs of MOMENTS_MS) {
      const { child, ended } = project.start(...line.split(' '));
      const exited = once(child, 'exit');
      await sleep(afterMs);
      const isBusy = child.exitCode === null;
      child.kill('SIGINT');
      const [code, signal] = (await exited) as [number | null, NodeJS.Signals | null];
      const { stderr } = await ended;
      expect(stderr).not.toMatch(/\n\s+at .*:\d+:\d+/);
      if (!isBusy) continue;
      expect(code ?? 128 + constants.signals[signal ?? 'SIGKILL'], stderr).toBe(130);
      return;
    }
    throw new Error('the command always ended before it could be interrupted');
  });
});
