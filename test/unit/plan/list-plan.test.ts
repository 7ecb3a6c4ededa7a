/** The strategy that a queue will have decides what counts in its list; what becomes of the list follows the queue. */

import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/model/json.ts';
import type { Action } from '../../../src/model/plan.ts';
import { appliedItems, strategyOf } from '../../../src/plan/list-plan.ts';
import type { Match } from '../../../src/plan/match.ts';
import { buildDesired, buildLive, buildState, liveQueue, plan, stateEntry } from '../../support/builders.ts';

const CYCLIC = { polling_strategy: 'CYCLIC_HUNT' };
const HUNT = { polling_strategy: 'PRIORITIZED_HUNT' };
const AGENTS = [{ extension_number: '2001' }, { extension_number: '2002' }];

test.each<[JsonObject, JsonObject | undefined, { action?: Action; ignored?: boolean }, string]>([
  [CYCLIC, HUNT, {}, 'CYCLIC_HUNT'],
  [{}, HUNT, {}, 'PRIORITIZED_HUNT'],
  [{}, HUNT, { action: 'update' }, 'PRIORITIZED_HUNT'],
  [{}, HUNT, { action: 'replace' }, 'RING_SIMULTANEOUSLY'],
  [CYCLIC, HUNT, { action: 'replace' }, 'CYCLIC_HUNT'],
  [CYCLIC, HUNT, { ignored: true }, 'PRIORITIZED_HUNT'],
  [CYCLIC, HUNT, { ignored: true, action: 'replace' }, 'CYCLIC_HUNT'],
  [CYCLIC, undefined, { ignored: true }, 'CYCLIC_HUNT'],
  [{}, undefined, {}, 'RING_SIMULTANEOUSLY'],
  [{}, { polling_strategy: null }, {}, 'RING_SIMULTANEOUSLY'],
])('written %j, on the PBX %j, %j: the strategy is %s', (fields, has, { action, ignored }, strategy) => {
  const lifecycle = { ignoreChanges: ignored === true ? ['polling_strategy'] : [] };
  const [desired] = buildDesired({ queues: { a: { number: '8000', fields, lifecycle } } }).resources;
  const live = has && liveQueue({ id: 'x', number: '8000', fields: has });
  expect(strategyOf({ desired, live } as unknown as Match, action)).toBe(strategy);
});

test('the list as last applied is not there where state has none', () => {
  const known = (applied: JsonObject) => stateEntry('agents', 'x', '8000', { applied });
  expect(appliedItems(undefined)).toBeUndefined();
  expect([{}, { items: 'all' }].map((applied) => appliedItems(known(applied)))).toEqual([
    undefined,
    undefined,
  ]);
  expect(appliedItems(known({ items: AGENTS }))).toEqual(AGENTS);
});

describe('a list', () => {
  const desired = buildDesired({
    queues: { a: { number: '8000', fields: { polling_strategy: 'PRIORITIZED_HUNT' }, agents: AGENTS } },
  });
  const change = (work: ReturnType<typeof plan>) =>
    work.plan.changes.find(({ address }) => address === 'agents.a');
  const live = liveQueue({ id: 'x', number: '8000', fields: HUNT, agents: AGENTS });
  const items = [...AGENTS].reverse();

  test('of a queue that is replaced is made anew, and shows what goes', () => {
    const state = buildState({
      'queue.a': stateEntry('queue', 'x', '8001'),
      'agents.a': stateEntry('agents', 'x', '8001', { applied: { items } }),
    });
    const old = liveQueue({ id: 'x', number: '8001', fields: HUNT, agents: items });
    expect(change(plan(desired, buildLive([old]), state))).toMatchObject({
      action: 'replace',
      reason: { type: 'parent_replaced', parent: 'queue.a' },
      fields: [{ path: 'items', before: items, after: AGENTS, cause: 'config' }],
    });
  });

  test('of a new queue has nothing before it', () => {
    expect(change(plan(desired, buildLive([])))).toMatchObject({
      action: 'create',
      reason: null,
      fields: [{ path: 'items', before: null, after: AGENTS }],
    });
  });

  test.each([
    ['was applied and is other on the PBX: drift', { items: AGENTS }, items, 'update', 'drift'],
    ['was applied otherwise', { items }, items, 'update', 'config'],
    ['state does not have', {}, items, 'update', 'config'],
  ] as const)('that %s', (_what, applied, has, action, cause) => {
    const state = buildState({
      'queue.a': stateEntry('queue', 'x', '8000'),
      'agents.a': stateEntry('agents', 'x', '8000', { applied: { ...applied, ...(applied as JsonObject) } }),
    });
    const work = plan(desired, buildLive([{ ...live, items: [...has] }]), state);
    expect(change(work)).toMatchObject({ action, reason: null, fields: [{ path: 'items', cause }] });
  });

  test.each([
    ['adopted', null, 'adopt'],
    ['known', stateEntry('agents', 'x', '8000', { applied: { items } }), 'update'],
  ] as const)(
    'with nobody warns where it is %s that agents go, unless there are none',
    (_what, entry, action) => {
      const emptied = buildDesired({ queues: { a: { number: '8000', fields: HUNT, agents: [] } } });
      const state = buildState({
        'queue.a': stateEntry('queue', 'x', '8000'),
        ...(entry === null ? {} : { 'agents.a': entry }),
      });
      const warned = plan(emptied, buildLive([live]), state);
      expect(change(warned)).toMatchObject({ action });
      expect(warned.plan.diagnostics).toMatchObject([
        { code: 'CQ407', severity: 'warning', address: 'agents.a' },
      ]);
      const nobody = plan(emptied, buildLive([{ ...live, items: [] }]), state);
      expect(nobody.plan.diagnostics).toEqual([]);
      const somebody = plan(desired, buildLive([{ ...live, items }]), state);
      expect(somebody.plan.diagnostics).toEqual([]);
    },
  );
});
