/** Callers in the embedded PBX, as commands see them while they wait. Nobody leaves by the clock, so no test waits for it. */

import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeProject, type Project, type Running, startCli } from '../support/run-cli.ts';

const TOKEN = 'live-planted-secret';
const QUEUE = 'polling_strategy: PRIORITIZED_HUNT, max_waiting_time: 65535';
const PROJECT = `version: 1
queues:
  support: { extension_number: "8000", ${QUEUE}, agents: ["2001"] }
`;
const SCENARIO = `version: 1
agents: { default: { answer: { after: 1s } }, "2001": { status: LUNCH } }
calls:
  - { id: first, at: 0s, queue: support, from: "+15550100", talk: 100h }
  - { id: second, at: 1s, queue: "8000", talk: 100h }
  - { id: third, at: 1s, queue: support, talk: 100h }
`;

let project: Project;
const running: Running[] = [];
beforeEach(async () => {
  project = await makeProject(PROJECT, { CQCTL_TOKEN: TOKEN, CQCTL_SERVE_TOKEN: TOKEN });
  await project.write('s.scenario.yaml', SCENARIO);
});
afterEach(async () => {
  for (const { child, ended } of running.splice(0)) {
    child.kill('SIGKILL');
    await ended;
  }
  await project.remove();
});

function start(...args: string[]): { process: Running; text(): string } {
  const process = startCli(args, { cwd: project.folder, env: project.env });
  running.push(process);
  let text = '';
  for (const stream of [process.child.stdout, process.child.stderr]) {
    stream?.on('data', (chunk) => {
      text += chunk;
    });
  }
  return { process, text: () => text };
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let round = 0; round < 300; round++) {
    if (await isSo()) return;
    await sleep(100);
  }
  throw new Error('it never was so');
}

/** Serves, and has all commands after it go there. */
async function serve(...args: string[]): Promise<Running> {
  const served = start('serve', '--port', '0', '--data', 'pbx.mdb', ...args);
  await until(() => /serving the embedded PBX at \S+\n/.test(served.text()));
  project.env['CQCTL_URL'] = /at (\S+)\n/.exec(served.text())?.[1] ?? '';
  return served.process;
}

/** What was applied is there from the start, so that nobody calls in vain. */
async function serveCalls(): Promise<Running> {
  const empty = await serve();
  const applied = await project.run('apply', '--auto-approve');
  expect(applied.code, applied.stderr).toBe(0);
  empty.child.kill('SIGINT');
  await empty.ended;
  const served = await serve('--calls', 's.scenario.yaml', '--speed', '50');
  await until(async () => (await waiting()).length === 3);
  return served;
}

interface Caller {
  session_id: string;
  extension_number: string;
  display_name: string;
}

async function waiting(): Promise<Caller[]> {
  return (await project.json<{ items: Caller[] }>(0, 'get', 'waiting', 'support')).items;
}

async function agentStatus(agent: string): Promise<string | undefined> {
  const { queues } = await project.json<{
    queues: { agents: { extension_number: string; status: string }[] }[];
  }>(0, 'status', 'support');
  return queues[0]?.agents.find(({ extension_number }) => extension_number === agent)?.status;
}

async function pickUpAll(): Promise<void> {
  for (const { session_id } of await waiting()) {
    expect((await project.run('pickup', 'support', session_id)).code).toBe(0);
  }
}

describe('serve --calls', () => {
  test('callers wait, are picked up, and are answered by who gets ready; an interrupt ends it well', async () => {
    const served = await serveCalls();
    const [first, second] = await waiting();
    expect([first?.display_name, first?.extension_number]).toEqual(['first', '+15550100']);
    expect(await agentStatus('2001')).toBe('LUNCH');
    expect((await project.run('pickup', 'support', first?.session_id ?? '')).code).toBe(0);
    const again = await project.run('pickup', 'support', first?.session_id ?? '');
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('NOT_FOUND')]);
    expect(await waiting()).toMatchObject([{ session_id: second?.session_id }, { display_name: 'third' }]);

    expect((await project.run('agent', 'set', 'support', '2001', 'READY')).code).toBe(0);
    await until(async () => (await agentStatus('2001')) === 'QUEUE_CALL');
    expect(await waiting()).toMatchObject([{ display_name: 'third' }]);
    const set = ['agent', 'set', 'support', '2001', 'BREAK'];
    expect((await project.run(...set)).stdout).toBe('2001 in 8000: QUEUE_CALL, BREAK after the call\n');
    expect(await project.json(0, ...set)).toMatchObject({ requested: 'BREAK', status: 'QUEUE_CALL' });
    served.child.kill('SIGINT');
    expect((await served.ended).code).toBe(0);
  });

  test('an agent who is added by apply takes a caller; a queue with callers is not replaced until it is empty', async () => {
    await serveCalls();
    await project.write('cqctl.yaml', PROJECT.replace('["2001"]', '["2001", "2002"]'));
    expect((await project.run('apply', '--auto-approve')).code).toBe(0);
    await until(async () => (await agentStatus('2002')) === 'QUEUE_CALL');
    expect(await waiting()).toMatchObject([{ display_name: 'second' }, { display_name: 'third' }]);

    await project.write('cqctl.yaml', PROJECT.replace('"8000"', '"8010"'));
    const refused = await project.run('apply', '--auto-approve');
    expect([refused.code, refused.stderr]).toEqual([3, expect.stringContaining('support (2)')]);

    // By its number: the key is the new queue's already.
    const sessions = (await project.json<{ items: Caller[] }>(0, 'get', 'waiting', '8000')).items;
    const draining = start('apply', '--auto-approve', '--drain', '60');
    await until(() => draining.text().includes('callers now: 2'));
    for (const { session_id } of sessions) {
      expect((await project.run('pickup', '8000', session_id)).code).toBe(0);
    }
    const drained = await draining.process.ended;
    expect(drained.code, draining.text()).toBe(0);
    expect((await project.run('get', 'waiting', '8000')).code).toBe(1);
    expect(await waiting()).toEqual([]);
  });

  test('what is wrong in the scenario is told with its place, and nothing is served', async () => {
    await project.write('s.scenario.yaml', SCENARIO.replaceAll('queue: support', 'queue: suport'));
    const wrong = await project.run('serve', '--port', '0', '--calls', 's.scenario.yaml');
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toContain('s.scenario.yaml:4');
    expect(wrong.stderr).toContain('CQ377');
    expect(wrong.stdout).toBe('');
    for (const options of [
      ['--speed', '2'],
      ['--calls', 's.scenario.yaml', '--speed', '0'],
    ]) {
      expect((await project.run('serve', '--port', '0', ...options)).code).toBe(64);
    }
  });
});

describe('--watch', () => {
  test('prints a block for each change, and ends at an interrupt', async () => {
    await serveCalls();
    await project.run('agent', 'set', 'support', '2001', 'BREAK');
    const list = start('get', 'waiting', 'support', '--watch');
    const status = start('status', 'support', '--watch');
    await until(() => list.text().includes('third') && status.text().includes('BREAK'));
    await pickUpAll();
    expect((await project.run('agent', 'set', 'support', '2001', 'NOT_READY')).code).toBe(0);
    await until(() => list.text().includes('Nobody') && status.text().includes('NOT_READY'));
    for (const { process } of [list, status]) {
      process.child.kill('SIGINT');
      const { code, stderr } = await process.ended;
      expect([code, stderr]).toEqual([130, '']);
    }
    expect(list.text().split('Nobody is waiting.')).toHaveLength(2);
  });
});
