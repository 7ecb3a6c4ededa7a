/** The whole story against a PBX that shares no code with cqctl, is strict to the reference and full of other people's queues. */

import { afterEach, describe, expect, test } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import { makeProject, type Project, TOKEN } from '../support/run-cli.ts';
import { type StrictOptions, StrictPbx } from '../support/strict-pbx.ts';

let pbx: StrictPbx;
let project: Project;
afterEach(async () => {
  await project.remove();
  await pbx.stop();
});

const CONFIG = (url: string, queues: string) => `version: 1
target: { url: "${url}" }
defaults:
  queue: { language: en-us, ring_time: 20 }
servers:
  edge-1: { ipv4: 192.0.2.10 }
agent_lists:
  tier-1:
    - "2001"
    - { extension_number: "2002", skill_level: 2 }
queues:
${queues}`;

const HELP = `  help:
    extension_number: "8000"
    ring_time: 25
    agents: tier-1
    polling_strategy: SKILL_BASED_ROUTING_PRIORITIZED_HUNT
    lifecycle: { prevent_destroy: true }
`;
const SALES = `  sales:
    name: Sales
    extension_number: "8001"
    polling_strategy: CYCLIC_HUNT
    agents: ["2001", "2003"]
    no_answer_forward_rule: { action: FORWARD_TO_NUMBER, number: "8000" }
`;
const FAX = `  fax: { extension_number: "8002" }
`;

async function start(options: StrictOptions, queues: string): Promise<void> {
  pbx = await StrictPbx.start({ token: TOKEN, foreignQueues: 230, unstableOrder: true, ...options });
  project = await makeProject(CONFIG(pbx.url, queues));
}

const plan = (code = 2) => project.json<Plan>(code, 'plan', '--detailed-exitcode');
const actions = (made: Plan) => made.changes.map(({ action, address }) => `${action} ${address}`);
async function apply(): Promise<void> {
  const { code, stderr, stdout } = await project.run('apply', '--auto-approve');
  expect(code, stdout + stderr).toBe(0);
}
const edit = (queues: string) => project.write('cqctl.yaml', CONFIG(pbx.url, queues));

describe.each<StrictOptions>([
  { updateMode: 'merge' },
  { updateMode: 'replace' },
  { updateMode: 'replace', lagMs: 400 },
])('a PBX with $updateMode, lag $lagMs', (options) => {
  test('adopt, create, drift, replace, destroy, and never a write or a request too many', async () => {
    await start(options, HELP + SALES + FAX);
    const adopted = pbx.addQueue({
      name: 'Help desk',
      extension_number: '8000',
      ring_time: 20,
      sla_time: 33,
    });
    const foreign = JSON.stringify(
      [...pbx.queues.values()].filter((queue) => String(queue.fields['extension_number']).startsWith('7')),
    );

    const first = await plan();
    expect(actions(first)).toEqual([
      'create server.edge-1',
      'create queue.fax',
      'adopt queue.help',
      'adopt agents.help',
      'create queue.sales',
      'create agents.sales',
    ]);
    expect(first.unmanaged).toHaveLength(230);
    expect(pbx.writes).toHaveLength(0);
    await apply();
    expect(pbx.queue('8000').id).toBe(adopted);
    expect(pbx.queue('8000').fields).toMatchObject({ name: 'Help desk', ring_time: 25, sla_time: 33 });
    expect(pbx.queue('8000').agents).toEqual([
      { extension_number: '2001', skill_level: 1 },
      { extension_number: '2002', skill_level: 2 },
    ]);
    expect(pbx.queue('8002').fields).toMatchObject({ name: 'fax', polling_strategy: 'RING_SIMULTANEOUSLY' });

    const second = await plan(0);
    expect(second.changes).toEqual([]);
    expect(second.summary.unchanged).toBe(6);
    const before = pbx.writes.length;
    await apply();
    expect(pbx.writes).toHaveLength(before);

    pbx.queue('8000').fields['ring_time'] = 45;
    pbx.queue('8001').agents = [{ extension_number: '2001', skill_level: 1 }];
    const drifted = await plan();
    expect(
      drifted.changes.map(({ address, fields }) => [address, fields.map((field) => field.cause)]),
    ).toEqual([
      ['queue.help', ['drift']],
      ['agents.sales', ['drift']],
    ]);
    expect((await project.run('drift')).code).toBe(2);
    await apply();
    expect((await project.run('drift')).code).toBe(0);
    expect(pbx.queue('8000').fields).toMatchObject({ ring_time: 25, sla_time: 33, name: 'Help desk' });
    expect(pbx.queue('8001').agents).toHaveLength(2);

    await edit(HELP + SALES.replace('"8001"', '"8011"'));
    expect(actions(await plan())).toEqual([
      'destroy queue.fax',
      'replace queue.sales',
      'replace agents.sales',
    ]);
    await apply();
    expect(() => pbx.queue('8001')).toThrow('0 queues');
    expect(() => pbx.queue('8002')).toThrow('0 queues');
    expect(pbx.queue('8011').agents.map((agent) => agent['extension_number'])).toEqual(['2001', '2003']);
    expect((await plan(0)).changes).toEqual([]);

    expect(pbx.refused).toEqual([]);
    const others = [...pbx.queues.values()].filter((queue) =>
      String(queue.fields['extension_number']).startsWith('7'),
    );
    expect(JSON.stringify(others)).toBe(foreign);
  });
});

test('a key renamed is a move without a write; a protection outlives its block', async () => {
  await start({}, HELP + SALES);
  await apply();
  await edit(HELP.replace('help:', 'support:') + SALES);
  const moved = await plan();
  expect(actions(moved)).toEqual(['move queue.support']);
  const before = pbx.writes.length;
  await apply();
  expect(pbx.writes).toHaveLength(before);
  expect((await plan(0)).changes).toEqual([]);

  await edit(SALES);
  const refused = await project.run('apply', '--auto-approve');
  expect(refused.code).toBe(3);
  expect(refused.stderr + refused.stdout).toContain('prevent_destroy');
  expect((await project.run('plan')).code).toBe(3);
  expect(pbx.writes).toHaveLength(before);
  expect(pbx.queue('8000').id).toBeTruthy();
});

test('losing the state loses no object and makes no duplicate', async () => {
  await start({}, HELP + SALES);
  await apply();
  await project.write('.cqctl/state.json', '');
  const damaged = await project.run('plan');
  expect(damaged.code).toBe(1);
  expect(damaged.stderr).toContain('state.json');
  await import('node:fs/promises').then((fs) => fs.rm(`${project.folder}/.cqctl`, { recursive: true }));
  expect(actions(await plan())).toEqual([
    'adopt server.edge-1',
    'adopt queue.help',
    'adopt agents.help',
    'adopt queue.sales',
    'adopt agents.sales',
  ]);
  const before = pbx.writes.length;
  await apply();
  expect(pbx.writes).toHaveLength(before);
  expect(pbx.queues.size).toBe(232);
  expect((await plan(0)).changes).toEqual([]);
});

test('callers waiting: not destroyed, unless forced or drained', async () => {
  await start({}, SALES + FAX);
  await apply();
  pbx.queue('8002').waiting = [
    { session_id: 's', extension_number: '100', display_name: 'x', waiting_time: 3 },
  ];
  await edit(SALES);
  const refused = await project.run('apply', '--auto-approve');
  expect(refused.code).toBe(3);
  expect(refused.stderr).toContain('queue.fax');
  expect(pbx.queue('8002')).toBeTruthy();
  const draining = project.start('apply', '--auto-approve', '--drain', '20');
  setTimeout(() => {
    pbx.queue('8002').waiting = [];
  }, 1500);
  expect((await draining.ended).code).toBe(0);
  expect(() => pbx.queue('8002')).toThrow();
  await edit(SALES + FAX);
  await apply();
  pbx.queue('8002').waiting = [
    { session_id: 's', extension_number: '100', display_name: 'x', waiting_time: 3 },
  ];
  await edit(SALES);
  expect((await project.run('apply', '--auto-approve', '--force')).code).toBe(0);
});

test('the password grant, with a token that expires every second', async () => {
  await start(
    { login: { username: 'admin', password: 'pw-planted-secret', domain: 'pbx.test', tokenSeconds: 1 } },
    HELP + SALES,
  );
  project.env['CQCTL_TOKEN'] = '';
  Object.assign(project.env, {
    CQCTL_USERNAME: 'admin',
    CQCTL_PASSWORD: 'pw-planted-secret',
    CQCTL_DOMAIN: 'pbx.test',
  });
  await apply();
  expect((await plan(0)).changes).toEqual([]);
  project.env['CQCTL_PASSWORD'] = 'wrong';
  const refused = await project.run('plan');
  expect(refused.code).toBe(1);
  expect(refused.stderr).not.toContain('wrong credentials at');
  expect(pbx.requests.filter(({ path, status }) => path.endsWith('/token') && status === 400)).toHaveLength(
    1,
  );
});

test('an apply signs in once, for its plan and for its steps', async () => {
  await start({ login: { username: 'admin', password: 'pw-planted-secret', tokenSeconds: 3600 } }, HELP);
  Object.assign(project.env, {
    CQCTL_TOKEN: '',
    CQCTL_USERNAME: 'admin',
    CQCTL_PASSWORD: 'pw-planted-secret',
  });
  const { code, stderr } = await project.run('apply', '--auto-approve');
  expect(code, stderr).toBe(0);
  expect(pbx.requests.filter(({ path }) => path.endsWith('/token'))).toHaveLength(1);
});
