/** What a project may do to a PBX, and what it must leave alone: limits, unmanaged objects, moves, targets, replaces. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openPbx } from '../../src/pbx/pbx.ts';
import { servePbx } from '../../src/pbx/serve.ts';
import { makeProject, type Project, TOKEN } from '../support/run-cli.ts';
import { StrictPbx } from '../support/strict-pbx.ts';

interface PlanJson {
  summary: Record<string, number>;
  changes: {
    address: string;
    action: string;
    reason: string | null;
    fields: { path: string; before: unknown; after: unknown; cause: string }[];
  }[];
  unmanaged: { kind: string; key: string }[];
}

let pbx: StrictPbx;
let project: Project;
beforeEach(async () => {
  pbx = await StrictPbx.start({ token: TOKEN, updateMode: 'replace', unstableOrder: true });
  project = await makeProject('');
});
afterEach(async () => {
  await project.remove();
  await pbx.stop();
});

const write = (yaml: string) =>
  project.write('cqctl.yaml', `version: 1\ntarget: { url: "${pbx.url}" }\n${yaml}`);
const plan = (...args: string[]) => project.json<PlanJson>(0, 'plan', ...args);
const actions = ({ changes }: PlanJson) => changes.map(({ action, address }) => `${action} ${address}`);
async function apply(...args: string[]): Promise<void> {
  const { code, stdout, stderr } = await project.run('apply', '--auto-approve', ...args);
  expect(code, stdout + stderr).toBe(0);
}
async function expectRefused(...args: string[]): Promise<string> {
  const before = pbx.writes.length;
  const { code, stdout, stderr } = await project.run('apply', '--auto-approve', ...args);
  expect(code, stdout + stderr).toBe(3);
  expect(pbx.writes).toHaveLength(before);
  return stdout + stderr;
}
const numbers = () =>
  [...pbx.queues.values()].map((queue) => String(queue.fields['extension_number'])).sort();
const queue = (key: string, number: string, more = '') =>
  `  ${key}: { extension_number: "${number}"${more} }\n`;

describe('limits', () => {
  test('a count of destroys holds for small projects too; a share does not', async () => {
    const three = queue('a', '8000') + queue('b', '8001') + queue('c', '8002');
    await write(`queues:\n${three}`);
    await apply();
    await write(`policy: { max_destroys: 1 }\nqueues:\n${queue('a', '8000')}`);
    expect(await expectRefused()).toContain('--allow-destroys');
    expect(await expectRefused('--allow-destroys', '1')).toContain('2');
    await write(`queues:\n${queue('a', '8000')}`);
    await apply();
    expect(numbers()).toEqual(['8000']);
  });

  test('a replace counts as a destroy', async () => {
    await write(`queues:\n${queue('a', '8000')}`);
    await apply();
    await write(`policy: { max_destroys: 0 }\nqueues:\n${queue('a', '8009')}`);
    await expectRefused();
    await apply('--allow-destroys', '1');
    expect(numbers()).toEqual(['8009']);
  });

  test('updates are limited as well', async () => {
    const both = (ring: number) =>
      queue('a', '8000', `, ring_time: ${ring}`) + queue('b', '8001', `, ring_time: ${ring}`);
    await write(`policy: { max_updates: 1 }\nqueues:\n${both(20)}`);
    await apply();
    await write(`policy: { max_updates: 1 }\nqueues:\n${both(30)}`);
    expect(await expectRefused()).toContain('max_updates');
    await write(`policy: { max_updates: 2 }\nqueues:\n${both(30)}`);
    await apply();
  });

  test('prevent_destroy holds against a replace and against destroy', async () => {
    await write(`queues:\n${queue('a', '8000', ', lifecycle: { prevent_destroy: true }')}`);
    await apply();
    expect((await project.run('destroy', '--auto-approve')).code).toBe(3);
    await write(`queues:\n${queue('a', '8009', ', lifecycle: { prevent_destroy: true }')}`);
    await expectRefused();
    expect(numbers()).toEqual(['8000']);
  });
});

describe('what the files have to be like', () => {
  const files = (number: string) =>
    write(`policy:
  required_fields: { queue: [max_waiting_time] }
  names: { queue: { extension_number: "80\\\\d\\\\d" } }
queues:
${queue('a', number, ', max_waiting_time: 60')}${queue('b', '8001')}`);

  test('validate, plan and apply exit with 3, and say where and what', async () => {
    await files('9000');
    const checked = await project.run('validate');
    expect(checked.code, checked.stderr).toBe(3);
    expect(checked.stdout).toMatch(/cqctl\.yaml:7:\d+: error CQ417: the extension number "9000" of queue\.a/);
    expect(checked.stdout).toContain('queue.b does not write max_waiting_time');
    const { code, stdout } = await project.run('plan', '--format', 'json');
    expect(code).toBe(3);
    const shown = JSON.parse(stdout) as PlanJson & { diagnostics: { code: string }[] };
    expect(shown.diagnostics.map((each) => each.code)).toEqual(expect.arrayContaining(['CQ416', 'CQ417']));
    expect(shown.summary['create']).toBe(2);
    const saved = await project.run('plan', '--out', 'refused.cqplan');
    expect(saved.code).toBe(3);
    expect(saved.stderr).toContain('apply will not take it');
    expect(await expectRefused('refused.cqplan')).toContain('CQ908');
    expect(await expectRefused()).toContain('max_waiting_time');
    // What is there may always be taken away.
    expect((await project.run('destroy', '--auto-approve')).code).toBe(0);
  });

  test('a mistake in the files comes first: exit 1', async () => {
    await write(
      `policy: { required_fields: { queue: [max_waiting_time] } }\nqueues:\n${queue('a', '8000', ', ring_tme: 3')}`,
    );
    const { code, stdout } = await project.run('validate');
    expect(code).toBe(1);
    expect(stdout).not.toContain('CQ416');
  });
});

describe('numbers of other things', () => {
  test('are asked for before a create, and refuse it; a plan that creates nothing asks nothing', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cqctl-numbers-'));
    const otherNumbers = new Map([
      ['8000', { name: 'Ann', type: 'EXTENSION' }],
      ['2001', { name: 'Bob', type: 'EXTENSION' }],
    ]);
    const asked: string[] = [];
    const embedded = await openPbx({ dataFile: join(folder, 'pbx.mdb'), token: TOKEN, otherNumbers });
    const watched = {
      ...embedded,
      fetch: (request: Request) => {
        const { pathname } = new URL(request.url);
        if (pathname.startsWith('/api/extension_numbers/')) asked.push(pathname.split('/').at(-1) ?? '');
        return embedded.fetch(request);
      },
    };
    const served = await servePbx(watched, { port: 0 });
    const own = (number: string) =>
      project.write(
        'cqctl.yaml',
        `version: 1\ntarget: { url: "${served.url}" }\npolicy: { check_numbers: true }\nqueues:\n${queue('a', number, ', agents: ["2001"]')}`,
      );
    try {
      await own('8000');
      const refused = await project.run('plan');
      expect(refused.code, refused.stderr).toBe(3);
      expect(refused.stdout).toContain('which the extension "Ann" on the PBX has');
      expect((await project.run('apply', '--auto-approve')).code).toBe(3);
      await own('8005');
      expect((await project.run('apply', '--auto-approve')).code).toBe(0);
      expect(asked).toEqual(['2001', '8000', '2001', '8000', '2001', '8005']);
      await own('8000');
      expect((await project.run('plan')).code).toBe(3);
      asked.length = 0;
      await own('8005');
      expect((await project.run('plan', '--detailed-exitcode')).code).toBe(0);
      expect(asked).toEqual([]);
    } finally {
      await served.close();
      await embedded.close();
      await rm(folder, { recursive: true, force: true });
    }
  });

  test('a PBX that does not tell is asked once, and none is where that is not written', async () => {
    const files = (last: string) =>
      `queues:\n${queue('a', '8000', ', agents: ["2001"]')}${queue('b', '8001')}${queue('c', last)}`;
    const asked = () => pbx.requests.filter(({ path }) => path.includes('extension_numbers'));
    await write(files('8002'));
    await apply();
    expect(asked()).toEqual([]);
    await write(`policy: { check_numbers: true }\n${files('8003')}`);
    await apply();
    expect(asked()).toHaveLength(1);
  });
});

describe('unmanaged objects', () => {
  beforeEach(() => {
    pbx.addQueue({ name: 'Sales', extension_number: '7100' });
  });

  test('are reported, ignored or destroyed, as the policy says', async () => {
    await write(`queues:\n${queue('a', '8000')}`);
    await apply();
    expect((await plan()).unmanaged).toMatchObject([{ kind: 'queue', key: '7100', name: 'Sales' }]);
    await write(`policy: { unmanaged: ignore }\nqueues:\n${queue('a', '8000')}`);
    expect((await plan()).unmanaged).toEqual([]);
    await write(`policy: { unmanaged: destroy, max_destroys: 1 }\nqueues:\n${queue('a', '8000')}`);
    expect((await plan()).changes).toMatchObject([{ action: 'destroy', kind: 'queue', key: '7100' }]);
    await apply();
    expect(numbers()).toEqual(['8000']);
    expect([...pbx.servers.values()].map((server) => server['type'])).toEqual(['INTERNAL']);
  });

  test('a removed address stays on the PBX and is nobody’s', async () => {
    await write(`queues:\n${queue('a', '8000') + queue('b', '8001')}`);
    await apply();
    const before = pbx.writes.length;
    await write(`removed: [queue.b]\nqueues:\n${queue('a', '8000')}`);
    await apply();
    expect(pbx.writes).toHaveLength(before);
    expect((await project.run('state', 'list')).stdout).not.toContain('queue.b');
    await write(`queues:\n${queue('a', '8000')}`);
    expect(actions(await plan())).toEqual([]);
    await project.run('destroy', '--auto-approve');
    expect(numbers()).toEqual(['7100', '8001']);
  });
});

describe('a policy that destroys', () => {
  test('leaves alone what `removed` names, also when it is written after the removal', async () => {
    await write(`queues:\n${queue('a', '8000') + queue('b', '8001')}`);
    await apply();
    await write(`removed: [queue.b]\nqueues:\n${queue('a', '8000')}`);
    await apply();
    await write(`policy: { unmanaged: destroy }\nremoved: [queue.b]\nqueues:\n${queue('a', '8000')}`);
    await apply();
    expect(numbers()).toEqual(['8000', '8001']);
    await write(`queues:\n${queue('a', '8000')}`);
    expect(actions(await plan())).toEqual([]);
  });
});

describe('keys and numbers that wander', () => {
  test('two keys are exchanged by moves that stay in the file', async () => {
    await write(`queues:\n${queue('a', '8000', ', agents: ["2001"]') + queue('b', '8001')}`);
    await apply();
    const before = pbx.writes.length;
    await write(
      `moved: [{ from: queue.a, to: queue.b }, { from: queue.b, to: queue.a }]\nqueues:\n${queue('b', '8000', ', agents: ["2001"]') + queue('a', '8001')}`,
    );
    expect(actions(await plan())).toEqual(['move queue.a', 'move queue.b']);
    await apply();
    expect(pbx.writes).toHaveLength(before);
    expect(actions(await plan())).toEqual([]);
    expect((await project.run('drift')).code).toBe(0);
  });

  test('a move that is written, with a change of the same queue', async () => {
    await write(`queues:\n${queue('help', '8000')}`);
    await apply();
    const { id } = pbx.queue('8000');
    await write(
      `moved: [ { from: queue.help, to: queue.support } ]\nqueues:\n${queue('support', '8000', ', ring_time: 44')}`,
    );
    await apply();
    expect(pbx.queue('8000')).toMatchObject({ id, fields: { ring_time: 44 } });
    expect(actions(await plan())).toEqual([]);
    expect((await project.run('state', 'list')).stdout).toMatch(/queue\.support/);
  });

  test('two queues swap their numbers', async () => {
    const both = (a: string, b: string) =>
      write(
        `queues:\n${queue('a', a, ', name: A, agents: ["2001"]') + queue('b', b, ', name: B, agents: ["2002"]')}`,
      );
    await both('8000', '8001');
    await apply();
    await both('8001', '8000');
    const ids = [pbx.queue('8000').id, pbx.queue('8001').id];
    expect(actions(await plan())).toEqual([
      'replace queue.a',
      'replace agents.a',
      'replace queue.b',
      'replace agents.b',
    ]);
    await apply();
    for (const id of ids) expect(pbx.queues.has(id)).toBe(false);
    expect(pbx.queue('8001')).toMatchObject({
      fields: { name: 'A' },
      agents: [{ extension_number: '2001' }],
    });
    expect(pbx.queue('8000')).toMatchObject({
      fields: { name: 'B' },
      agents: [{ extension_number: '2002' }],
    });
    expect((await plan()).changes).toEqual([]);
    expect(pbx.refused).toEqual([]);
  });

  test('a queue takes the number of one that goes', async () => {
    await write(`queues:\n${queue('a', '8000', ', name: A') + queue('b', '8001', ', name: B')}`);
    await apply();
    await write(`queues:\n${queue('a', '8001', ', name: A')}`);
    expect(actions(await plan())).toEqual(['destroy queue.b', 'replace queue.a']);
    await apply();
    expect(numbers()).toEqual(['8001']);
    expect(pbx.queue('8001').fields['name']).toBe('A');
    expect((await plan()).changes).toEqual([]);
    expect(pbx.refused).toEqual([]);
  });

  test('a queue deleted by hand is created again, with its agents', async () => {
    await write(`queues:\n${queue('a', '8000', ', agents: ["2001"]')}`);
    await apply();
    pbx.queues.clear();
    expect((await project.run('drift')).code).toBe(2);
    expect(actions(await plan())).toEqual(['create queue.a', 'create agents.a']);
    await apply();
    expect(pbx.queue('8000').agents).toHaveLength(1);
    expect((await plan()).changes).toEqual([]);
  });
});

describe('what is written, and nothing else', () => {
  test('a field that nobody wrote survives an update that resets what it omits', async () => {
    pbx.addQueue({
      name: 'Help',
      extension_number: '8000',
      sla_time: 33,
      language: 'de-DE',
      night_mode_forward_rule: { action: 'HANGUP' },
      outbound_caller_ids: [{ provider_id: 'p', caller_id: '+1', description: 'd' }],
    });
    await write(`queues:\n${queue('a', '8000', ', ring_time: 44')}`);
    await apply();
    expect(pbx.queue('8000').fields).toMatchObject({
      name: 'Help',
      ring_time: 44,
      sla_time: 33,
      language: 'de-DE',
      night_mode_forward_rule: { action: 'HANGUP' },
      outbound_caller_ids: [{ provider_id: 'p', caller_id: '+1', description: 'd' }],
    });
  });

  test('ignore_changes leaves a field to others, the same value in another spelling is no change', async () => {
    await write(
      `servers:\n  e: { ipv6: "2001:db8::1" }\nqueues:\n${queue('a', '8000', ', ring_time: 20, language: en-us, lifecycle: { ignore_changes: [ring_time] }')}`,
    );
    await apply();
    pbx.queue('8000').fields['ring_time'] = 50;
    pbx.queue('8000').fields['language'] = 'EN-US';
    for (const server of pbx.servers.values()) {
      if (server['name'] === 'e') server['ipv6'] = '2001:0DB8:0:0:0:0:0:1';
    }
    expect((await plan()).changes).toEqual([]);
    expect((await project.run('drift')).code).toBe(0);
  });

  test('agents left out of the file are left alone; an empty list empties them', async () => {
    await write(`queues:\n${queue('a', '8000', ', agents: ["2001"]')}`);
    await apply();
    await write(`queues:\n${queue('a', '8000')}`);
    await apply();
    expect(pbx.queue('8000').agents).toHaveLength(1);
    await write(`queues:\n${queue('a', '8000', ', agents: []')}`);
    await apply();
    expect(pbx.queue('8000').agents).toEqual([]);
    expect((await plan()).changes).toEqual([]);
  });

  test('order counts for prioritized strategies only', async () => {
    const agents = (strategy: string, list: string) =>
      write(`queues:\n${queue('a', '8000', `, polling_strategy: ${strategy}, agents: [${list}]`)}`);
    await agents('CYCLIC_HUNT', '"2001", "2002"');
    await apply();
    await agents('CYCLIC_HUNT', '"2002", "2001"');
    expect((await plan()).changes).toEqual([]);
    await agents('PRIORITIZED_HUNT', '"2001", "2002"');
    await apply();
    await agents('PRIORITIZED_HUNT', '"2002", "2001"');
    expect(actions(await plan())).toEqual(['update agents.a']);
    await apply();
    expect(pbx.queue('8000').agents.map((agent) => agent['extension_number'])).toEqual(['2002', '2001']);
    expect((await plan()).changes).toEqual([]);
  });
});

describe('servers', () => {
  test('a new address replaces; the reason names the field; the built-in one only switches', async () => {
    await write('servers:\n  edge: { ipv4: 192.0.2.1 }\n  built-in: { ipv4: 127.0.0.1, enabled: false }\n');
    await apply();
    const internal = () => [...pbx.servers.values()].find((server) => server['type'] === 'INTERNAL');
    expect(internal()).toMatchObject({ enabled: false });
    await write('servers:\n  edge: { ipv4: 192.0.2.2 }\n  built-in: { ipv4: 127.0.0.1, enabled: false }\n');
    const made = await plan();
    expect(made.changes).toMatchObject([
      {
        address: 'server.edge',
        action: 'replace',
        fields: [{ path: 'ipv4', before: '192.0.2.1', after: '192.0.2.2', cause: 'config' }],
        reason: expect.stringContaining('ipv4'),
      },
    ]);
    await apply();
    expect((await plan()).changes).toEqual([]);
    await write('servers:\n  edge: { ipv4: 192.0.2.2 }\n  built-in: { ipv4: 127.0.0.9, enabled: false }\n');
    const { code } = await project.run('apply', '--auto-approve');
    expect([1, 3]).toContain(code);
    await write('servers: {}\n');
    await project.run('apply', '--auto-approve');
    expect(internal()).toBeTruthy();
    expect(pbx.refused).toEqual([]);
  });
});

describe('targets', () => {
  beforeEach(() => write(`queues:\n${queue('a', '8000', ', agents: ["2001"]') + queue('b', '8001')}`));

  test('--target does one queue, with what it needs', async () => {
    await apply('--target', 'agents.a');
    expect(numbers()).toEqual(['8000']);
    expect(pbx.queue('8000').agents).toHaveLength(1);
    expect(actions(await plan())).toEqual(['create queue.b']);
  });

  test('--exclude leaves one out, and its agents', async () => {
    const partial = await plan('--exclude', 'queue.a');
    expect(actions(partial)).toEqual(['create queue.b']);
    expect(partial).toMatchObject({ complete: false });
    expect(await plan()).toMatchObject({ complete: true });
  });

  test('--exclude and --target take the address that the plan gives to what no file names', async () => {
    await apply();
    await write(`policy: { unmanaged: destroy }\nqueues:\n${queue('a', '8000')}${queue('b', '8001')}`);
    pbx.addQueue({ name: 'Sales', extension_number: '7100' });
    pbx.addQueue({ name: 'Fax', extension_number: '7200' });
    expect(actions(await plan('--target', 'queue.7100'))).toEqual(['destroy queue.7100']);
    expect(actions(await plan('--exclude', 'queue.7100'))).toEqual(['destroy queue.7200']);
    const { code, stderr } = await project.run('plan', '--exclude', 'queue.7300');
    expect(code).toBe(64);
    expect(stderr).toContain('did you mean queue.7');
    const saved = join(project.folder, 'p.json');
    expect((await project.run('plan', '--exclude', 'queue.7100', '--out', saved)).code).toBe(0);
    expect((await project.run('apply', saved)).code).toBe(0);
    expect(numbers()).toEqual(['7100', '8000', '8001']);
    expect((await project.run('plan', '--destroy', '--exclude', 'queue.7100')).code).toBe(64);
  });
});

describe('callers waiting', () => {
  test('a replace is refused too, and writes nothing', async () => {
    await write(`queues:\n${queue('a', '8000') + queue('b', '8001')}`);
    await apply();
    pbx.queue('8000').waiting = [
      { session_id: 's', extension_number: '100', display_name: 'x', waiting_time: 3 },
    ];
    await write(`queues:\n${queue('a', '8009') + queue('b', '8001')}`);
    expect(await expectRefused()).toContain('queue.a');
    const { code } = await project.run('apply', '--auto-approve', '--drain', '1');
    expect(code).toBe(3);
    expect(numbers()).toEqual(['8000', '8001']);
    await apply('--force');
    expect(numbers()).toEqual(['8001', '8009']);
  });
});
