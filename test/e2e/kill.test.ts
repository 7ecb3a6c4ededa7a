/** Killed at any moment, then the same command again: converged, nothing twice, state readable, no lock in the way. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';
import { describe, expect, test } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import { makeProject, type Project, TOKEN } from '../support/run-cli.ts';
import { SEED, someOf, upTo } from '../support/seeded.ts';
import { StrictPbx } from '../support/strict-pbx.ts';

const QUEUES = 40;
const config = (target: string) =>
  `version: 1\n${target}queues:\n${Array.from(
    { length: QUEUES },
    (_unused, index) => `  q${index}: { extension_number: "${8000 + index}", agents: ["2001", "2002"] }\n`,
  ).join('')}`;

/** In each of the runs below. */
const KILLS = 5;
/** At once, each with a project and a PBX of its own. */
const limit = pLimit(3);

/** Everything once: some queues stay, some are updated, get other numbers or another address, and some go. */
const FIRST = `servers:
  edge-1: { ipv4: 192.0.2.1 }
  edge-2: { ipv4: 192.0.2.2 }
queues:
${linesOf(0, 24, (n) => `q${n}: { extension_number: "${8000 + n}", agents: ["2001", "2002"] }`)}`;
const SECOND = `policy: { max_destroys: 100 }
moved:
${linesOf(16, 20, (n) => `- { from: queue.q${n}, to: queue.m${n} }`)}
servers:
  edge-1: { ipv4: 192.0.2.1, enabled: false }
  edge-2: { ipv4: 192.0.2.3 }
queues:
${linesOf(0, 4, (n) => `q${n}: { extension_number: "${8000 + n}", agents: ["2001", "2002"] }`)}
${linesOf(4, 10, (n) => `q${n}: { extension_number: "${8000 + n}", ring_time: 9, agents: ["2003"] }`)}
${linesOf(10, 16, (n) => `q${n}: { extension_number: "${9000 + n}", agents: ["2001"] }`)}
${linesOf(16, 20, (n) => `m${n}: { extension_number: "${8000 + n}", ring_time: 9, agents: ["2001", "2002"] }`)}`;

function linesOf(from: number, to: number, line: (index: number) => string): string {
  return Array.from({ length: to - from }, (_unused, index) => `  ${line(from + index)}`).join('\n');
}

/** A queue as `number ring_time agents`, a server as `name address enabled`, in order. */
function shown({ queues, servers }: StrictPbx): string[] {
  const numbers = (agents: { [name: string]: unknown }[]) => agents.map((agent) => agent['extension_number']);
  return [
    ...[...queues.values()].map(
      ({ fields, agents }) => `${fields['extension_number']} ${fields['ring_time']} ${numbers(agents)}`,
    ),
    ...[...servers.values()].map(({ name, ipv4, enabled }) => `${name} ${ipv4} ${enabled}`),
  ].sort();
}

function expected(
  queues: readonly (readonly [number: number, ring: number, agents: string])[],
  edges: string[],
) {
  return [...queues.map((queue) => queue.join(' ')), ...edges, 'built-in 127.0.0.1 true'].sort();
}
const AFTER_FIRST = expected(
  range(8000, 8024).map((number) => [number, 20, '2001,2002']),
  ['edge-1 192.0.2.1 true', 'edge-2 192.0.2.2 true'],
);
const AFTER_SECOND = expected(
  [
    ...range(8000, 8004).map((number) => [number, 20, '2001,2002'] as const),
    ...range(8004, 8010).map((number) => [number, 9, '2003'] as const),
    ...range(9010, 9016).map((number) => [number, 20, '2001'] as const),
    ...range(8016, 8020).map((number) => [number, 9, '2001,2002'] as const),
  ],
  ['edge-1 192.0.2.1 false', 'edge-2 192.0.2.3 true'],
);

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_unused, index) => from + index);
}

async function expectReadableState(project: Project, story: string): Promise<void> {
  const text = await readFile(join(project.folder, '.cqctl/state.json'), 'utf8').catch(() => '{}');
  expect(() => JSON.parse(text), story).not.toThrow();
}

async function expectNothingToDo(project: Project, story: string): Promise<void> {
  const plan = await project.json<Plan>(0, 'plan', '--detailed-exitcode');
  expect(plan.changes, story).toEqual([]);
  expect(plan.unmanaged, story).toEqual([]);
}

async function expectSuccess(project: Project, story = ''): Promise<void> {
  const { code, stderr } = await project.run('apply', '--auto-approve', '--parallelism', '4');
  expect(code, `${story}\n${stderr}`).toBe(0);
}

async function killAndRepeat(pbx: StrictPbx, project: Project, writes: number): Promise<void> {
  const story = `killed after ${writes} writes, seed ${SEED}`;
  const held = pbx.holdAfter(writes);
  const { child, ended } = project.start('apply', '--auto-approve', '--parallelism', '4');
  await Promise.race([held, ended]);
  child.kill('SIGKILL');
  await ended;
  expect(child.signalCode, story).toBe('SIGKILL');
  pbx.dropHeld();
  await expectReadableState(project, story);
  await expectSuccess(project, story);
}

describe('SIGKILL during an apply', () => {
  /** Twins are possible, so that none is there for being refused. */
  async function begin() {
    const pbx = await StrictPbx.start({ token: TOKEN, acceptsTwins: true });
    const head = `version: 1\ntarget: { url: "${pbx.url}" }\n`;
    const project = await makeProject(head + FIRST);
    return {
      pbx,
      project,
      goOn: () => project.write('cqctl.yaml', head + SECOND),
      async end() {
        await project.remove();
        await pbx.stop();
      },
    };
  }

  test('to a PBX over HTTP, while it makes things and while it changes them', {
    timeout: 240_000,
  }, async () => {
    const undisturbed = await begin();
    await expectSuccess(undisturbed.project);
    const making = undisturbed.pbx.writes.length;
    await undisturbed.goOn();
    await expectSuccess(undisturbed.project);
    const changing = undisturbed.pbx.writes.length - making;
    expect(shown(undisturbed.pbx)).toEqual(AFTER_SECOND);
    await undisturbed.end();
    const moments = someOf(upTo(making), KILLS);
    const kill = async (later: number, index: number): Promise<void> => {
      const { pbx, project, goOn, end } = await begin();
      const sooner = moments[index] ?? 1;
      const story = `killed after ${sooner} and ${later} writes, seed ${SEED}`;
      await killAndRepeat(pbx, project, sooner);
      expect(shown(pbx), story).toEqual(AFTER_FIRST);
      await goOn();
      await killAndRepeat(pbx, project, later);
      expect(shown(pbx), story).toEqual(AFTER_SECOND);
      await expectNothingToDo(project, story);
      await end();
    };
    await Promise.all(someOf(upTo(changing), KILLS).map((later, index) => limit(() => kill(later, index))));
  });

  test('to the embedded PBX', { timeout: 240_000 }, async () => {
    const steps = 2 * QUEUES;
    // Slow enough for the last of these moments to be well before its end.
    const kill = async (moment: number): Promise<void> => {
      const story = `killed after ${moment} steps, seed ${SEED}`;
      const project = await makeProject(config(''));
      const { child, ended } = project.start('apply', '--auto-approve', '--max-rps', '100');
      let done = 0;
      child.stderr?.on('data', (chunk: Buffer) => {
        done += chunk.toString('utf8').split(': created').length - 1;
        if (done >= moment) child.kill('SIGKILL');
      });
      await ended;
      expect(child.signalCode, story).toBe('SIGKILL');
      await expectReadableState(project, story);
      await expectSuccess(project, story);
      await expectNothingToDo(project, story);
      const queues = await project.json<{ items: unknown[] }>(0, 'get', 'queues', '--top', '100');
      expect(queues.items).toHaveLength(QUEUES);
      await project.remove();
    };
    await Promise.all(someOf(upTo(steps / 2), KILLS - 1).map((moment) => limit(() => kill(moment))));
  });
});

describe('an interrupt', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    'by %s finishes what runs, begins nothing more, exits 130; the same command goes on',
    async (signal) => {
      const pbx = await StrictPbx.start({ token: TOKEN, lagMs: 0 });
      const project = await makeProject(config(`target: { url: "${pbx.url}" }\n`));
      const running = project.start('apply', '--auto-approve', '--parallelism', '1', '--max-rps', '40');
      while (pbx.writes.length < 5) await sleep(10);
      running.child.kill(signal);
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
    },
  );
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
