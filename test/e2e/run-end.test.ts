/** Runs that cannot go on: how soon they end, what they say, and what the next run makes of what was done. */

import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BIN, type Ended, makeProject, type Project } from '../support/run-cli.ts';
import { type StateServer, startStateServer } from '../support/state-server.ts';
import { type RecordedRequest, StrictPbx } from '../support/strict-pbx.ts';

interface Summary {
  done: number;
  unsaved: number;
  failed: number;
  skipped: number;
}

const OLD = 'tk-of-this-morning-1c0de';
const NEW = 'tk-of-this-evening-2c0de';
const APPLY = ['apply', '--auto-approve', '--parallelism', '4'];

let pbx: StrictPbx;
let project: Project;

beforeEach(async () => {
  pbx = await StrictPbx.start({ token: OLD });
  project = await makeProject('version: 1\n', { CQCTL_TOKEN: OLD });
});
afterEach(async () => {
  await project.remove();
  await pbx.stop();
});

/** So many queues, each with two agents. */
function write(count: number, { ring = 20, more = '' } = {}): Promise<void> {
  const lines = Array.from(
    { length: count },
    (_unused, index) =>
      `  q${index}: { extension_number: "${8000 + index}", ring_time: ${ring}, agents: ["2001", "2002"] }\n`,
  );
  const head = `version: 1\ntarget: { url: "${pbx.url}" }\npolicy: { max_destroys: 1000 }\n${more}`;
  return project.write('cqctl.yaml', `${head}queues:${count === 0 ? ' {}' : ''}\n${lines.join('')}`);
}

async function succeed(...args: string[]): Promise<void> {
  const { code, stdout, stderr } = await project.run(...args);
  expect(code, stdout + stderr).toBe(0);
}

/** Nothing is lost: the next run does what is left, and then nothing differs. */
async function expectToConverge(): Promise<void> {
  pbx.guard = undefined;
  await succeed(...APPLY);
  await succeed('plan', '--detailed-exitcode');
}

const eventsOf = ({ stdout }: Ended) =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string; stops?: string; code?: string; summary?: Summary });
const summaryOf = (ended: Ended) => eventsOf(ended).at(-1)?.summary as Summary;
const stopsOf = (ended: Ended) => eventsOf(ended).filter(({ stops }) => stops !== undefined);

/** What a run printed but for the plan and a line for each step that was carried out. */
function endOf({ stdout, stderr }: Ended): string {
  const steps = stderr.split('\n').filter((line) => !/: (created|updated|destroyed)\b/.test(line));
  return `${stdout.slice(stdout.lastIndexOf('Plan hash'))}\n${steps.join('\n')}`;
}

function expectShort(ended: Ended): void {
  const end = endOf(ended);
  expect(end.split('\n').length, end).toBeLessThan(40);
}

const isUpdate = ({ method, path }: Readonly<RecordedRequest>) =>
  method === 'POST' && /call_queues\/[^/]+$/.test(path);
const isWrite = ({ method }: Readonly<RecordedRequest>) => method === 'POST';

test('an interrupt while steps wait for Retry-After ends the run at once, with 130', async () => {
  await write(20);
  let [writes, refused] = [0, 0];
  pbx.guard = (request) => {
    if (!isWrite(request) || ++writes <= 4) return undefined;
    refused += 1;
    return { status: 429, headers: { 'retry-after': '60' } };
  };
  const { child, ended } = project.start(...APPLY);
  for (let waited = 0; refused === 0 && waited < 20_000; waited += 20) await sleep(20);
  await sleep(300);
  child.kill('SIGINT');
  const { code, stdout, stderr } = await ended;
  expect(code, stderr).toBe(130);
  expect(stdout).toMatch(/Interrupted: .* Run it again to go on\./);
  await expectToConverge();
});

test.each([
  ['plan', 1],
  ['apply', 1],
] as const)('%s that fails ends at once, whatever else waits for Retry-After', async (command, code) => {
  for (let index = 0; index < 5; index++) {
    pbx.addQueue({ name: `Held ${index}`, extension_number: String(8000 + index) });
  }
  await write(5);
  let busy = 0;
  pbx.guard = ({ path }) => {
    if (!/call_queues\/.*\/agents/.test(path)) return undefined;
    busy += 1;
    return busy <= 2 ? { status: 503, headers: { 'retry-after': '60' } } : { status: 403 };
  };
  const args = command === 'apply' ? ['--auto-approve'] : [];
  const ended = await project.run(command, '--parallelism', '4', ...args);
  expect(ended.code, ended.stdout + ended.stderr).toBe(code);
  expect(busy).toBeGreaterThan(2);
});

describe('a token', () => {
  beforeEach(async () => {
    await write(200);
    await succeed(...APPLY);
    await write(200, { ring: 9 });
  });

  test('that dies at the tenth of 200 updates ends the run: few refused requests, told once', async () => {
    let [updates, refused] = [0, 0];
    pbx.guard = (request) => {
      if (isUpdate(request)) updates += 1;
      if (updates <= 10) return undefined;
      refused += 1;
      return { status: 401 };
    };
    const ended = await project.run(...APPLY);
    expect(ended.code).toBe(1);
    expect(refused).toBeLessThanOrEqual(12);
    expectShort(ended);
    expect(endOf(ended).match(/stopped: CQ431/g)).toHaveLength(1);
    updates = 0;
    const json = await project.run(...APPLY, '--format', 'json');
    expect(json.code).toBe(1);
    expect(stopsOf(json)).toMatchObject([{ type: 'warning', code: 'CQ431', stops: 'unauthorized' }]);
    expect(summaryOf(json).skipped).toBeGreaterThan(150);
    await expectToConverge();
  });

  test('in a file that is replaced meanwhile is read again', async () => {
    const file = join(project.folder, 'token');
    writeFileSync(file, `${OLD}\n`);
    delete project.env['CQCTL_TOKEN'];
    project.env['CQCTL_TOKEN_FILE'] = 'token';
    let updates = 0;
    pbx.guard = (request) => {
      if (isUpdate(request) && ++updates === 11) {
        writeFileSync(file, `${NEW}\n`);
        pbx.changeToken(NEW);
      }
      return undefined;
    };
    const { code, stdout, stderr } = await project.run(...APPLY);
    expect(code, stderr).toBe(0);
    expect(updates).toBeGreaterThan(200);
    expect(pbx.refused.filter(({ status }) => status === 401).length).toBeGreaterThan(0);
    expect(stdout + stderr).not.toContain(NEW);
    await succeed('plan', '--detailed-exitcode');
  });
});

test('a PBX that dies at step 137 of 240 is told of in one line; the rest is skipped, not tried', async () => {
  await write(120);
  let [writes, cut] = [0, 0];
  const dying = (request: Readonly<RecordedRequest>) => {
    if (isWrite(request)) writes += 1;
    if (writes <= 137) return undefined;
    cut += 1;
    return null;
  };
  pbx.guard = dying;
  // Enough steps at once for all that it takes to give up to wait at the same time.
  const apply = ['apply', '--auto-approve', '--parallelism', '8'];
  const ended = await project.run(...apply, '--format', 'json', '--output', 'text=run.txt');
  expect(ended.code, ended.stderr).toBe(1);
  const { done, failed, skipped, unsaved } = summaryOf(ended);
  expect(done + failed + skipped).toBe(240);
  expect(unsaved).toBe(0);
  expect(done).toBeGreaterThan(120);
  expect(failed).toBeLessThan(16);
  expect(stopsOf(ended)).toMatchObject([{ code: 'CQ430', stops: 'unreachable' }]);
  // Six attempts for each of the few that found out, and their look-ups.
  expect(cut).toBeLessThan(300);
  writes = 137;
  pbx.guard = (request) => (isWrite(request) ? dying(request) : undefined);
  const again = await project.run(...APPLY);
  expect(again.code).toBe(1);
  expectShort(again);
  expect(endOf(again).match(/stopped: CQ430/g)).toHaveLength(1);
  await expectToConverge();
});

test('a PBX that takes so many requests a second, one after the other, and does not say so, is asked at that rate', async () => {
  await write(20);
  await succeed(...APPLY);
  await write(20, { ring: 9 });
  const rate = 30;
  let [nextAt, accepted, refused] = [0, 0, 0];
  pbx.guard = () => {
    const now = performance.now();
    if (now < nextAt) {
      refused += 1;
      return { status: 429 };
    }
    nextAt = now + 1000 / rate;
    accepted += 1;
    return undefined;
  };
  await succeed('apply', '--auto-approve');
  expect(refused).toBeLessThan(accepted);
  pbx.guard = undefined;
  await succeed('plan', '--detailed-exitcode');
});

test('a name that the PBX trims fails its queue, which has its agents all the same; the next run says the same', async () => {
  pbx.twist = ({ method, path }, answer) => {
    const fields = answer as { name?: string };
    if (method !== 'GET' || !/call_queues\/[^/]+$/.test(path) || fields.name === undefined) return undefined;
    return { answer: { ...fields, name: fields.name.trim() } };
  };
  const yaml = (agents: string) =>
    `version: 1\ntarget: { url: "${pbx.url}" }\nqueues:\n  a: { extension_number: "8000", name: "Support ", agents: [${agents}] }\n`;
  const expectFailure = async (agents: string[]) => {
    const { code, stdout } = await project.run(...APPLY);
    expect(code).toBe(1);
    expect(stdout).toContain('name: sent "Support ", kept "Support"');
    expect(stdout).toContain('0 skipped');
    expect(pbx.queue('8000').agents.map((agent) => agent['extension_number'])).toEqual(agents);
  };
  await project.write('cqctl.yaml', yaml('"2001", "2002"'));
  await expectFailure(['2001', '2002']);
  await project.write('cqctl.yaml', yaml('"2003"'));
  await expectFailure(['2003']);
  pbx.twist = undefined;
  await expectToConverge();
});

describe('a state that cannot be saved', () => {
  /** A run that can write no file of more than so many bytes: what a full disk does, without having one. */
  async function runWithRoomFor(bytes: number, ...args: string[]): Promise<Ended> {
    const script = `ulimit -f ${Math.ceil(bytes / 512)}; exec "$0" "$@"`;
    const child = spawn('sh', ['-c', script, process.execPath, BIN, ...args], {
      cwd: project.folder,
      env: { ...process.env, ...project.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const closed = new Promise<number | null>((resolve) => child.on('close', resolve));
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { code: await closed, stdout, stderr };
  }

  /** Of so many steps all are counted as what they are: what the PBX shows is done or unsaved, and nothing failed. */
  function expectUnsaved(ended: Ended, { steps, carriedOut }: { steps: number; carriedOut: number }): void {
    expect(ended.code, ended.stderr).toBe(1);
    const { done, unsaved, failed, skipped } = summaryOf(ended);
    expect({ failed, carriedOut: done + unsaved, all: done + unsaved + skipped }).toEqual({
      failed: 0,
      carriedOut,
      all: steps,
    });
    expect(unsaved).toBeGreaterThan(0);
    expect(eventsOf(ended).filter(({ type }) => type === 'step_unsaved')).toHaveLength(unsaved);
    expect(stopsOf(ended)).toMatchObject([{ code: 'CQ604', stops: 'unsaved' }]);
  }

  const withAgents = () => [...pbx.queues.values()].filter(({ agents }) => agents.length > 0).length;

  test('on a full disk in a destroy of 100', async () => {
    await write(100);
    await succeed(...APPLY);
    await write(0);
    const ended = await runWithRoomFor(1024, ...APPLY, '--format', 'json');
    expectUnsaved(ended, { steps: 100, carriedOut: 100 - pbx.queues.size });
    await expectToConverge();
    expect(pbx.queues.size).toBe(0);
  });

  test('on a full disk in a create of 300', async () => {
    await write(300);
    const ended = await runWithRoomFor(8192, ...APPLY, '--format', 'json');
    expectUnsaved(ended, { steps: 600, carriedOut: pbx.queues.size + withAgents() });
    await expectToConverge();
    expect(pbx.queues.size).toBe(300);
  });

  test('is told of shortly, with what to do', async () => {
    await write(100);
    const ended = await runWithRoomFor(2048, ...APPLY);
    expect(ended.code).toBe(1);
    expectShort(ended);
    const end = endOf(ended);
    expect(end).toMatch(/^unsaved: (queue|agents)\.q/m);
    expect(end).toMatch(/stopped: CQ604 state could not be saved.*run the same command again/);
    expect(end).toMatch(/Not all was applied: \d+ done, \d+ unsaved, 0 failed, \d+ skipped\./);
    await expectToConverge();
  });

  // Only root may mount; everybody else has the two tests above.
  const canMount = process.getuid?.() === 0;
  test.runIf(canMount)('on a file system that is really full', async ({ skip }) => {
    const disk = join(project.folder, 'disk');
    mkdirSync(disk);
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', disk]);
    if (mounted.status !== 0) skip('a file system cannot be mounted here');
    try {
      await write(100, { more: 'state: { path: disk/state.json }\n' });
      const ended = await project.run(...APPLY, '--format', 'json');
      expectUnsaved(ended, { steps: 200, carriedOut: pbx.queues.size + withAgents() });
      expect(stopsOf(ended)[0]).toMatchObject({ message: expect.stringContaining('no space left') });
    } finally {
      spawnSync('umount', [disk]);
    }
  });

  test('on a server that answers 507', async () => {
    const server: StateServer = await startStateServer('terraform');
    try {
      await write(100, { more: `state: { backend: http, address: "${server.address}" }\n` });
      const isStored = (method: string) => method === 'POST' || method === 'PUT';
      server.fault = (method) => (isStored(method) ? { status: 507 } : undefined);
      const ended = await project.run(...APPLY, '--format', 'json');
      expectUnsaved(ended, { steps: 200, carriedOut: pbx.queues.size + withAgents() });
      expect(stopsOf(ended)[0]).toMatchObject({ message: expect.stringMatching(/507.*state push/) });
      server.fault = undefined;
      await expectToConverge();
      expect(pbx.queues.size).toBe(100);
    } finally {
      await server.close();
    }
  });
});
