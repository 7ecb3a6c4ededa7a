/** Mistakes in the files do not stop who only looks at the PBX, as long as the files say which PBX is meant. */

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeProject, type Project, TOKEN } from '../support/run-cli.ts';
import { StrictPbx } from '../support/strict-pbx.ts';

let pbx: StrictPbx;
let project: Project;

beforeEach(async () => {
  pbx = await StrictPbx.start({ token: TOKEN });
  pbx.addQueue({ name: 'Support', extension_number: '8000' }, [{ extension_number: '2001', skill_level: 1 }]);
  project = await makeProject('');
});
afterEach(async () => {
  await project.remove();
  await pbx.stop();
});

const write = (...lines: string[]) =>
  project.write('cqctl.yaml', ['version: 1', `target: { url: "${pbx.url}" }`, ...lines, ''].join('\n'));

const waiting = () => {
  pbx.queue('8000').waiting = [
    { session_id: 'S1', extension_number: '100', display_name: 'x', waiting_time: 3 },
  ];
};

describe.each<[what: string, lines: string[]]>([
  ['an unknown key', ['queues:', '  support: { extension_number: "8000", rng_time: 20 }']],
  [
    'a variable that is not set',
    ['queues:', '  support: { extension_number: "8000", name: "${var.nobody}" }'],
  ],
  ['an included file that is not there', ['include: [missing.yaml]']],
  [
    'two queues with one number',
    ['queues:', '  a: { extension_number: "8000" }', '  b: { extension_number: "8000" }'],
  ],
  ['a list that is not defined', ['queues:', '  support: { extension_number: "8000", agents: tier }']],
  [
    'a bracket that is left open',
    ['queues:', '  support: { extension_number: "8000"', 'policy: { max_destroys: 0 }'],
  ],
  ['a tab', ['queues:', '\tsupport:', '\t\textension_number: "8000"']],
  ['a wrong state', ['state: { backend: nothing }']],
])('%s', (_what, lines) => {
  test('stops plan, and not status, get, agent set and pickup', async () => {
    await write(...lines);
    expect((await project.run('plan')).code).toBe(1);
    waiting();
    for (const args of [
      ['status'],
      ['get', 'queues'],
      ['get', 'agents', '8000'],
      ['agent', 'set', '8000', '2001', 'NOT_READY'],
      ['pickup', '8000', 'S1'],
    ]) {
      const { code, stderr } = await project.run(...args);
      expect(code, `${args.join(' ')}\n${stderr}`).toBe(0);
      expect(stderr).toContain('CQ523');
      expect(stderr).not.toContain('embedded');
    }
    expect(pbx.queue('8000').statuses.get('2001')).toBe('NOT_READY');
  });
});

test('a key whose number stands in the file is known all the same', async () => {
  await write('queues:', '  support: { extension_number: "8000" }', '  other: { rng: 1 }');
  expect((await project.run('get', 'agents', 'support')).stdout).toContain('2001');
  expect((await project.run('status', 'support')).code).toBe(0);
});

test('variables and environments of the target count', async () => {
  await project.write(
    'more.yaml',
    `variables: { port: "${new URL(pbx.url).port}" }\nqueues: { x: { rng: 1 } }\n`,
  );
  await project.write(
    'cqctl.yaml',
    [
      'version: 1',
      'target: { url: "http://127.0.0.1:1" }',
      'include: [more.yaml]',
      'environments:',
      '  prod: { target: { url: "http://127.0.0.1:${var.port}" } }',
      'queues: { y: { rng: 1 } }',
      '',
    ].join('\n'),
  );
  const { code, stderr } = await project.run('get', 'queues', '--env', 'prod');
  expect(code, stderr).toBe(0);
  expect((await project.run('get', 'queues', '--env', 'prd')).code).toBe(1);
});

test.each<[what: string, text: string]>([
  ['it is empty', 'version: 1\ntarget:\nqueues: { a: { rng: 1 } }\n'],
  ['its url is empty', 'version: 1\ntarget: { url: }\nqueues: { a: { rng: 1 } }\n'],
  ['its variable is not set', 'version: 1\ntarget: { url: "${var.nobody}" }\nqueues: { a: { rng: 1 } }\n'],
  ['it has an unknown key', 'version: 1\ntarget: { url: "http://127.0.0.1:1", port: 3 }\n'],
  ['it is there twice', 'version: 1\ntarget: { url: "http://127.0.0.1:1" }\ntarget: embedded\n'],
  ['it is no address', 'version: 1\ntarget: { url: "not a url" }\n'],
])('a mistake in the target itself stops them: %s', async (_what, text) => {
  await project.write('cqctl.yaml', text);
  for (const args of [['status'], ['agent', 'set', '8000', '2001', 'READY']]) {
    const { code, stderr } = await project.run(...args);
    expect([args, code, stderr.includes('embedded PBX')]).toEqual([args, 1, false]);
  }
  expect(pbx.requests).toEqual([]);
});
