/** What waits for what, and what is destroyed with what. */

import { describe, expect, test } from 'vitest';
import type { PlannedWork } from '../../../src/model/plan.ts';
import {
  applyInMemory,
  buildDesired,
  buildLive,
  buildState,
  liveQueue,
  plan,
  stateEntry,
} from '../../support/builders.ts';

const forward = (number: string) => ({ action: 'FORWARD_TO_NUMBER', number });
const waits = ({ steps }: PlannedWork) =>
  Object.fromEntries(steps.map(({ change, dependsOn }) => [change.address, dependsOn]));

describe('a forward to a queue that the same plan creates', () => {
  test.each(['no_answer_forward_rule', 'night_mode_forward_rule'])('waits for it: %s', (field) => {
    const desired = buildDesired({
      queues: { a: { number: '8000', fields: { [field]: forward('8001') } }, b: { number: '8001' } },
    });
    const work = plan(desired, buildLive([]));
    expect(waits(work)).toEqual({ 'queue.b': [], 'queue.a': ['queue.b'] });
    expect(work.steps.map(({ change }) => change.address)).toEqual(['queue.b', 'queue.a']);
  });

  test.each(['no_answer_forward_rule', 'night_mode_forward_rule'])(
    'waits for it when the queue is there already and is updated: %s',
    (field) => {
      const desired = buildDesired({
        queues: { a: { number: '8000', fields: { [field]: forward('8001') } }, b: { number: '8001' } },
      });
      const live = buildLive([liveQueue({ id: 'x', number: '8000' })]);
      const applied = { extension_number: '8000' };
      const state = buildState({ 'queue.a': stateEntry('queue', 'x', '8000', { applied }) });
      expect(waits(plan(desired, live, state))).toEqual({ 'queue.b': [], 'queue.a': ['queue.b'] });
    },
  );

  test('by both rules waits for both; to a number outside, or to a queue that is there, for nothing', () => {
    const rules = { no_answer_forward_rule: forward('8001'), night_mode_forward_rule: forward('8002') };
    const desired = buildDesired({
      queues: { a: { number: '8000', fields: rules }, b: { number: '8001' }, c: { number: '8002' } },
    });
    expect(waits(plan(desired, buildLive([])))['queue.a']).toEqual(['queue.b', 'queue.c']);
    const live = buildLive([liveQueue({ id: 'y', number: '8001' }), liveQueue({ id: 'z', number: '8002' })]);
    const state = buildState({
      'queue.b': stateEntry('queue', 'y', '8001', { applied: { extension_number: '8001' } }),
      'queue.c': stateEntry('queue', 'z', '8002', { applied: { extension_number: '8002' } }),
    });
    expect(waits(plan(desired, live, state))).toEqual({ 'queue.a': [] });
  });
});

describe('a renumbering', () => {
  const live = buildLive([
    liveQueue({ id: 'x', number: '8000' }),
    liveQueue({ id: 'y', number: '8001' }),
    liveQueue({ id: 'z', number: '8002' }),
  ]);
  const entry = (id: string, number: string) =>
    stateEntry('queue', id, number, { applied: { extension_number: number } });
  const outline = (work: PlannedWork) =>
    Object.fromEntries(
      work.steps.map(({ change, dependsOn, clears, isCleared }) => [
        change.address,
        {
          waits: [...dependsOn].sort(),
          clears: (clears ?? []).map((other) => other.live.id),
          isCleared: isCleared === true,
        },
      ]),
    );

  // Whichever of the chain is looked at first.
  test.each(['a', 'c', 'z'])('that leads into a chain is no circle: %s', (key) => {
    const state = buildState({
      [`queue.${key}`]: entry('x', '8000'),
      'queue.b': entry('y', '8001'),
      'queue.m': entry('z', '8002'),
    });
    const desired = buildDesired({
      queues: { [key]: { number: '8001' }, b: { number: '8002' }, m: { number: '8003' } },
    });
    const work = plan(desired, live, state);
    expect(outline(work)).toEqual({
      'queue.m': { waits: [], clears: [], isCleared: false },
      'queue.b': { waits: ['queue.m'], clears: [], isCleared: false },
      [`queue.${key}`]: { waits: ['queue.b'], clears: [], isCleared: false },
    });
    const after = applyInMemory(work, { live, state });
    expect(plan(desired, after.live, after.state).plan.changes).toEqual([]);
  });

  test('of two that lead into a chain one after the other is no circle', () => {
    const longer = { ...live, objects: [...live.objects, liveQueue({ id: 'w', number: '8004' })] };
    const state = buildState({
      'queue.b': entry('y', '8001'),
      'queue.m': entry('z', '8002'),
      'queue.x': entry('w', '8004'),
      'queue.y': entry('x', '8000'),
    });
    const desired = buildDesired({
      queues: {
        b: { number: '8002' },
        m: { number: '8003' },
        x: { number: '8000' },
        y: { number: '8001' },
      },
    });
    const alone = { clears: [], isCleared: false };
    expect(outline(plan(desired, longer, state))).toEqual({
      'queue.m': { waits: [], ...alone },
      'queue.b': { waits: ['queue.m'], ...alone },
      'queue.y': { waits: ['queue.b'], ...alone },
      'queue.x': { waits: ['queue.y'], ...alone },
    });
  });

  // No files that pass the checks say so, which two of them want one number: the steps have to hold without that.
  test.each(['a', 'd', 'z'])('that leads into a circle is not destroyed with it: %s', (key) => {
    const state = buildState({
      [`queue.${key}`]: entry('z', '8002'),
      'queue.b': entry('x', '8000'),
      'queue.c': entry('y', '8001'),
    });
    const desired = buildDesired({
      queues: { [key]: { number: '8000' }, b: { number: '8001' }, c: { number: '8000' } },
    });
    const made = outline(plan(desired, live, state));
    expect(made[`queue.${key}`]).toEqual({ waits: ['queue.b'], clears: [], isCleared: false });
    expect(made['queue.b']).toEqual({ waits: [], clears: ['y'], isCleared: false });
    expect(made['queue.c']).toEqual({ waits: ['queue.b'], clears: [], isCleared: true });
  });
});

describe('--target', () => {
  const agents = [{ extension_number: '2001' }];
  const wanted = [{ extension_number: '2002' }];
  const world = (number: string) => ({
    desired: buildDesired({ queues: { a: { number, fields: { ring_time: 30 }, agents: wanted } } }),
    live: buildLive([liveQueue({ id: 'x', number: '8000', fields: { ring_time: 20 }, agents })]),
    state: buildState({
      'queue.a': stateEntry('queue', 'x', '8000', {
        applied: { extension_number: '8000', ring_time: 20 },
      }),
      'agents.a': stateEntry('agents', 'x', '8000', { applied: { items: agents } }),
    }),
  });
  const addresses = (number: string, excludes: string[]) => {
    const { desired, live, state } = world(number);
    const { plan: made, refusals } = plan(desired, live, state, { excludes });
    return [made.changes.map(({ address }) => address), refusals.map(({ code }) => code)];
  };

  test('on a queue that is updated takes its agents in, for its name stands for both, unless they are excluded', () => {
    const { desired, live, state } = world('8000');
    const { plan: made } = plan(desired, live, state, { targets: ['queue.a'] });
    expect(made.changes.map(({ address }) => address)).toEqual(['queue.a', 'agents.a']);
    expect(made.diagnostics).toEqual([]);
    expect(addresses('8000', ['agents.a'])).toEqual([['queue.a'], []]);
    expect(addresses('8000', ['agents.*'])).toEqual([['queue.a'], []]);
  });

  test('on a queue that changes names with another takes that one in, updated as it is, without its agents', () => {
    const desired = buildDesired({
      moved: [
        ['queue.a', 'queue.b'],
        ['queue.b', 'queue.a'],
      ],
      queues: {
        a: { number: '8001' },
        b: { number: '8000', fields: { ring_time: 30 }, agents: wanted },
      },
    });
    const { live, state } = world('8000');
    const both = {
      ...state,
      resources: {
        ...state.resources,
        'queue.b': stateEntry('queue', 'y', '8001', { applied: { extension_number: '8001' } }),
      },
    };
    const objects = [...live.objects, liveQueue({ id: 'y', number: '8001' })];
    const { plan: made } = plan(desired, { ...live, objects }, both, { targets: ['queue.a'] });
    expect(made.changes.map(({ action, address }) => `${action} ${address}`)).toEqual([
      'move queue.a',
      'update queue.b',
    ]);
    expect(made.diagnostics.map(({ code, address }) => `${code} ${address}`)).toEqual(['CQ412 queue.b']);
  });

  test('on a queue that is replaced cannot do without its agents', () => {
    expect(addresses('8009', ['agents.a'])).toEqual([['queue.a'], ['CQ419']]);
  });
});
