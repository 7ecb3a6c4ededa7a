import { expect, test } from 'vitest';
import { markAgainstBase } from '../../../src/plan/base.ts';
import { hashPlan } from '../../../src/plan/hash.ts';
import { buildDesired, buildLive, buildState, liveQueue, plan, stateEntry } from '../../support/builders.ts';

test('this review is told from what was merged and never applied, and from drift', () => {
  const live = buildLive([
    liveQueue({
      id: 'x',
      number: '8000',
      fields: { ring_time: 20, sla_time: 10, max_callers: 1, language: 'de' },
    }),
  ]);
  const applied = { ring_time: 20, sla_time: 10, max_callers: 5, language: 'de' };
  const state = buildState({ 'queue.a': stateEntry('queue', 'x', '8000', { applied }) });
  const fields = (ring: number, sla: number) => ({
    ring_time: ring,
    sla_time: sla,
    max_callers: 5,
    language: 'en',
  });
  const base = plan(
    buildDesired({ queues: { a: { number: '8000', fields: fields(25, 30) } } }),
    live,
    state,
  ).plan;
  const head = plan(
    buildDesired({
      queues: {
        a: { number: '8000', fields: fields(25, 40) },
        b: { number: '8001', fields: { ring_time: 9 } },
      },
    }),
    live,
    state,
  ).plan;
  const marked = markAgainstBase(head, base);
  const causes = Object.fromEntries(
    marked.changes.flatMap(({ address, fields: own }) =>
      own.map(({ path, cause }) => [`${address} ${path}`, cause]),
    ),
  );
  expect(causes).toMatchObject({
    'queue.a ring_time': 'pending',
    'queue.a sla_time': 'change',
    'queue.a max_callers': 'drift',
    'queue.a language': 'pending',
    'queue.b ring_time': 'change',
  });
  expect(marked.hash).toBe(head.hash);
  expect(hashPlan(marked)).toBe(hashPlan(head));
  expect(
    markAgainstBase(head, head)
      .changes.flatMap((change) => change.fields)
      .every(({ cause }) => cause !== 'change'),
  ).toBe(true);
});
