/** What a plan has state say, and when state says it already. */

import { expect, test } from 'vitest';
import type { DesiredList, DesiredObject } from '../../../src/model/desired.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import { isSameEntry, listEntry, objectEntry } from '../../../src/plan/entry.ts';
import { diffFields } from '../../../src/plan/fields.ts';
import { listRules } from '../../../src/plan/list-rules.ts';
import { shownPrompt } from '../../../src/plan/prompts.ts';
import { buildDesired, stateEntry } from '../../support/builders.ts';

const AGENTS = [{ extension_number: '2001' }];

function resources(fields: JsonObject, ignoreChanges: string[] = []): [DesiredObject, DesiredList] {
  const queue = { number: '8000', fields, agents: AGENTS, lifecycle: { ignoreChanges } };
  return buildDesired({ queues: { a: queue } }).resources as [DesiredObject, DesiredList];
}

test('an object has what its file writes, but for prompts and what is ignored', () => {
  const [queue] = resources({ ring_time: 9, sla_time: 5, moh_prompt_file_id: 'f1' }, ['sla_time']);
  const entry = { kind: 'queue', key: '8000', applied: { extension_number: '8000', ring_time: 9 } };
  expect(objectEntry(queue)).toEqual({ ...entry, prevent_destroy: false });
  expect(objectEntry({ ...queue, file: 'queues.yaml' }, '8001')).toEqual({
    ...entry,
    key: '8001',
    prevent_destroy: false,
    file: 'queues.yaml',
  });
});

test('a list has its agents, unless they are ignored', () => {
  const rules = listRules('CYCLIC_HUNT');
  const [, list] = resources({});
  expect(listEntry(list, rules)).toEqual({
    kind: 'agents',
    key: '8000',
    applied: { items: AGENTS },
    prevent_destroy: false,
  });
  const [, ignored] = resources({}, ['agents']);
  expect(listEntry(ignored, rules, '8001')).toMatchObject({ key: '8001', applied: {} });
});

test.each<[JsonObject, JsonObject, boolean]>([
  [{ a: 1, b: 'x' }, { b: 'x', a: 1 }, true],
  [{ a: 1 }, { a: 2 }, false],
  [{ a: 1 }, { a: '1' }, false],
  [{ a: 1 }, { a: 1, b: 1 }, false],
  [{ a: 1 }, { b: 1 }, false],
  [{ a: { b: 1, c: 2 } }, { a: { c: 2, b: 1 } }, true],
  [{ a: { b: 1 } }, { a: { b: 2 } }, false],
  [{ a: [1, 2] }, { a: [2, 1] }, false],
  [{ a: null }, { a: {} }, false],
])('an entry of %j says %j: %s', (known, draft, expected) => {
  const entry = (applied: JsonObject) => stateEntry('queue', 'x', '8000', { applied });
  expect(isSameEntry(entry(known), entry(draft))).toBe(expected);
});

test.each([{ key: '8001' }, { prevent_destroy: true }, { file: 'b.yaml' }])(
  'an entry with %j is another one',
  (more) => {
    const entry = stateEntry('queue', 'x', '8000');
    expect(isSameEntry({ ...entry, ...more }, entry)).toBe(false);
  },
);

test('fields that are written differ where the PBX has another value; prompts are compared elsewhere', () => {
  const [queue] = resources({ ring_time: 9, sla_time: 5, moh_prompt_file_id: 'f1' });
  const live = { extension_number: '8000', ring_time: 7, sla_time: 6, max_callers: 3 };
  expect(diffFields(queue, live, { ring_time: 9, sla_time: 4 }, [])).toEqual([
    { path: 'ring_time', before: 7, after: 9, cause: 'drift' },
    { path: 'sla_time', before: 6, after: 5, cause: 'config' },
  ]);
  expect(diffFields(queue, {}, undefined, ['ring_time', 'sla_time'])).toEqual([
    { path: 'extension_number', before: null, after: '8000', cause: 'config' },
  ]);
});

test.each<[JsonObject, object]>([
  [
    { moh_prompt_file_name: 'a.wav', moh_prompt_file_size: 5, moh_prompt_file_url: '/u' },
    { name: 'a.wav', size: 5, url: '/u' },
  ],
  [{ moh_prompt_file_name: '', moh_prompt_file_size: 0, moh_prompt_file_url: '' }, {}],
  [{ moh_prompt_file_name: null, moh_prompt_file_size: 5, moh_prompt_file_url: null }, {}],
  [{ moh_prompt_file_name: 'a.wav', moh_prompt_file_size: '5' }, { name: 'a.wav' }],
  [{ intro_prompt_file_name: 'a.wav' }, {}],
])('of a prompt %j shows %j', (live, shown) => {
  expect(shownPrompt(live, 'moh_prompt_file_id')).toEqual(shown);
});
