/** A saved plan: what is no such file, and what has moved since it was made. */

import { describe, expect, test } from 'vitest';
import { loadPlanFileCheck } from '../../../src/cli/plan/saved-plan.ts';
import type { PlannedWork } from '../../../src/model/plan.ts';
import type { StateDocument } from '../../../src/model/state.ts';
import { decodePlanFile, describeStaleness, encodePlanFile } from '../../../src/plan/plan-file.ts';
import { planJson } from '../../../src/report/plan-json.ts';
import { buildDesired, buildLive, buildState, liveQueue, plan, stateEntry } from '../../support/builders.ts';

const desired = buildDesired({ queues: { a: { number: '8000', fields: { ring_time: 9 } } } });
const state = buildState({ 'queue.a': stateEntry('queue', 'x', '8000') });
const live = (ring: number) =>
  buildLive([liveQueue({ id: 'x', number: '8000', fields: { ring_time: ring } })]);
const OPTIONS = { targets: [], excludes: [], destroy: false };

function save(work: PlannedWork, from: StateDocument | null = state): string {
  const { plan: made, fingerprints } = work;
  return encodePlanFile(
    { plan: made, fingerprints, configHash: 'c', state: from, options: OPTIONS },
    planJson,
  );
}
const findFault = await loadPlanFileCheck();
const decode = (saved: string) => decodePlanFile(saved, { file: 'p.cqplan', findFault });
const work = plan(desired, live(5), state);
const text = save(work);
const MADE_FROM = (JSON.parse(text) as { made_from: object }).made_from;
/** The file with some names set, or taken out where the value is undefined. */
const edited = (names: object, planNames: object = {}): string => {
  const file = JSON.parse(text) as { plan: object };
  return JSON.stringify({ ...file, plan: { ...file.plan, ...planNames }, ...names });
};

describe('a file that is no plan', () => {
  test.each([
    ['{', 'is not JSON'],
    ['3', 'is not a plan file'],
    ['{"format_version": 1}', 'is not a plan file'],
    [edited({ format_version: '9.0' }), 'has the plan format 9.0'],
    [edited({ format_version: '10.0' }), 'has the plan format 10.0'],
    [edited({ format_version: '11' }), 'has the plan format 11'],
    [edited({ format_version: '0.1' }), 'has the plan format 0.1'],
    [edited({ format_version: '' }), 'has the plan format'],
    [edited({ made_from: undefined }), 'it has no made_from'],
    [edited({ digest: undefined }), 'it has no digest'],
    [edited({ made_from: { ...MADE_FROM, options: {} } }), 'made_from.options has no targets'],
    [
      edited({ made_from: { ...MADE_FROM, fingerprints: { 'queue.a': 1 } } }),
      'fingerprints.queue.a has to be',
    ],
    [edited({}, { summary: undefined }), 'plan has no summary'],
    [edited({}, { forgotten: 3 }), 'plan.forgotten has to be of the type array'],
    [edited({}, { unmanaged: [1] }), 'plan.unmanaged.0 has to be of the type object'],
    [edited({}, { changes: [{ ...work.plan.changes[0], action: 'x' }] }), 'changes.0.action is not what'],
    [edited({}, { target: 'http://elsewhere' }), 'changed after it was written'],
    [edited({}, { unmanaged: [{ kind: 'queue', id: 'y', key: '1', name: 'y' }] }), 'changed after'],
    [edited({}, { summary: { ...work.plan.summary, destroy: 7 } }), 'changed after it was written'],
    [text.replace('"destroy": false', '"destroy": true'), 'changed after it was written'],
    [text.replace('{', '{ '), 'changed after it was written'],
  ])('%.40s', (broken, reason) => {
    const { value, diagnostics } = decode(broken);
    expect(value).toBeUndefined();
    expect(diagnostics[0]).toMatchObject({ code: 'CQ411', source: { file: 'p.cqplan' } });
    expect(diagnostics[0]?.summary).toContain(reason);
  });
});

describe('what moved', () => {
  const saved = decode(text).value;
  if (saved === undefined) throw new Error('the file is no plan');
  const moved = (now: Partial<Parameters<typeof describeStaleness>[1]>, from = saved) =>
    describeStaleness(from, { configHash: 'c', state, work, ...now }).map(({ summary }) => summary);

  test('nothing', () => expect(moved({})).toEqual([]));

  test('the files, the target', () => {
    expect(moved({ configHash: 'd' })).toEqual(['the config changed']);
    const elsewhere = { ...work, plan: { ...work.plan, target: 'http://elsewhere' } };
    expect(moved({ work: elsewhere })[0]).toContain('was made for http://127.0.0.1:8887');
    // With nothing left to do for it, an object is no longer looked at; so nothing is said of it.
    const none = { ...work, fingerprints: {} };
    expect(moved({ configHash: 'd', work: none })).toEqual(['the config changed']);
    expect(moved({ work: { ...elsewhere, fingerprints: {} } })).toHaveLength(1);
  });

  test('the state', () => {
    expect(moved({ state: { ...state, serial: 7 } })[0]).toContain('had the serial 1, now 7');
    expect(moved({ state: { ...state, target: 'x' } })).toEqual(['the state was edited']);
    expect(moved({ state: { ...state, lineage: 'other' } })[0]).toContain('is not the one');
    expect(moved({ state: null })[0]).toContain('is not the one');
    const first = decode(save(work, null)).value;
    expect(moved({}, first)).toEqual(['there was no state yet, and now there is']);
    expect(moved({ state: null }, first)).toEqual([]);
  });

  test('the PBX, and which field of it', () => {
    expect(moved({ work: plan(desired, live(7), state) })).toEqual(['queue.a changed on the PBX: ring_time']);
    expect(moved({ work: plan(desired, live(9), state) })[0]).toContain('queue.a changed on the PBX');
    expect(moved({ work: { ...work, plan: { ...work.plan, hash: 'other' } } })).toEqual([
      'the PBX changed: the plan would be another one',
    ]);
  });

  test('which of several fields, and of which address', () => {
    const two = buildDesired({
      queues: {
        a: { number: '8000', fields: { ring_time: 9, sla_time: 5, max_callers: 2 } },
        b: { number: '8001' },
      },
    });
    const both = (fields: object) =>
      buildLive([
        liveQueue({ id: 'x', number: '8000', fields: { ...fields } }),
        liveQueue({ id: 'y', number: '8001', fields: { name: 'other' } }),
      ]);
    const before = plan(two, both({ ring_time: 5, sla_time: 1, max_callers: 1 }), state);
    const after = plan(two, both({ ring_time: 6, sla_time: 1, max_callers: 7 }), state);
    const from = decode(save(before)).value;
    expect(from && describeStaleness(from, { configHash: 'c', state, work: after })).toMatchObject([
      {
        code: 'CQ410',
        severity: 'error',
        address: 'queue.a',
        summary: 'queue.a changed on the PBX: ring_time, max_callers',
      },
    ]);
    const hidden = { ...before, fingerprints: { ...before.fingerprints, 'queue.a': 'other' } };
    expect(moved({ work: hidden }, from)).toEqual(['queue.a changed on the PBX']);
  });
});
