/** What state says of resources that need no step. */

import { expect, test } from 'vitest';
import { planDrift } from '../../../src/plan/drift.ts';
import { agents, queues, useApplyWorld } from '../../support/apply-world.ts';
import type { DesiredSpec, QueueSpec } from '../../support/builders.ts';

const world = useApplyWorld();
const serialNow = async () => (await world.store.read())?.serial ?? 0;

test('state is not written when nothing changes, and is when only the PBX’s address does', async () => {
  const spec = queues({ a: { number: '8000' } });
  await world.carry(await world.plan({}));
  expect(await world.store.read()).toBeNull();
  await world.apply(spec);
  const serial = await serialNow();
  await world.carry(await world.plan(spec));
  expect(await serialNow()).toBe(serial);
  await world.carry(await world.plan(spec), { target: 'http://elsewhere.invalid' });
  expect(await world.store.read()).toMatchObject({ serial: serial + 1, target: 'http://elsewhere.invalid' });
});

test('state follows what needs no step: protection, and what files and PBX came to agree on', async () => {
  const spec = (ring_time: number, more: Partial<QueueSpec> = {}) =>
    queues({ a: { number: '8000', fields: { ring_time }, agents: agents('2001'), ...more } });
  const prompts = { a: world.sound('hold.wav') };
  await world.apply(spec(20), prompts);
  const first = await world.resources();
  world.pbx.calls.length = 0;
  const settle = async (wanted: DesiredSpec) => {
    const work = await world.plan(wanted, prompts);
    expect(work.plan.changes).toEqual([]);
    const serial = await serialNow();
    expect((await world.carry(work)).summary).toMatchObject({ done: 0, failed: 0, skipped: 0 });
    expect(await serialNow()).toBe(serial + 1);
    await world.carry(await world.plan(wanted, prompts));
    expect(await serialNow()).toBe(serial + 1);
    expect(planDrift(await world.inputOf(wanted, prompts)).changes).toEqual([]);
  };
  const lifecycle = { preventDestroy: true };
  await settle(spec(20, { lifecycle }));
  expect(await world.resources()).toEqual({
    ...first,
    'queue.a': { ...first['queue.a'], prevent_destroy: true },
  });
  await world.pbx.edit('8000', { ring_time: 30 });
  await world.pbx.editAgents('8000', agents('2001', '2002'));
  await settle(spec(30, { lifecycle, agents: agents('2001', '2002') }));
  const after = await world.resources();
  expect(after['queue.a']?.applied).toMatchObject({ ring_time: 30 });
  expect(after['queue.a']?.prompts).toEqual(first['queue.a']?.prompts);
  expect(after['agents.a']?.applied).toEqual({ items: agents('2001', '2002') });
  expect(world.pbx.calls).toEqual([]);
});

test('a move is written down, once, without a request that writes', async () => {
  await world.apply(queues({ a: { number: '8000', agents: agents('2001') } }));
  const serial = await serialNow();
  world.pbx.calls.length = 0;
  const moved = queues({ b: { number: '8000', agents: agents('2001') } });
  await world.apply(moved);
  expect(Object.keys(await world.resources()).sort()).toEqual(['agents.b', 'queue.b']);
  const after = await serialNow();
  expect(after).toBeGreaterThan(serial);
  await world.carry(await world.plan(moved));
  expect(await serialNow()).toBe(after);
  expect(world.pbx.calls).toEqual([]);
});

test('state forgets what is no longer managed, and agents whose changes are ignored hold nothing', async () => {
  const a = { number: '8000', agents: agents('2001'), lifecycle: { ignoreChanges: ['agents'] } };
  const both = queues({ a, b: { number: '8001' } });
  await world.apply(both);
  expect((await world.resources())['agents.a']?.applied).toEqual({});
  const serial = await serialNow();
  await world.carry(await world.plan(both));
  expect(await serialNow()).toBe(serial);
  await world.apply({ ...queues({ a }), removed: ['queue.b'] });
  expect(Object.keys(await world.resources()).sort()).toEqual(['agents.a', 'queue.a']);
  expect(await world.pbx.queue('8001')).toBeDefined();
});

test('state says what `removed` names for as long as it does, and is written only when that changes', async () => {
  const kept = queues({ a: { number: '8000' } });
  await world.apply(queues({ a: { number: '8000' }, b: { number: '8001' } }));
  const spec: DesiredSpec = { ...kept, removed: ['queue.b'], policy: { unmanaged: 'destroy' } };
  await world.apply(spec);
  const saved = await world.store.read();
  expect(saved?.released).toEqual({ 'queue.b': '8001' });
  await world.apply(spec);
  expect(await world.store.read()).toEqual(saved);
  expect(await world.pbx.queue('8001')).toBeDefined();
  await world.apply(kept);
  expect(await world.store.read()).not.toHaveProperty('released');
});
