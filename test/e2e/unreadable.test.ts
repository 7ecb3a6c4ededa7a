/** One queue that the account may not read: what is not about it goes on, and messages say which one it is. */

import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import { makeProject, type Project, TOKEN } from '../support/run-cli.ts';
import { StrictPbx } from '../support/strict-pbx.ts';

let pbx: StrictPbx;
let project: Project;
let hidden: string;

const QUEUES = (ringTime: number) => `queues:
  a: { extension_number: "8000", ring_time: ${ringTime}, agents: ["2001"] }
  b: { extension_number: "8001", ring_time: ${ringTime}, agents: ["2002"] }
  c: { extension_number: "8002", ring_time: ${ringTime} }
`;
const write = (ringTime: number) =>
  project.write('cqctl.yaml', `version: 1\ntarget: { url: "${pbx.url}" }\n${QUEUES(ringTime)}`);
const isHidden = (path: string) => path.startsWith(`/api/call_queues/${hidden}`);
const refuse = (status: number) => {
  pbx.twist = ({ path }) =>
    isHidden(path) ? { status, answer: { errors: [{ code: 'HIDDEN', message: 'not for you' }] } } : undefined;
};
const oneLine = (text: string) => text.replace(/\s+/g, ' ');

beforeEach(async () => {
  pbx = await StrictPbx.start({ token: TOKEN });
  project = await makeProject('');
  await write(20);
  const { code, stderr } = await project.run('apply', '--auto-approve');
  expect(code, stderr).toBe(0);
  hidden = pbx.queue('8001').id;
  refuse(403);
  pbx.requests.length = 0;
});
afterEach(async () => {
  await project.remove();
  await pbx.stop();
});

const asked = () => pbx.requests.filter(({ path }) => isHidden(path));

test.each([
  ['--target', 'queue.a'],
  ['--exclude', 'queue.b'],
])('plan, drift and apply with %s %s do not ask for it', async (...selection) => {
  await write(25);
  const plan = await project.json<Plan>(0, 'plan', ...selection);
  expect(plan.changes.map(({ address }) => address)).toContain('queue.a');
  expect(plan.changes.map(({ address }) => address)).not.toContain('queue.b');
  expect(plan.complete).toBe(false);
  expect((await project.run('drift', ...selection)).code).toBe(0);
  const applied = await project.run('apply', '--auto-approve', ...selection);
  expect(applied.code, applied.stderr).toBe(0);
  expect(asked()).toEqual([]);
  expect(pbx.queue('8000').fields['ring_time']).toBe(25);
  expect(pbx.queue('8001').fields['ring_time']).toBe(20);
  const destroyed = await project.run('destroy', '--auto-approve', '--target', 'queue.a');
  expect(destroyed.code, destroyed.stderr).toBe(0);
  expect(asked()).toEqual([]);
});

test('what a chosen queue cannot do without is read all the same', async () => {
  pbx.twist = undefined;
  const swapped = QUEUES(20).replace('"8000"', '"X"').replace('"8001"', '"8000"').replace('"X"', '"8001"');
  await project.write('cqctl.yaml', `version: 1\ntarget: { url: "${pbx.url}" }\n${swapped}`);
  const { changes } = await project.json<Plan>(0, 'plan', '--target', 'queue.a');
  expect(changes.map(({ action, address }) => `${action} ${address}`)).toEqual([
    'replace queue.a',
    'replace agents.a',
    'replace queue.b',
    'replace agents.b',
  ]);
  expect(asked().length).toBeGreaterThan(0);
  expect(pbx.requests.filter(({ path }) => path.includes(pbx.queue('8002').id))).toEqual([]);
});

test.each([['plan'], ['drift'], ['apply', '--auto-approve']])(
  '%s needs it, and says which one it is',
  async (...args) => {
    const { code, stderr } = await project.run(...args);
    expect(code).toBe(1);
    expect(oneLine(stderr)).toContain(`queue.b (8001): GET /api/call_queues/${hidden}: the PBX answered 403`);
    expect(stderr).toContain('HIDDEN: not for you');
  },
);

test('listed and answered with 404, it is an error and no create', async () => {
  refuse(404);
  await rm(join(project.folder, '.cqctl'), { recursive: true });
  for (const args of [['plan'], ['apply', '--auto-approve']]) {
    const { code, stderr } = await project.run(...args);
    expect(code).toBe(1);
    expect(stderr).toContain('CQ522');
    expect(oneLine(stderr)).toContain('queue.b (8001): GET');
  }
  expect(pbx.writes).toEqual([]);
});

test('status goes on, and says which one it could not read', async () => {
  const { code, stdout, stderr } = await project.run('status');
  expect(code, stderr).toBe(0);
  expect(stdout).toMatch(/8000 .*1\/1/);
  expect(stdout).toMatch(/8001 .*unreadable/);
  expect(oneLine(stderr)).toContain('warning: CQ524 the queue "b" (8001) cannot be read: GET');
  expect(stderr).toContain('HIDDEN: not for you');
  const report = await project.json<{ queues: { extension_number: string; error?: string }[] }>(0, 'status');
  expect(report.queues.map(({ extension_number, error }) => [extension_number, error !== undefined])).toEqual(
    [
      ['8000', false],
      ['8001', true],
      ['8002', false],
    ],
  );
  const alone = await project.run('status', 'b');
  expect([alone.code, oneLine(alone.stderr)]).toEqual([
    1,
    expect.stringContaining('the queue "b" (8001): GET'),
  ]);
});

test('status does not leave out a queue that is listed and not found', async () => {
  refuse(404);
  const { code, stdout, stderr } = await project.run('status');
  expect(code, stderr).toBe(0);
  expect(stdout).toMatch(/8001 .*unreadable/);
  expect(oneLine(stderr)).toContain('its list still shows the queue');
});

test('callers that cannot be counted are said to be whose, and nothing is destroyed', async () => {
  const { code, stderr } = await project.run('destroy', '--auto-approve', '--target', 'queue.c');
  expect(code, stderr).toBe(0);
  hidden = pbx.queue('8000').id;
  pbx.twist = ({ path }) => (path.endsWith(`${hidden}/waiting`) ? { status: 403, answer: '' } : undefined);
  const refused = await project.run('destroy', '--auto-approve', '--target', 'queue.a');
  expect(refused.code).toBe(1);
  expect(oneLine(refused.stderr)).toContain('queue.a (8000): GET');
  expect(pbx.queue('8000').id).toBe(hidden);
});

test('status goes on without the servers that a tenant may not list', async () => {
  pbx.twist = ({ path }) => (path === '/api/call_queue_servers' ? { status: 403, answer: '' } : undefined);
  const { code, stdout, stderr } = await project.run('status');
  expect(code, stderr).toBe(0);
  expect(stdout).toContain('8002');
  expect(stderr).toContain('CQ524 the list of servers cannot be read');
});

test('status of a PBX that fails altogether is an error', async () => {
  pbx.twist = ({ path }) =>
    path.startsWith('/api/call_queues/') ? { status: 401, answer: { errors: [] } } : undefined;
  expect((await project.run('status')).code).toBe(1);
});

test('get queues lists it, and get agents of another queue has no need of it', async () => {
  expect((await project.run('get', 'queues')).stdout).toContain('8001');
  expect((await project.run('get', 'agents', 'a')).stdout).toContain('2001');
  expect((await project.run('get', 'agents', 'b')).code).toBe(1);
});

test('export goes on, says so in the file, and takes nothing out of the project', async () => {
  const { code, stdout, stderr } = await project.run('export');
  expect(code, stderr).toBe(0);
  expect(stdout).toContain('extension_number: "8000"');
  expect(stdout).not.toContain('extension_number: "8001"');
  expect(stdout).toContain('# not in this file, because it could not be read: the queue "b" (8001)\n');
  expect(stderr).toContain('CQ524');
  expect((await project.run('export', '--out', 'copy')).code).toBe(0);
  expect((await project.run('validate', '-f', 'copy')).code).toBe(0);

  pbx.queue('8000').fields['ring_time'] = 33;
  const updated = await project.run('export', '--update', '--prune');
  expect(updated.code, updated.stderr).toBe(0);
  const text = await readFile(join(project.folder, 'cqctl.yaml'), 'utf8');
  expect(text).toBe(
    `version: 1\ntarget: { url: "${pbx.url}" }\n${QUEUES(20).replace('ring_time: 20', 'ring_time: 33')}`,
  );
});
