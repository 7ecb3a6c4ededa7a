/** Queues that --target and --exclude leave out, of which no more is known than their line in the list. */

import { expect, test } from 'vitest';
import type { LiveObject } from '../../../src/model/live.ts';
import { isUnread } from '../../../src/plan/select.ts';
import { findUnreadNeeds } from '../../../src/plan/unread.ts';
import {
  buildDesired,
  buildLive,
  buildState,
  liveQueue,
  plan,
  stateEntry,
  TARGET,
} from '../../support/builders.ts';

const AGENTS = [{ extension_number: '2001' }];

function line({ fields: _fields, items: _items, ...known }: LiveObject): LiveObject {
  return known;
}

const desired = buildDesired({
  queues: {
    a: { number: '8000', fields: { ring_time: 30 }, agents: AGENTS },
    b: { number: '8001', fields: { ring_time: 30 }, agents: AGENTS },
  },
});
const a = liveQueue({ id: 'ida', number: '8000', fields: { ring_time: 20 }, agents: [] });
const b = liveQueue({ id: 'idb', number: '8001', fields: { ring_time: 20 }, agents: [] });
const state = buildState({
  'queue.a': stateEntry('queue', 'ida', '8000'),
  'agents.a': stateEntry('agents', 'ida', '8000'),
  'queue.b': stateEntry('queue', 'idb', '8001'),
  'agents.b': stateEntry('agents', 'idb', '8001'),
});
const outline = ({ plan: { changes, complete, summary }, settled }: ReturnType<typeof plan>) => ({
  changes: changes.map(({ action, address }) => `${action} ${address}`),
  complete,
  unchanged: summary.unchanged,
  settled: Object.keys(settled),
});

test('a queue that is left out differs in nothing that anybody knows, and the plan is not all there is to do', () => {
  expect(outline(plan(desired, buildLive([line(a), b]), state, { targets: ['queue.b'] }))).toEqual({
    changes: ['update queue.b', 'update agents.b'],
    complete: false,
    unchanged: 0,
    settled: [],
  });
});

test('what was read all the same is compared', () => {
  const work = plan(desired, buildLive([a, b]), state, { excludes: ['queue.a'] });
  expect(outline(work)).toEqual({
    changes: ['update queue.b', 'update agents.b'],
    complete: false,
    unchanged: 0,
    settled: [],
  });
  const same = { ring_time: 30 };
  const asWritten = liveQueue({ id: 'ida', number: '8000', fields: same, agents: AGENTS });
  expect(outline(plan(desired, buildLive([asWritten, b]), state, { excludes: ['queue.a'] }))).toMatchObject({
    complete: true,
    unchanged: 2,
  });
  expect(
    outline(plan(desired, buildLive([line(asWritten), b]), state, { excludes: ['queue.a'] })),
  ).toMatchObject({ complete: false, unchanged: 0 });
});

test('only what is left out, and was not read, is not known', () => {
  const selection = { targets: ['queue.b'], excludes: [] };
  const isUnreadOf = (live: LiveObject | undefined, address: 'queue.a' | 'queue.b') =>
    (['fields', 'items'] as const).map((part) => isUnread(address, live, { part, selection }));
  expect(isUnreadOf(line(a), 'queue.a')).toEqual([true, true]);
  expect(isUnreadOf(a, 'queue.a')).toEqual([false, false]);
  expect(isUnreadOf(line(b), 'queue.b')).toEqual([false, false]);
  expect(isUnreadOf(undefined, 'queue.a')).toEqual([false, false]);
});

test('a number that a queue hands over needs that queue, which is to be read then', () => {
  const swapped = buildDesired({ queues: { a: { number: '8002' }, b: { number: '8000' } } });
  const live = buildLive([line(a), line(b)]);
  const options = { targets: ['queue.b'], excludes: [], destroy: false };
  expect(findUnreadNeeds({ target: TARGET, desired: swapped, live, state, options })).toEqual([
    'queue.a',
    'queue.b',
  ]);
  expect(
    findUnreadNeeds({ target: TARGET, desired: swapped, live: buildLive([a, b]), state, options }),
  ).toEqual([]);
});
