/** Generated files are what the code would write now, and the schemas among them say what cqctl writes. */

import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { generatedFiles } from '../../scripts/reference/generated-files.ts';
import { CODES } from '../../src/codes/registry.ts';
import { queueFields } from '../../src/kinds/queue.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { StateDocument } from '../../src/model/state.ts';
import type { ApplyEvent } from '../../src/model/step.ts';
import { renderDiagnosticEvent, renderEvent, renderVersionEvent } from '../../src/report/apply-json.ts';
import { planJson } from '../../src/report/plan-json.ts';
import { eventsSchema } from '../../src/report/schemas/events.ts';
import { planSchema } from '../../src/report/schemas/plan.ts';
import { stateSchema } from '../../src/report/schemas/state.ts';

const root = resolve(import.meta.dirname, '../..');
const files = await generatedFiles();

test.each(Object.keys(files))('%s is up to date; else run npm run gen', (path) => {
  expect(readFileSync(join(root, path), 'utf8')).toBe(files[path]);
});

test('the field reference has every field', () => {
  for (const name of Object.keys(queueFields)) expect(files['docs/fields.md']).toContain(`\`${name}\``);
});

test('the list of diagnostics has every code, with its help', () => {
  for (const [code, { title, help }] of Object.entries(CODES)) {
    expect(files['docs/diagnostics.md']).toContain(`### ${code}: ${title}\n\n${help}\n`);
  }
});

const PLAN: Plan = {
  format_version: '1.0',
  target: 'http://127.0.0.1:8887',
  complete: true,
  summary: { create: 0, update: 1, replace: 0, destroy: 0, adopt: 0, move: 0, unchanged: 3 },
  hash: 'abc',
  changes: [
    {
      address: 'queue.support',
      kind: 'queue',
      action: 'update',
      id: 'NzAw',
      key: '8000',
      fields: [{ path: 'ring_time', before: 20, after: 25, cause: 'config' }],
      reason: null,
      source: { file: 'cqctl.yaml', line: 24, column: 3, end_line: 24, end_column: 10 },
      previous_address: 'queue.help',
    },
    {
      address: 'queue.new',
      kind: 'queue',
      action: 'create',
      id: null,
      key: '1',
      fields: [],
      reason: { type: 'deleted_on_pbx' },
      source: null,
    },
  ],
  unmanaged: [{ kind: 'queue', id: '1', key: '8100', name: 'Sales' }],
  forgotten: ['agents.support'],
  diagnostics: [
    {
      severity: 'warning',
      code: 'CQ301',
      summary: 'inert',
      hint: 'drop it',
      source: { file: 'cqctl.yaml', line: 3, column: 5 },
      snippet: { text: 'a: 1', start: 0, length: 1 },
    },
  ],
};

const STATE: StateDocument = {
  version: 1,
  lineage: 'a',
  serial: 4,
  target: 'embedded',
  resources: {
    'queue.support': {
      kind: 'queue',
      id: 'x',
      key: '8000',
      applied: { ring_time: 20 },
      prevent_destroy: true,
      prompts: {
        moh_prompt_file_id: { file_id: 'f', sha256: 'a'.repeat(64), shown: { name: 'a.wav', size: 1 } },
      },
    },
  },
};

const EVENTS: ApplyEvent[] = [
  { type: 'planned', plan: PLAN },
  { type: 'step_start', address: 'queue.a', action: 'create' },
  { type: 'step_progress', address: 'queue.a', message: 'waiting' },
  { type: 'step_done', address: 'queue.a', action: 'create', id: 'x', elapsed_s: 0.1 },
  {
    type: 'step_failed',
    address: 'queue.a',
    action: 'create',
    error: { code: 'CQ501', message: 'no' },
    elapsed_s: 0,
  },
  { type: 'step_unsaved', address: 'queue.b', action: 'destroy', id: null, elapsed_s: 0.1 },
  {
    type: 'step_failed',
    address: 'queue.c',
    action: 'update',
    error: { code: 'CQ508', message: 'no' },
    elapsed_s: 0,
    because: 'unauthorized',
  },
  { type: 'step_skipped', address: 'agents.a', action: 'create', because: 'queue.a' },
  { type: 'step_skipped', address: 'queue.d', action: 'create', because: 'unauthorized' },
  { type: 'warning', code: 'CQ501', message: 'slow' },
  { type: 'warning', code: 'CQ431', message: 'no more', stops: 'unauthorized' },
  { type: 'summary', summary: { done: 1, unsaved: 1, failed: 2, skipped: 2 }, interrupted: false },
];

describe('the schemas of what cqctl writes', () => {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true, validateFormats: false });

  function check(schema: object, value: unknown): unknown {
    const validate = ajv.compile(schema);
    return validate(value) ? [] : validate.errors;
  }

  test('plan', () => {
    expect(check(planSchema(), planJson(PLAN))).toEqual([]);
    const { hash, ...without } = planJson(PLAN);
    expect(hash).toBe('abc');
    expect(check(planSchema(), without)).not.toEqual([]);
    expect(check(planSchema(), { ...planJson(PLAN), unmanaged: [{ kind: 'agents' }] })).not.toEqual([]);
  });

  test('state', () => {
    expect(check(stateSchema(), STATE)).toEqual([]);
    expect(check(stateSchema(), { ...STATE, serial: -1 })).not.toEqual([]);
  });

  test('events', () => {
    const time = '2026-11-23T12:00:00Z';
    const lines = [
      renderVersionEvent('0.1.0', time),
      renderDiagnosticEvent(PLAN.diagnostics[0] as Plan['diagnostics'][0], time),
      ...EVENTS.map((event) => renderEvent(event, time)),
    ];
    const validate = ajv.compile(eventsSchema());
    for (const line of lines) expect(validate(JSON.parse(line)) ? [] : [line, validate.errors]).toEqual([]);
    expect(validate({ ...JSON.parse(lines[0] ?? ''), type: 'other' })).toBe(false);
  });
});
