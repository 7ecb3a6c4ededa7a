/** The plan as JSON, field by field, and what makes a saved one stale. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeProject, type Project, TOKEN } from '../support/run-cli.ts';
import { StrictPbx } from '../support/strict-pbx.ts';

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
type JsonObject = { [name: string]: Json };

let pbx: StrictPbx;
let project: Project;
beforeEach(async () => {
  pbx = await StrictPbx.start({ token: TOKEN, unstableOrder: true });
  project = await makeProject('');
});
afterEach(async () => {
  await project.remove();
  await pbx.stop();
});

const write = (yaml: string) =>
  project.write('cqctl.yaml', `version: 1\ntarget: { url: "${pbx.url}" }\n${yaml}`);
async function apply(...args: string[]): Promise<void> {
  const { code, stdout, stderr } = await project.run('apply', '--auto-approve', ...args);
  expect(code, stdout + stderr).toBe(0);
}

const isText = (value: Json | undefined) => typeof value === 'string';
const isTextOrNull = (value: Json | undefined) => value === null || isText(value);

/** Throws at the first thing that is not as promised; nothing may be missing, and nothing unknown be there besides. */
function expectPlan(plan: JsonObject): void {
  const names = (value: Json | undefined) => Object.keys(value as JsonObject).sort();
  expect(names(plan)).toEqual(
    ['changes', 'complete', 'diagnostics', 'format_version', 'hash', 'summary', 'target', 'unmanaged'].sort(),
  );
  expect(plan['format_version']).toBe('1.0');
  expect(plan['complete']).toBeTypeOf('boolean');
  expect(plan['hash']).toMatch(/^[0-9a-f]+$/);
  expect(names(plan['summary'])).toEqual(
    ['adopt', 'create', 'destroy', 'move', 'replace', 'unchanged', 'update'].sort(),
  );
  const counted: { [action: string]: number } = {};
  for (const change of plan['changes'] as JsonObject[]) {
    expect(names(change).filter((name) => name !== 'previous_address')).toEqual(
      ['action', 'address', 'fields', 'id', 'key', 'kind', 'reason', 'source'].sort(),
    );
    const action = String(change['action']);
    counted[action] = (counted[action] ?? 0) + 1;
    expect(['server', 'queue', 'agents']).toContain(change['kind']);
    expect(['create', 'update', 'replace', 'destroy', 'adopt', 'move']).toContain(action);
    expect(String(change['address'])).toMatch(new RegExp(`^${change['kind']}\\.`));
    expect(isTextOrNull(change['id']) && isText(change['key']) && isTextOrNull(change['reason'])).toBe(true);
    expect(change['id'] === null).toBe(action === 'create');
    for (const field of change['fields'] as JsonObject[]) {
      expect(names(field)).toEqual(['after', 'before', 'cause', 'path']);
      expect(['config', 'drift']).toContain(field['cause']);
    }
    const { source } = change;
    if (source !== null) expect(names(source)).toEqual(expect.arrayContaining(['column', 'file', 'line']));
    expect(source === null).toBe(action === 'destroy');
  }
  const summary = plan['summary'] as { [action: string]: number };
  for (const [action, number] of Object.entries(summary)) {
    if (action !== 'unchanged') expect(number, action).toBe(counted[action] ?? 0);
  }
  for (const object of plan['unmanaged'] as JsonObject[]) {
    expect(names(object)).toEqual(['id', 'key', 'kind', 'name']);
  }
  for (const diagnostic of plan['diagnostics'] as JsonObject[]) {
    expect(diagnostic).toMatchObject({
      severity: expect.stringMatching(/^(error|warning)$/),
      code: expect.stringMatching(/^CQ\d{3}$/),
      summary: expect.any(String),
    });
  }
}

/** Places may say more than where something begins; what the plan promises is file, line and column. */
function withPromisedPlaces(plan: JsonObject): JsonObject {
  const changes = (plan['changes'] as JsonObject[]).map((change) => {
    if (change['source'] === null) return change;
    const { file, line, column } = change['source'] as JsonObject;
    return { ...change, source: { file, line, column } };
  });
  const { diagnostics: _diagnostics, ...rest } = plan;
  return { ...rest, changes } as JsonObject;
}

describe('a plan of every action', () => {
  test('has the promised fields; text, file and show agree with it', async () => {
    await write(`servers:
  gone: { ipv4: 192.0.2.1 }
queues:
  up: { extension_number: "8000", ring_time: 20, agents: ["2001", "2002"] }
  re: { extension_number: "8001" }
  was: { extension_number: "8002" }
  same: { extension_number: "8003" }
`);
    await apply();
    pbx.addQueue({ name: 'There', extension_number: '8004' });
    pbx.addQueue({ name: 'Sales', extension_number: '8100' });
    pbx.queue('8000').fields['sla_time'] = 7;
    await write(`queues:
  up:
    extension_number: "8000"
    ring_time: 25
    sla_time: 0
    inform_position_interval: 30
    agents: ["2002", "2003"]
  re: { extension_number: "8011" }
  is: { extension_number: "8002" }
  same: { extension_number: "8003" }
  there: { extension_number: "8004" }
  fresh: { extension_number: "8005" }
`);
    const first = await project.run('plan', '--format', 'json', '--out', 'a.cqplan');
    expect(first.code, first.stderr).toBe(0);
    const plan = JSON.parse(first.stdout) as JsonObject;
    expectPlan(plan);
    expect(plan['target']).toBe(pbx.url);
    expect(plan['summary']).toEqual({
      create: 1,
      update: 2,
      replace: 1,
      destroy: 1,
      adopt: 1,
      move: 1,
      unchanged: 1,
    });
    const changes = plan['changes'] as JsonObject[];
    const at = (address: string) => changes.find((change) => change['address'] === address);
    expect(at('queue.up')).toMatchObject({
      action: 'update',
      key: '8000',
      id: pbx.queue('8000').id,
      reason: null,
      source: { file: 'cqctl.yaml', line: 4, column: 3 },
    });
    expect(at('queue.up')?.['fields']).toEqual([
      { path: 'ring_time', before: 20, after: 25, cause: 'config' },
      { path: 'inform_position_interval', before: 10, after: 30, cause: 'config' },
      expect.objectContaining({ path: 'sla_time', before: 7, after: 0 }),
    ]);
    expect(at('agents.up')).toMatchObject({
      kind: 'agents',
      action: 'update',
      fields: [{ path: 'items', cause: 'config' }],
    });
    expect(at('queue.re')).toMatchObject({
      action: 'replace',
      reason: expect.stringContaining('extension_number'),
      fields: [{ path: 'extension_number', before: '8001', after: '8011', cause: 'config' }],
    });
    expect(at('queue.is')).toMatchObject({ action: 'move', fields: [] });
    expect(at('queue.there')).toMatchObject({ action: 'adopt', id: pbx.queue('8004').id });
    expect(at('server.gone')).toMatchObject({ action: 'destroy', source: null });
    expect(plan['unmanaged']).toEqual([
      { kind: 'queue', id: pbx.queue('8100').id, key: '8100', name: 'Sales' },
    ]);
    expect(plan['diagnostics']).toMatchObject([
      { severity: 'warning', source: { file: 'cqctl.yaml', line: 8, column: expect.any(Number) } },
    ]);

    expect((await project.run('plan', '--format', 'json')).stdout).toBe(first.stdout);
    expect((await project.run('show', 'a.cqplan', '--format', 'json')).stdout).toBe(first.stdout);
    const saved = JSON.parse(await readFile(join(project.folder, 'a.cqplan'), 'utf8'));
    expect(saved.plan).toMatchObject(withPromisedPlaces(plan));
    const text = await project.run('plan');
    const shown = await project.run('show', 'a.cqplan');
    expect(shown.stdout).toContain(text.stdout.trimEnd().split('\n').at(-1));
    for (const { address } of changes as { address: string }[]) expect(text.stdout).toContain(address);
    expect(text.stdout).toContain(String(plan['hash']).slice(0, 12));
    expect(text.stdout).toMatch(/2003/);
    expect((await project.run('plan', '--detailed-exitcode')).code).toBe(2);
  });

  test('without anything to do', async () => {
    await write('queues: {}\n');
    const { stdout } = await project.run('plan', '--format', 'json', '--detailed-exitcode');
    expectPlan(JSON.parse(stdout));
    pbx.addQueue({ name: 'Sales', extension_number: '8100' });
    expect((await project.run('plan', '--detailed-exitcode')).code).toBe(0);
  });

  test('does not depend on the order in which the PBX lists its objects, nor on empty lines', async () => {
    const queues = '  a: { extension_number: "8000", agents: ["2001"] }\n  b: { extension_number: "8001" }\n';
    for (let index = 0; index < 20; index++) {
      pbx.addQueue({ name: `f${index}`, extension_number: `${7000 + index}` });
    }
    await write(`queues:\n${queues}`);
    const one = await project.run('plan', '--format', 'json');
    expect((await project.run('plan', '--format', 'json')).stdout).toBe(one.stdout);
    await write(`# a comment\n\nqueues:\n${queues}`);
    const { hash } = await project.json<{ hash: string }>(0, 'plan');
    expect(hash).toBe(JSON.parse(one.stdout).hash);
  });
});

describe('a saved plan', () => {
  const config = (ring: number) =>
    `queues:\n  a: { extension_number: "8000", ring_time: ${ring}, agents: ["2001"] }\n  b: { extension_number: "8001" }\n`;
  beforeEach(async () => {
    await write(config(20));
    await apply();
    await write(config(30));
    expect((await project.run('plan', '--out', 'a.cqplan')).code).toBe(0);
  });

  async function expectStale(): Promise<void> {
    const before = pbx.writes.length;
    const { code, stdout, stderr } = await project.run('apply', 'a.cqplan', '--auto-approve');
    expect(code, stdout + stderr).toBe(3);
    expect(pbx.writes).toHaveLength(before);
  }

  test('does exactly what it shows, once', async () => {
    expect((await project.run('apply', 'a.cqplan', '--auto-approve')).code).toBe(0);
    expect(pbx.queue('8000').fields['ring_time']).toBe(30);
    await expectStale();
  });

  test('is refused after the config changed', async () => {
    await write(config(31));
    await expectStale();
  });

  test('is refused after a variable changed', async () => {
    await write(`variables: { ring: 30 }\n${config(30).replace('30', '"${var.ring}"')}`);
    expect((await project.run('plan', '--out', 'a.cqplan')).code).toBe(0);
    const before = pbx.writes.length;
    const { code } = await project.run('apply', 'a.cqplan', '--auto-approve', '--var', 'ring=31');
    expect(code).toBe(3);
    expect(pbx.writes).toHaveLength(before);
  });

  test('is refused after the state changed', async () => {
    expect((await project.run('state', 'rm', 'queue.b')).code).toBe(0);
    await expectStale();
  });

  test('is refused after a touched object changed', async () => {
    pbx.queue('8000').fields['ring_time'] = 99;
    await expectStale();
  });

  test('is refused after a touched object got a field changed that the plan does not change', async () => {
    pbx.queue('8000').fields['sla_time'] = 99;
    await expectStale();
  });

  test('is refused after a touched object went', async () => {
    pbx.queues.delete(pbx.queue('8000').id);
    await expectStale();
  });

  test('is not hurt by what it does not touch', async () => {
    pbx.addQueue({ name: 'Sales', extension_number: '8100' });
    const { code, stdout, stderr } = await project.run('apply', 'a.cqplan', '--auto-approve');
    expect(code, stdout + stderr).toBe(0);
    expect(pbx.queue('8000').fields['ring_time']).toBe(30);
  });

  test('is refused when it was meddled with, cut off, or is something else', async () => {
    const text = await readFile(join(project.folder, 'a.cqplan'), 'utf8');
    const before = pbx.writes.length;
    for (const broken of [
      text.replaceAll('"after":30', '"after":65000').replaceAll('"after": 30', '"after": 65000'),
      text.replace('"unmanaged": [', '"unmanaged": [1, '),
      text.replace('"destroy": 0', '"destroy": 1'),
      text.replace(/"options": \{[^}]*\}/, '"options": {}'),
      text.slice(0, 200),
      '{}',
      '[]',
      '',
    ]) {
      expect(broken).not.toBe(text);
      await project.write('b.cqplan', broken);
      for (const args of [
        ['show', 'b.cqplan'],
        ['apply', 'b.cqplan', '--auto-approve'],
      ]) {
        const { code, stderr } = await project.run(...args);
        expect(code, stderr).toBe(1);
        expect(stderr).toContain('b.cqplan');
        expect(stderr).not.toMatch(/\n\s+at .*:\d+:\d+/);
      }
    }
    expect((await project.run('apply', 'none.cqplan', '--auto-approve')).code).toBe(1);
    expect(pbx.writes).toHaveLength(before);
  });

  test('with --expect goes by the hash that was shown', async () => {
    const { hash } = await project.json<{ hash: string }>(0, 'show', 'a.cqplan');
    expect(
      (await project.run('apply', 'a.cqplan', '--auto-approve', '--expect', '0'.repeat(hash.length))).code,
    ).toBe(3);
    expect((await project.run('apply', 'a.cqplan', '--auto-approve', '--expect', hash)).code).toBe(0);
  });
});

describe('the same plan', () => {
  const one =
    'a: { extension_number: "8000", ring_time: 30, agents: ["2001"], no_answer_forward_rule: { action: FORWARD_TO_NUMBER, number: "8001" } }';
  const other =
    'a: { no_answer_forward_rule: { number: "8001", action: FORWARD_TO_NUMBER }, agents: ["2001"], ring_time: 30, extension_number: "8000" }';
  const b = 'b: { extension_number: "8001" }';
  const strip = (text: string) => text.replaceAll(/"source": \{[^}]*\}/g, '"source": {}');

  test('is made of the same keys in any order, and over any files', async () => {
    await write(`queues:\n  ${one}\n  ${b}\n`);
    const first = await project.run('plan', '--format', 'json');
    await write(`queues:\n  ${b}\n  ${other}\n`);
    expect(strip((await project.run('plan', '--format', 'json')).stdout)).toBe(strip(first.stdout));
    await write('include: ["z.yaml", "y.yaml"]\n');
    await project.write('z.yaml', `queues:\n  ${other}\n`);
    await project.write('y.yaml', `queues:\n  ${b}\n`);
    expect(strip((await project.run('plan', '--format', 'json')).stdout)).toBe(strip(first.stdout));
  });

  test('is in the saved file and in what show prints', async () => {
    await write(`queues:\n  ${one}\n  ${b}\n`);
    const printed = (await project.run('plan', '--format', 'json', '--out', 'same.cqplan')).stdout;
    const saved = JSON.parse(await readFile(join(project.folder, 'same.cqplan'), 'utf8')) as JsonObject;
    expect(saved['plan']).toEqual(JSON.parse(printed));
    expect((await project.run('show', 'same.cqplan', '--format', 'json')).stdout).toBe(printed);
  });
});
