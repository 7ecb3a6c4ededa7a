/** A watch outlives the PBX that it watches, and is no burden to a large one. */

import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeProject, type Project, type Running, TOKEN } from '../support/run-cli.ts';
import { StrictPbx } from '../support/strict-pbx.ts';

let pbx: StrictPbx;
let project: Project;
let running: Running | undefined;
let printed: { stdout: string; stderr: string };

beforeEach(async () => {
  pbx = await StrictPbx.start({ token: TOKEN });
  pbx.addQueue({ name: 'Support', extension_number: '8000' }, [{ extension_number: '2001', skill_level: 1 }]);
  project = await makeProject(`version: 1\ntarget: { url: "${pbx.url}" }\n`);
});
afterEach(async () => {
  running?.child.kill('SIGKILL');
  await running?.ended;
  await project.remove();
  await pbx.stop();
});

function start(...args: string[]): Running {
  running = project.start(...args);
  printed = { stdout: '', stderr: '' };
  running.child.stdout?.on('data', (chunk) => {
    printed.stdout += chunk;
  });
  running.child.stderr?.on('data', (chunk) => {
    printed.stderr += chunk;
  });
  return running;
}

async function until(holds: () => boolean, what: string): Promise<void> {
  for (let waited = 0; waited < 40_000; waited += 50) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${what}\n${printed.stdout}\n${printed.stderr}`);
}

test.each([
  ['answers 503', () => ({ status: 503, answer: '' })],
  [
    'answers with the page of a proxy',
    () => ({ status: 200, answer: '<html><title>starting</title></html>' }),
  ],
])(
  'goes on when the PBX %s for a while, and says since when',
  async (_what, twist) => {
    const { child, ended } = start('status', '--watch');
    await until(() => printed.stdout.includes('1/1'), 'no first picture');
    pbx.twist = twist;
    await until(
      () => /does not answer since \d\d:\d\d:\d\d \(GET .*what is shown is from/s.test(printed.stderr),
      'not said',
    );
    const before = pbx.requests.length;
    await until(() => pbx.requests.length > before + 14, 'gave up');
    expect(printed.stderr.match(/does not answer/g)).toHaveLength(1);
    expect(printed.stderr).not.toContain('error');
    pbx.queue('8000').statuses.set('2001', 'LUNCH');
    pbx.twist = undefined;
    await until(() => printed.stdout.includes('0/1'), 'no new picture');
    expect(printed.stderr).toContain('the PBX answers again');
    child.kill('SIGINT');
    expect((await ended).code).toBe(130);
  },
  120_000,
);

test('goes on when the PBX is gone, and keeps JSON whole', async () => {
  const { child, ended } = start('get', 'queues', '--watch', '--format', 'json');
  await until(() => printed.stdout.includes('Support'), 'no first picture');
  await pbx.stop();
  await until(() => printed.stderr.includes('does not answer since'), 'not said');
  expect(JSON.parse(printed.stdout)).toMatchObject({ count: 1 });
  child.kill('SIGINT');
  expect((await ended).code).toBe(130);
}, 60_000);

test('a first look that fails ends it: the address may be wrong', async () => {
  await pbx.stop();
  const { code, stderr } = await project.run('status', '--watch');
  expect([code, stderr]).toEqual([1, expect.stringContaining('CQ502')]);
}, 60_000);

test('an account that is refused ends it', async () => {
  const { ended } = start('get', 'queues', '--watch');
  await until(() => printed.stdout.includes('Support'), 'no first picture');
  pbx.twist = () => ({ status: 401, answer: '' });
  expect((await ended).code).toBe(1);
}, 60_000);

test('asks a PBX of many queues no more than 50 requests a second', async () => {
  for (let n = 0; n < 60; n += 1) {
    const agents = Array.from({ length: 8 }, (_, at) => ({
      extension_number: String(3000 + at),
      skill_level: 1,
    }));
    pbx.addQueue({ name: `Q${n}`, extension_number: String(9000 + n) }, agents);
  }
  const begunAt = Date.now();
  start('status', '--watch');
  await until(() => printed.stdout.includes('9059'), 'no first picture');
  await new Promise((resolve) => setTimeout(resolve, 6000));
  const seconds = (Date.now() - begunAt) / 1000;
  // One look: 2 lists, and for each queue its status, agents, callers and the agents one by one.
  const look = 2 + 1 + 61 * 3 + 60 * 8 + 1;
  expect(pbx.requests.length).toBeLessThanOrEqual(look + seconds * 50);
  expect(printed.stderr).toMatch(/looks again every 1\d s, because a look takes 6\d\d requests/);
}, 60_000);
