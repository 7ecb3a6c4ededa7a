/** What goes: when it counts as gone, and what state says of it. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { QUEUE } from '../../../src/kinds/queue.ts';
import { agents, queues, useApplyWorld } from '../../support/apply-world.ts';

const world = useApplyWorld();

test('what goes counts as gone when somebody was faster', async () => {
  await world.apply(queues({ a: { number: '8000' } }));
  const work = await world.plan({});
  await world.pbx.portal.destroy(QUEUE, await world.pbx.idOf('8000'));
  expect((await world.carry(work)).summary.done).toBe(1);
  expect(await world.resources()).toEqual({});
});

test('what goes is not done while the PBX still has it, and stays in state', async () => {
  await world.apply({ servers: { edge: { fields: { ipv4: '192.0.2.1' } } } });
  world.pbx.before = ({ name }) => (name === 'destroyServer' ? 204 : undefined);
  const { results } = await world.carry(await world.plan({}));
  expect(results[0]).toMatchObject({ status: 'failed', error: { code: 'CQ424' } });
  expect(Object.keys(await world.resources())).toEqual(['server.edge']);
  world.pbx.before = () => undefined;
  await world.apply({});
});

test('a queue that goes takes the entry of its agents along', async () => {
  await world.apply(queues({ a: { number: '8000', agents: agents('2001') } }));
  await world.apply({});
  expect(await world.resources()).toEqual({});
});

test('a replaced queue is out of the saved state before the new one is asked for', async () => {
  await world.apply(queues({ a: { number: '8000', agents: agents('2001') } }));
  let seen: string[] | undefined;
  world.pbx.before = async ({ name }) => {
    if (name !== 'createQueue') return undefined;
    seen = Object.keys(JSON.parse(await readFile(join(world.folder, 'state.json'), 'utf8')).resources);
    return 400;
  };
  const spec = queues({ a: { number: '8005', agents: agents('2001') } });
  const { results } = await world.carry(await world.plan(spec));
  expect(seen).toEqual([]);
  expect(results).toMatchObject([{ status: 'failed' }, { status: 'skipped', because: 'queue.a' }]);
  world.pbx.before = () => undefined;
  const again = await world.plan(spec);
  expect(again.plan.changes.map(({ action }) => action)).toEqual(['create', 'create']);
  await world.apply(spec);
  expect(await world.pbx.numbers()).toEqual(['8005']);
  expect(await world.pbx.agents('8005')).toMatchObject(agents('2001'));
});
