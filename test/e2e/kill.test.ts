/** Killed at any moment, then the same command again: converged, nothing twice, state readable, no lock in the way. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import { makeProject, type Project, TOKEN } from '../support/run-cli.ts';
import { StrictPbx } from '../support/strict-pbx.ts';

const QUEUES = 40;
const config = (target: string) =>
  `version: 1\n${target}queues:\n${Array.from(
    { length: QUEUES },
    (_unused, index) => `  q${index}: { extension_number: "${8000 + index}", agents: ["2001", "2002"] }\n`,
  ).join('')}`;

/** Where in the run it is killed, as a share of what an undisturbed run takes. */
const MOMENTS = [0.35, 0.5, 0.6, 0.7, 0.8, 0.9, 0.97];

async function killAndRepeat(project: Project, afterMs: number): Promise<void> {
  const running = project.start('apply', '--auto-approve', '--parallelism', '4');
  await sleep(afterMs);
  running.child.kill('SIGKILL');
  await running.ended;
  const text = await readFile(join(project.folder, '.cqctl/state.json'), 'utf8').catch(() => '{}');
  expect(() => JSON.parse(text)).not.toThrow();
  const again = await project.run('apply', '--auto-approve');
  expect(again.code, again.stderr).toBe(0);
  const plan = await project.json<Plan>(0, 'plan', '--detailed-exitcode');
  expect(plan.changes).toEqual([]);
  expect(plan.unmanaged).toEqual([]);
}

async function durationOf(project: Project): Promise<number> {
  const started = Date.now();
  expect((await project.run('apply', '--auto-approve', '--parallelism', '4')).code).toBe(0);
  return Date.now() - started;
}

describe('SIGKILL during an apply', () => {
  test('to a PBX over HTTP', async () => {
    const start = () => StrictPbx.start({ token: TOKEN });
    const first = await start();
    const undisturbed = await makeProject(config(`target: { url: "${first.url}" }\n`));
    const durationMs = await durationOf(undisturbed);
    await undisturbed.remove();
    await first.stop();
    for (const moment of MOMENTS) {
      const pbx = await start();
      const project = await makeProject(config(`target: { url: "${pbx.url}" }\n`));
      await killAndRepeat(project, moment * durationMs);
      expect(pbx.queues.size).toBe(QUEUES);
      await project.remove();
      await pbx.stop();
    }
  });

  test('to the embedded PBX', async () => {
    const undisturbed = await makeProject(config(''));
    const durationMs = await durationOf(undisturbed);
    await undisturbed.remove();
    for (const moment of MOMENTS) {
      const project = await makeProject(config(''));
      await killAndRepeat(project, moment * durationMs);
      const queues = await project.json<{ count?: number; items: unknown[] }>(
        0,
        'get',
        'queues',
        '--top',
        '100',
      );
      expect(queues.items).toHaveLength(QUEUES);
      await project.remove();
    }
  });
});

describe('an interrupt', () => {
  test('finishes what runs, begins nothing more, exits 130; the same command goes on', async () => {
    const pbx = await StrictPbx.start({ token: TOKEN, lagMs: 0 });
    const project = await makeProject(config(`target: { url: "${pbx.url}" }\n`));
    const running = project.start('apply', '--auto-approve', '--parallelism', '1', '--max-rps', '40');
    while (pbx.writes.length < 5) await sleep(10);
    running.child.kill('SIGINT');
    const ended = await running.ended;
    expect(ended.code, ended.stderr).toBe(130);
    expect(pbx.queues.size).toBeLessThan(QUEUES);
    const state = JSON.parse(await readFile(join(project.folder, '.cqctl/state.json'), 'utf8'));
    const known = Object.keys(state.resources).filter((address) => address.startsWith('queue.'));
    expect(known).toHaveLength(pbx.queues.size);
    expect((await project.run('apply', '--auto-approve')).code).toBe(0);
    expect(pbx.queues.size).toBe(QUEUES);
    await project.remove();
    await pbx.stop();
  });
});

describe('two at once', () => {
  test('one works, the other exits 3 and names the holder', async () => {
    const pbx = await StrictPbx.start({ token: TOKEN });
    const project = await makeProject(config(`target: { url: "${pbx.url}" }\n`));
    const first = project.start('apply', '--auto-approve', '--parallelism', '1', '--max-rps', '60');
    while (pbx.writes.length < 2) await sleep(10);
    const second = await project.run('apply', '--auto-approve');
    expect(second.code).toBe(3);
    expect(second.stderr).toMatch(/locked by .*@.* since \d{4}-/);
    const waiting = await project.run('apply', '--auto-approve', '--lock-timeout', '60');
    expect(waiting.code, waiting.stderr).toBe(0);
    expect((await first.ended).code).toBe(0);
    expect(pbx.queues.size).toBe(QUEUES);
    await project.remove();
    await pbx.stop();
  });
});
