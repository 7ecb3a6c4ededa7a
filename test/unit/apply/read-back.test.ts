/** What the PBX shows after it was told something: waited for, compared, and believed when an object is gone. */

import { describe, expect, test } from 'vitest';
import { type Absence, isGone, PATIENCE_MS } from '../../../src/apply/read-back.ts';
import { isUnset } from '../../../src/kinds/compare.ts';
import { ApiError } from '../../../src/model/errors.ts';
import { planDrift } from '../../../src/plan/drift.ts';
import { agents, queues, useApplyWorld } from '../../support/apply-world.ts';
import type { QueueSpec } from '../../support/builders.ts';

const failed = (status: number) =>
  new ApiError(
    'GET /x',
    { method: 'GET', path: '/x', status, attempts: 1, unclear: false },
    { code: 'CQ501' },
  );
const refuse = (status: number) => async () => {
  throw failed(status);
};
const page =
  (count: number, ...ids: string[]): Absence['list'] =>
  async () => ({ count, items: ids.map((id) => ({ id })) });
const there: Absence['get'] = async () => ({ id: 'mine' });

async function ask(absence: Absence) {
  const pauses: number[] = [];
  const gone = isGone(absence, 'mine', { sleep: async (ms) => void pauses.push(ms) });
  return { gone: await gone, slept: pauses.length };
}

describe('an object is gone', () => {
  test('when nothing has its key: it is not asked for by itself', async () => {
    let asked = 0;
    const get = async () => {
      asked += 1;
      return { id: 'mine' };
    };
    expect(await ask({ list: page(0), get })).toEqual({ gone: true, slept: 0 });
    expect(asked).toBe(0);
  });

  test.each<[string, Absence['list']]>([
    ['the PBX refuses the query with 400', refuse(400)],
    ['the PBX refuses the query with 404', refuse(404)],
    ['the PBX refuses the query with 422', refuse(422)],
    ['the PBX lists others instead', page(300, 'a', 'b')],
    ['the PBX promises objects and lists none', page(1)],
  ])('%s, and then the object itself tells', async (_what, list) => {
    expect(await ask({ list, get: refuse(404) })).toEqual({ gone: true, slept: 0 });
    expect((await ask({ list, get: there })).gone).toBe(false);
  });

  test('not while a list shows it, whatever a request for it says', async () => {
    const { gone, slept } = await ask({ list: page(1, 'mine'), get: refuse(404) });
    expect(gone).toBe(false);
    expect(slept).toBeGreaterThan(3);
  });

  test('and any other answer is an error', async () => {
    await expect(ask({ list: refuse(403), get: there })).rejects.toThrow('GET /x');
    await expect(ask({ list: refuse(400), get: refuse(403) })).rejects.toThrow('GET /x');
  });
});

describe('reading back', () => {
  const world = useApplyWorld();
  const FIRST = agents('2001', '2002');
  const strategyOf = (polling_strategy: string, items: QueueSpec['agents'] = [], number = '8000') =>
    queues({ a: { number, fields: { polling_strategy }, agents: items } });

  test('goes on while the old value is shown, also of what is created', async () => {
    world.pbx.lag = 4;
    await world.apply(queues({ a: { number: '8000', fields: { ring_time: 20 } } }));
    expect(world.nowMs).toBeGreaterThan(0);
    expect(world.nowMs).toBeLessThan(2000);
    const createdMs = world.nowMs;
    await world.apply(queues({ a: { number: '8000', fields: { ring_time: 30 } } }));
    expect(world.nowMs).toBeGreaterThan(createdMs);
    expect(world.pbx.callsOf('createQueue')).toHaveLength(1);
  });

  test('takes null for an empty text or list, on create and on update', async () => {
    world.pbx.shows = (object) =>
      Object.fromEntries(
        Object.entries(object).map(([name, value]) => [name, isUnset(value) ? null : value]),
      );
    await world.pbx.addQueue('8001', {
      callback_outbound_prefix: '9',
      outbound_caller_ids: [{ provider_id: 'p', caller_id: '5' }],
    });
    const fields = { callback_outbound_prefix: '', outbound_caller_ids: [] };
    const spec = queues({ a: { number: '8000', fields }, b: { number: '8001', fields } });
    await world.apply(spec);
    expect(await world.pbx.queue('8001')).toMatchObject(fields);
    expect(planDrift(await world.inputOf(spec)).changes).toEqual([]);
  });

  test('ends after some seconds with a failure that names field, sent and kept; the object is ours all the same', async () => {
    world.pbx.shows = ({ ring_time: _time, ...object }) => object;
    const spec = queues({ a: { number: '8000', fields: { ring_time: 30, sla_time: 3 } } });
    const { results } = await world.carry(await world.plan(spec));
    expect(results[0]).toMatchObject({
      status: 'failed',
      error: { code: 'CQ420', message: expect.stringContaining('ring_time: sent 30, kept nothing') },
    });
    const patience = PATIENCE_MS.reduce((sum, ms) => sum + ms, 0);
    expect(patience).toBeGreaterThan(3000);
    expect(world.nowMs).toBeGreaterThanOrEqual(patience);
    const id = await world.pbx.idOf('8000');
    expect((await world.resources())['queue.a']).toMatchObject({ id, applied: { sla_time: 3 } });
    expect((await world.resources())['queue.a']?.applied).not.toHaveProperty('ring_time');
    world.pbx.shows = (object) => object;
    await world.apply(spec);
    expect(await world.pbx.numbers()).toEqual(['8000']);
  });

  test('names what was kept in the place of what was sent', async () => {
    world.pbx.shows = (object) => ({ ...object, ring_time: 20 });
    const { results } = await world.carry(
      await world.plan(queues({ a: { number: '8000', fields: { ring_time: 30 } } })),
    );
    expect(results[0]).toMatchObject({
      status: 'failed',
      error: { code: 'CQ420', message: expect.stringMatching(/ring_time: sent 30, kept 20/) },
    });
    expect((await world.resources())['queue.a']).toMatchObject({ key: '8000' });
  });

  test('that fails leaves the id of what was created in state, and the agents are set', async () => {
    const { pbx } = world;
    pbx.before = ({ name }) => (name === 'getQueue' ? 500 : undefined);
    const { results } = await world.carry(await world.plan(queues({ a: { number: '8000', agents: [] } })));
    expect(results).toMatchObject([
      { address: 'queue.a', status: 'failed' },
      { address: 'agents.a', status: 'done' },
    ]);
    const id = await pbx.idOf('8000');
    expect(await world.resources()).toMatchObject({ 'queue.a': { id, applied: {} } });
  });

  test('of agents compares under the rules of the strategy', async () => {
    const two = [{ extension_number: '2001' }, { extension_number: '2002', skill_level: 4 }];
    world.pbx.ordersAgents = (items) => items.toReversed();
    const free = await world.carry(await world.plan(strategyOf('CYCLIC_HUNT', two)));
    expect(free.summary).toMatchObject({ done: 2, failed: 0 });
    const id = await world.pbx.idOf('8000');
    expect(world.pbx.callsOf('setAgents')).toMatchObject([{ id, body: { items: two } }]);
    await world.open();
    world.pbx.ordersAgents = (items) => items.toReversed();
    const ordered = await world.carry(await world.plan(strategyOf('PRIORITIZED_HUNT', two)));
    expect(ordered.results[1]).toMatchObject({
      status: 'failed',
      error: { code: 'CQ420', message: expect.stringContaining('sent 2001, 2002; kept 2002, 2001') },
    });
  });

  test('of agents of a queue that is made anew goes by the strategy that it is made with', async () => {
    const turned = FIRST.toReversed();
    await world.apply(queues({ a: { number: '8000', agents: turned } }));
    await world.pbx.edit('8000', { polling_strategy: 'SKILL_BASED_ROUTING_PRIORITIZED_HUNT' });
    const work = await world.plan(queues({ a: { number: '8005', agents: turned } }));
    world.pbx.ordersAgents = (items) => items.toReversed();
    expect((await world.carry(work)).summary).toMatchObject({ done: 2, failed: 0 });
    expect(await world.pbx.queue('8005')).toMatchObject({ polling_strategy: 'RING_SIMULTANEOUSLY' });
    expect(await world.pbx.agents('8005')).toMatchObject(turned);
    expect((await world.resources())['agents.a']?.applied).toEqual({ items: turned });
  });

  test.each([
    ['CYCLIC_HUNT', 'SKILL_BASED_ROUTING_PRIORITIZED_HUNT'],
    ['SKILL_BASED_ROUTING_PRIORITIZED_HUNT', 'CYCLIC_HUNT'],
  ])('of agents takes what a change from %s to %s shows in another way for no change', async (from, to) => {
    const { pbx } = world;
    const withLevels = (...numbers: string[]) =>
      agents(...numbers).map((agent) => ({ ...agent, skill_level: 2 }));
    let isCyclic = from === 'CYCLIC_HUNT';
    pbx.before = ({ name, body }) => {
      if (name === 'updateQueue') isCyclic = body?.['polling_strategy'] === 'CYCLIC_HUNT';
      return undefined;
    };
    pbx.ordersAgents = (items) =>
      isCyclic ? items.toReversed().map(({ skill_level: _level, ...item }) => item) : items;
    const before = strategyOf(from, withLevels('2002', '2001'));
    expect((await world.carry(await world.plan(before))).summary.failed).toBe(0);
    const work = await world.plan(strategyOf(to, withLevels('2002', '2001', '2003')));
    expect((await world.carry(work)).summary).toMatchObject({ done: 2, failed: 0 });
    expect(await pbx.agents('8000')).toHaveLength(3);
  });
});
