/**
 * A kind is one object: a fourth one, which is a file of its own and a name in the list of kinds, goes through every command,
 * the embedded PBX, the schema and the reference, and nothing else of cqctl knows of it.
 *
 * The list of kinds is the only thing that is put in place of the program's own.
 */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fieldReference } from '../../scripts/reference/field-reference.ts';
import { KIND_NAMES } from '../../src/kinds/registry.ts';
import { openPbx } from '../../src/pbx/pbx.ts';
import { runMain } from '../support/fake-host.ts';

vi.mock('../../src/kinds/all-kinds.ts', async (importOriginal) => {
  const { ALL_KINDS } = await importOriginal<typeof import('../../src/kinds/all-kinds.ts')>();
  const { RING_GROUP } = await import('../support/ring-group.ts');
  return { ALL_KINDS: [...ALL_KINDS, RING_GROUP] };
});

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cqctl-fourth-kind-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const SALES_ENTRY = `  sales:
    extension_number: "6001"
    ring_strategy: HUNT
    no_answer_forward_rule: { action: FORWARD_TO_NUMBER, number: "6000" }
`;
const PROJECT = `version: 1
target: { url: embedded }
defaults:
  ring_group: { ring_time: 25 }
queues:
  support: { extension_number: "8000", agents: ["2001"] }
ring_groups:
  desk: { extension_number: "6000", name: Desk }
${SALES_ENTRY}`;

function write(text: string): void {
  writeFileSync(join(folder, 'cqctl.yaml'), text);
}

async function run(...args: string[]) {
  const { exitCode, stdout, stderr } = await runMain(args, { cwd: folder });
  return { exitCode, stdout, text: stdout + stderr };
}

/** Address to action. */
async function plan(...args: string[]): Promise<{ [address: string]: string }> {
  const { exitCode, stdout, stderr } = await runMain(['plan', '--format', 'json', ...args], { cwd: folder });
  expect(exitCode, stderr).toBe(0);
  const { changes } = JSON.parse(stdout) as { changes: { address: string; action: string }[] };
  return Object.fromEntries(changes.map(({ address, action }) => [address, action]));
}

async function done(...args: string[]): Promise<void> {
  const { exitCode, text } = await run(...args);
  expect(exitCode, text).toBe(0);
}

const apply = (): Promise<void> => done('apply', '--auto-approve');

const FREE = { extension_number: '6009', ring_strategy: 'RING_ALL' };

test('is planned last of the objects, and is in the list of kinds', () => {
  expect(KIND_NAMES).toEqual(['server', 'queue', 'agents', 'ring_group']);
});

test('its mistakes are reported with the nearest name', async () => {
  write(`version: 1
ring_groups:
  desk: { extension_number: "60", ring_stratgy: HUNT }
  sales: { extension_number: "6001", ring_strategy: HUNTED, ring_time: 0 }
  other: { extension_number: "6001", lifecycle: { ignore_changes: [ring_tim] } }
  empty: {}
defaults: { ring_grop: {} }
`);
  const { exitCode, text } = await run('validate');
  expect(exitCode).toBe(1);
  for (const part of [
    'cqctl.yaml:3:',
    'did you mean ring_strategy?',
    '3 to 64 digits',
    'did you mean HUNT?',
    'from 1 to 65535',
    'did you mean ring_time?',
    'ring_group.sales',
    'did you mean ring_group?',
  ]) {
    expect(text).toContain(part);
  }
  expect(text).toMatch(/cqctl\.yaml:6:\d+.*\n?.*extension_number/);
  write('version: 1\nring_group: {}\n');
  expect((await run('validate')).text).toContain('did you mean ring_groups?');
});

test('is validated, planned, applied, changed and destroyed', async () => {
  write(PROJECT);
  const valid = await run('validate');
  expect(valid.exitCode, valid.text).toBe(0);
  expect(await plan()).toEqual({
    'queue.support': 'create',
    'agents.support': 'create',
    'ring_group.desk': 'create',
    'ring_group.sales': 'create',
  });
  await apply();
  expect(await plan()).toEqual({});
  const state = JSON.parse(readFileSync(join(folder, '.cqctl/state.json'), 'utf8'));
  expect(state.resources['ring_group.sales']).toMatchObject({
    kind: 'ring_group',
    key: '6001',
    applied: { extension_number: '6001', ring_strategy: 'HUNT', ring_time: 25 },
  });
  expect((await run('state', 'list')).text).toContain('ring_group.desk');
  expect((await run('get', 'ring_groups')).text).toMatch(/^NUMBER +NAME +ID\n6000 +Desk /);
  expect((await run('drift')).exitCode).toBe(0);
  write(PROJECT.replace('25', '30'));
  expect(await plan('--target', 'ring_group.sales')).toEqual({ 'ring_group.sales': 'update' });
  await apply();
  expect(await plan()).toEqual({});
  write(PROJECT.replace('25', '30').replace('"6000", name', '"6005", name').replace(SALES_ENTRY, ''));
  expect(await plan()).toEqual({ 'ring_group.desk': 'replace', 'ring_group.sales': 'destroy' });
  await apply();
  expect(await plan()).toEqual({});
  await done('destroy', '--auto-approve');
  expect(await plan()).toEqual({
    'queue.support': 'create',
    'agents.support': 'create',
    'ring_group.desk': 'create',
  });
});

test('is exported as it is on the PBX, and written back into the files', async () => {
  write(PROJECT);
  await apply();
  const { stdout: exported } = await run('export');
  expect(exported).toContain('\nring_groups:\n  desk:\n    name: Desk\n    extension_number: "6000"\n');
  write(exported);
  await done('validate');
  expect(await plan()).toEqual({});
  write(PROJECT.replace('HUNT', 'RING_ALL'));
  expect(await plan()).toEqual({ 'ring_group.sales': 'update' });
  await done('export', '--update');
  expect(await plan()).toEqual({});
  expect(readFileSync(join(folder, 'cqctl.yaml'), 'utf8')).toContain('ring_strategy: HUNT');
  await done('fmt');
  expect(await plan()).toEqual({});
});

test('its number is one of the numbers of the PBX', async () => {
  const pbx = await openPbx({ dataFile: join(folder, 'numbers.mdb') });
  const send = async (path: string, body?: unknown) => {
    const answer = await pbx.fetch(
      new Request(`http://pbx.invalid/api${path}`, {
        ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
        headers: { 'content-type': 'application/json' },
      }),
    );
    return { status: answer.status, body: (await answer.json()) as { [name: string]: unknown } };
  };
  try {
    const group = { ...FREE, name: 'Front desk' };
    expect((await send('/ring_groups', group)).status).toBe(200);
    const taken = { name: 'q', extension_number: '6009', polling_strategy: 'CYCLIC_HUNT' };
    expect(await send('/call_queues', taken)).toMatchObject({
      status: 409,
      body: { errors: [{ message: 'extension_number 6009 is taken' }] },
    });
    expect((await send('/extension_numbers/6009')).body).toMatchObject({
      type: 'RING_GROUP',
      name: 'Front desk',
    });
    const found = await send("/ring_groups?filter=extension_number eq '6009'&search=desk&orderby=name desc");
    expect(found.body).toMatchObject({ count: 1, items: [{ name: 'Front desk', extension_number: '6009' }] });
    expect((await send('/ring_groups', { ...FREE, ring_time: 0 })).body).toMatchObject({
      errors: [{ detail: { field: 'name' } }, { detail: { field: 'ring_time' } }],
    });
    expect(
      (await send(`/ring_groups/${String((found.body['items'] as { id: string }[])[0]?.id)}/status`)).status,
    ).toBe(404);
  } finally {
    await pbx.close();
  }
});

test('is in the JSON Schema of projects', async () => {
  const schema = JSON.parse((await run('schema', 'cqctl')).text);
  const group = schema.properties.ring_groups.additionalProperties;
  expect(Object.keys(group.properties)).toEqual([
    'name',
    'extension_number',
    'ring_strategy',
    'ring_time',
    'no_answer_forward_rule',
    'lifecycle',
    'extra',
  ]);
  expect(group.required).toEqual(['extension_number']);
  expect(Object.keys(schema.properties.defaults.properties)).toContain('ring_group');
});

test('has a section in the reference of fields', () => {
  const reference = fieldReference();
  expect(reference).toContain('## Ring groups\n\nUnder `ring_groups`, each by a key of your choice.');
  expect(reference).toContain('### `ring_strategy`');
});
