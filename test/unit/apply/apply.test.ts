/** Every action, one after the other, each ending in nothing to plan. */

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { agents, queues, useApplyWorld } from '../../support/apply-world.ts';

const world = useApplyWorld();

test('create, update, adopt, replace, destroy', async () => {
  const strategy = { polling_strategy: 'PRIORITIZED_HUNT' };
  await world.apply({
    servers: { 'edge-1': { fields: { ipv4: '192.0.2.10' } } },
    queues: {
      a: { number: '8000', fields: strategy, agents: agents('2001', '2002') },
      b: { number: '8001' },
    },
  });
  expect((await world.resources())['queue.a']).toMatchObject({ key: '8000', applied: strategy });
  await world.apply({
    servers: { 'edge-1': { fields: { ipv4: '192.0.2.10', enabled: false } } },
    queues: {
      a: { number: '8000', fields: { ...strategy, ring_time: 33 }, agents: agents('2002', '2001') },
      b: { number: '8001' },
    },
  });
  expect(await world.pbx.agents('8000')).toMatchObject(agents('2002', '2001'));
  await rm(join(world.folder, 'state.json'));
  await world.apply(queues({ a: { number: '8000', fields: { ring_time: 34 } } }));
  await world.apply(queues({ a: { number: '8005', agents: agents('2001') } }));
  expect(await world.pbx.numbers()).toEqual(['8001', '8005']);
  await world.apply({});
  expect(await world.pbx.numbers()).toEqual(['8001']);
  expect(await world.resources()).toEqual({});
});
