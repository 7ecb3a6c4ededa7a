/** A plan's hash: what does something else has another one, what does the same has the same. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Change, FieldChange, Plan } from '../../../src/model/plan.ts';
import { fingerprint, hashPlan, hashState } from '../../../src/plan/hash.ts';
import { buildDesired, buildLive, buildState, liveQueue, plan, stateEntry } from '../../support/builders.ts';
import { desiredSpec, world } from '../../support/planner-worlds.ts';

type Hashed = Pick<Plan, 'target' | 'changes' | 'forgotten'>;

const FIELD: FieldChange = { path: 'ring_time', before: 20, after: 25, cause: 'config' };
const OTHER: FieldChange = { path: 'name', before: 'A', after: 'B', cause: 'config' };
const CHANGE: Change = {
  address: 'queue.a',
  kind: 'queue',
  action: 'update',
  id: 'x',
  key: '8000',
  fields: [FIELD, OTHER],
  reason: null,
  source: { file: 'cqctl.yaml', line: 3, column: 5 },
};
const SECOND: Change = { ...CHANGE, address: 'queue.b', id: 'y', key: '8001', fields: [FIELD] };
const PLAN: Hashed = { target: 'http://pbx', changes: [CHANGE, SECOND], forgotten: ['queue.old'] };

const withChange = (change: Partial<Change>): Hashed => ({
  ...PLAN,
  changes: [{ ...CHANGE, ...change }, SECOND],
});
const withField = (field: Partial<FieldChange>): Hashed =>
  withChange({ fields: [{ ...FIELD, ...field }, OTHER] });

describe('a plan that does something else', () => {
  test.each<[string, Hashed]>([
    ['one number more', withField({ after: 99 })],
    ['one number fewer', withField({ after: 24 })],
    ['a number as a text', withField({ after: '25' })],
    ['nothing instead', withField({ after: null })],
    ['another value before', withField({ before: 21 })],
    ['another field', withField({ path: 'sla_time' })],
    ['putting something back', withField({ cause: 'drift' })],
    ['a second field of another value', withChange({ fields: [FIELD, { ...OTHER, after: 'C' }] })],
    ['one field fewer', withChange({ fields: [FIELD] })],
    ['another action', withChange({ action: 'replace' })],
    ['another object', withChange({ id: 'z' })],
    ['another number', withChange({ key: '8009' })],
    ['another address', withChange({ address: 'queue.c' })],
    ['another kind', withChange({ kind: 'agents' })],
    ['a move', withChange({ previous_address: 'queue.z' })],
    ['a second change of another value', { ...PLAN, changes: [CHANGE, { ...SECOND, fields: [OTHER] }] }],
    ['one change fewer', { ...PLAN, changes: [CHANGE] }],
    ['another PBX', { ...PLAN, target: 'http://other' }],
    ['letting go of something else', { ...PLAN, forgotten: ['queue.older'] }],
    ['letting go of nothing', { target: PLAN.target, changes: PLAN.changes }],
    [
      'an agent of another level',
      withField({ path: 'items', after: [{ extension_number: '1', skill_level: 2 }] }),
    ],
    ['an agent of no level', withField({ path: 'items', after: [{ extension_number: '1' }] })],
  ])('has another hash: %s', (_what, other) => {
    expect(hashPlan(other)).not.toBe(hashPlan(PLAN));
  });

  test('has another hash as it is planned: ring_time 25 and 99', () => {
    const live = buildLive([liveQueue({ id: 'x', number: '8000', fields: { ring_time: 20 } })]);
    const state = buildState({ 'queue.a': stateEntry('queue', 'x', '8000', { applied: { ring_time: 20 } }) });
    const hashes = [25, 99, 26].map((ring_time) => {
      const desired = buildDesired({ queues: { a: { number: '8000', fields: { ring_time } } } });
      return plan(desired, live, state).plan.hash;
    });
    expect(new Set(hashes).size).toBe(3);
  });
});

describe('a plan that does the same', () => {
  test.each<[string, Hashed]>([
    ['from another line', withChange({ source: { file: 'other.yaml', line: 9, column: 1 } })],
    ['for a reason that is told otherwise', withChange({ reason: { type: 'not_in_files' } })],
    ['compared with a base, of which it is new', withField({ cause: 'change' })],
    ['compared with a base, where it was pending', withField({ cause: 'pending' })],
    [
      'with its keys in another order',
      { changes: PLAN.changes, forgotten: ['queue.old'], target: PLAN.target },
    ],
  ])('has the same hash: %s', (_what, other) => {
    expect(hashPlan(other)).toBe(hashPlan(PLAN));
  });

  test('has the same hash with nothing to let go of, said or not', () => {
    const { target, changes } = PLAN;
    expect(hashPlan({ target, changes, forgotten: [] })).toBe(hashPlan({ target, changes }));
  });
});

test('of two random plans the hashes are alike only where what they do is', () => {
  const doings = ({ changes, forgotten, target }: Hashed): unknown => ({
    target,
    forgotten: forgotten ?? [],
    changes: changes.map(({ source: _source, reason: _reason, ...change }) => change),
  });
  fc.assert(
    fc.property(desiredSpec, desiredSpec, world, world, (one, other, before, later) => {
      const plans = [
        plan(buildDesired(one), before.live, before.state).plan,
        plan(buildDesired(other), before.live, before.state).plan,
        plan(buildDesired(one), later.live, later.state).plan,
      ];
      const hashes = new Set(plans.map(hashPlan));
      const different = new Set(plans.map((made) => JSON.stringify(doings(made))));
      expect(hashes.size).toBe(different.size);
    }),
    { numRuns: 300 },
  );
});

test('what was read of an object, and a state, have another hash with any other value', () => {
  const object = liveQueue({ id: 'x', number: '8000', agents: [{ extension_number: '1', skill_level: 2 }] });
  const others = [
    object,
    { ...object, id: 'y' },
    { ...object, fields: { ...object.fields, ring_time: 1 } },
    { ...object, items: [{ extension_number: '1', skill_level: 3 }] },
    { ...object, items: [] },
  ];
  expect(new Set(others.map(fingerprint)).size).toBe(others.length);
  const state = buildState({ 'queue.a': stateEntry('queue', 'x', '8000') });
  const states = [
    state,
    { ...state, serial: 2 },
    { ...state, lineage: 'other' },
    buildState({ 'queue.a': stateEntry('queue', 'x', '8000', { prevent_destroy: true }) }),
  ];
  expect(new Set(states.map(hashState)).size).toBe(states.length);
});
