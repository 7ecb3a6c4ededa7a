/** A PBX, or something in front of it, that answers what cannot be: no command takes it for what the PBX has. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeProject, type Project, TOKEN } from '../support/run-cli.ts';
import { StrictPbx, type Twist } from '../support/strict-pbx.ts';

let pbx: StrictPbx;
let project: Project;
const COUNT = 120;

beforeEach(async () => {
  pbx = await StrictPbx.start({ token: TOKEN });
  const lines = Array.from(
    { length: COUNT },
    (_, n) => `  q${n}: { extension_number: "${8000 + n}", ring_time: 25 }\n`,
  );
  project = await makeProject(`version: 1\ntarget: { url: "${pbx.url}" }\nqueues:\n${lines.join('')}`);
});
afterEach(async () => {
  await project.remove();
  await pbx.stop();
});

const applied = async () => {
  const { code, stderr } = await project.run('apply', '--auto-approve');
  expect(code, stderr).toBe(0);
};

interface List {
  count: number;
  items: unknown[];
}
type Pages = (list: List, query: URLSearchParams) => unknown;

/** Only what lists queues. */
function twistQueues(pages: Pages): void {
  pbx.twist = ({ path, method, query }, answer): Twist | undefined =>
    method === 'GET' && path === '/api/call_queues'
      ? { answer: pages(answer as unknown as List, new URLSearchParams(query)) }
      : undefined;
}

const all = () => [...pbx.queues.values()].map(({ id, fields }) => ({ id, ...fields }));
const WRONG: [what: string, pages: Pages][] = [
  ['a total and no objects', () => ({ count: COUNT, items: [] })],
  ['pages that ignore skip', () => ({ count: COUNT, items: all().slice(0, 100) })],
  [
    'nothing after the first page',
    (list, query) =>
      query.get('skip') === '0' || query.get('skip') === null ? list : { ...list, items: [] },
  ],
];

describe.each(WRONG)('a list of queues with %s', (_what, pages) => {
  test('ends every command that needs the whole of it, and nothing is written', async () => {
    await applied();
    const writes = pbx.writes.length;
    twistQueues(pages);
    const expectEnd = async (...args: string[]): Promise<void> => {
      const { code, stdout, stderr } = await project.run(...args);
      expect(code, `${args.join(' ')}\n${stdout}${stderr}`).toBe(1);
      expect(stderr, args.join(' ')).toContain('CQ520');
      expect(stderr.replace(/\s+/g, ' ')).toMatch(
        /GET \/api\/call_queues: the PBX promised 120 objects, but it showed \d+ objects/,
      );
      expect(stdout).toBe('');
    };
    // They mostly wait before they look again. Those that lock the state come one after the other.
    await Promise.all([
      expectEnd('apply', '--auto-approve').then(() =>
        expectEnd('destroy', '--auto-approve', '--allow-destroys', '500'),
      ),
      ...[['plan'], ['drift'], ['export'], ['status'], ['get', 'queues']].map((args) => expectEnd(...args)),
    ]);
    expect(pbx.writes).toHaveLength(writes);
    pbx.twist = undefined;
    expect((await project.run('plan', '--detailed-exitcode')).code).toBe(0);
  }, 120_000);
});

test('a list that adds up when it is read again is no trouble', async () => {
  await applied();
  let left = 3;
  twistQueues((list) => (left-- > 0 ? { ...list, items: [] } : list));
  expect((await project.run('plan', '--detailed-exitcode')).code).toBe(0);
});

test('a thousand million queues: refused at the first page, unless they are allowed', async () => {
  const line = (n: number) => ({ id: `id${n}`, name: 'x', extension_number: String(100_000 + n) });
  twistQueues((_list, query) => {
    const skip = Number(query.get('skip') ?? 0);
    return { count: 1e9, items: Array.from({ length: 100 }, (_, n) => line(skip + n)) };
  });
  for (const args of [['plan'], ['get', 'queues'], ['export']]) {
    const { code, stderr } = await project.run(...args);
    expect(code).toBe(1);
    expect(stderr).toContain('CQ521');
    expect(stderr).toContain('--max-objects');
  }
  expect(pbx.requests.filter(({ path }) => path === '/api/call_queues')).toHaveLength(3);
  const { code, stderr } = await project.run(
    'plan',
    '--max-objects',
    '100000000',
    '--max-response-bytes',
    '200000',
  );
  expect([code, stderr]).toEqual([1, expect.stringContaining('CQ521')]);
});

test('an error under status 200 is shown with the code and the words of the PBX', async () => {
  const errors = [{ code: 'LICENCE_EXPIRED', message: 'renew the licence' }];
  pbx.twist = ({ path }) => (path === '/api/call_queues' ? { status: 200, answer: { errors } } : undefined);
  const { code, stderr } = await project.run('plan');
  expect(code).toBe(1);
  expect(stderr).toContain('LICENCE_EXPIRED: renew the licence');

  pbx.twist = ({ path, method }) =>
    path === '/api/call_queues' && method === 'POST' ? { status: 200, answer: { errors } } : undefined;
  const applied = await project.run('apply', '--auto-approve', '--target', 'queue.q0');
  expect(applied.code).toBe(1);
  expect(applied.stdout + applied.stderr).toContain('LICENCE_EXPIRED: renew the licence');
});

test('errors beside an empty list are no empty list: nothing is planned', async () => {
  const errors = [{ code: 'DB_DOWN', message: 'the database is away' }];
  twistQueues(() => ({ count: 0, items: [], errors }));
  const { code, stdout, stderr } = await project.run('plan');
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toContain('DB_DOWN: the database is away');
});

test('a queue that is answered for another one is not read for it', async () => {
  await applied();
  const [first, second] = [...pbx.queues.values()];
  pbx.twist = ({ path, method }): Twist | undefined =>
    method === 'GET' && path === `/api/call_queues/${first?.id}`
      ? { answer: { id: second?.id, ...second?.fields } }
      : undefined;
  const { code, stdout, stderr } = await project.run('plan');
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toContain('CQ504');
  expect(stderr).toContain('another object');
});

const DEEP = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;

test.each([
  [200, 'CQ504'],
  [400, 'CQ501'],
  [500, 'CQ503'],
])('JSON of 200,000 levels with status %i is a clear error', async (status, expected) => {
  pbx.twist = ({ path }) => (path === '/api/call_queues' ? { status, answer: DEEP } : undefined);
  const { code, stderr } = await project.run('plan');
  expect(code).toBe(1);
  expect(stderr).toContain(expected);
  expect(stderr.replace(/\s+/g, ' ')).toContain('more than 200 lists and objects within each other');
});

test('the same in state and in a plan file', async () => {
  await project.write('.cqctl/state.json', DEEP);
  const { code, stderr } = await project.run('plan');
  expect([code, stderr]).toEqual([1, expect.stringContaining('CQ601')]);
  await writeFile(join(project.folder, 'deep.cqplan'), DEEP);
  const shown = await project.run('show', 'deep.cqplan');
  expect([shown.code, shown.stderr]).toEqual([1, expect.stringContaining('CQ411')]);
});
