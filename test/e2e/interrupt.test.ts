/** SIGINT while the built program computes: every command ends at once, as a shell shows it with 130. */

import { once } from 'node:events';
import { constants } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeProject, type Project } from '../support/run-cli.ts';

/** Enough that every command is busy for much longer than it is given here. */
const QUEUES = 40_000;
const ROWS = 2_500_000;
const BUSY_AFTER_MS = 1500;
/** It takes a tenth of a second; the rest is for a machine that is busy itself. */
const AT_ONCE_MS = 3000;

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
    const { child, ended } = project.start(...line.split(' '));
    await sleep(BUSY_AFTER_MS);
    expect(child.exitCode, 'it is still busy').toBeNull();
    const exited = once(child, 'exit');
    const sent = performance.now();
    child.kill('SIGINT');
    const [code, signal] = (await exited) as [number | null, NodeJS.Signals | null];
    const took = performance.now() - sent;
    const { stderr } = await ended;
    expect(code ?? 128 + constants.signals[signal ?? 'SIGKILL'], stderr).toBe(130);
    expect(took).toBeLessThan(AT_ONCE_MS);
    expect(stderr).not.toMatch(/\n\s+at .*:\d+:\d+/);
  });
});
