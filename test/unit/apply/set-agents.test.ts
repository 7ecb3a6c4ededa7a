/** When the list of a queue's agents is sent, and when somebody else has changed it meanwhile. */

import { describe, expect, test } from 'vitest';
import { agents, queues, useApplyWorld } from '../../support/apply-world.ts';
import type { QueueSpec } from '../../support/builders.ts';

const world = useApplyWorld();
type Agents = NonNullable<QueueSpec['agents']>;

const levels = (level: number) => [{ extension_number: '2001', skill_level: level }];
const FIRST = agents('2001', '2002');
const spec = (strategy: string, wanted: Agents) =>
  queues({ a: { number: '8000', fields: { polling_strategy: strategy }, agents: wanted } });
const applied = async () => (await world.resources())['agents.a']?.applied['items'];

/** The plan of a list for a queue that was applied with another one. */
async function planned(strategy: string, wanted: Agents, has: Agents = FIRST) {
  await world.apply(spec(strategy, has));
  world.pbx.calls.length = 0;
  return world.plan(spec(strategy, wanted));
}

describe('an agent list', () => {
  test.each<[string, string, Agents]>([
    ['CYCLIC_HUNT', 'added one', agents('2001', '2002', '2009')],
    ['CYCLIC_HUNT', 'took one away', agents('2001')],
    ['CYCLIC_HUNT', 'took all away', []],
    ['CYCLIC_HUNT', 'put another in the place of one', agents('2001', '2009')],
    ['PRIORITIZED_HUNT', 'turned the order round', agents('2002', '2001')],
  ])('under %s is not sent over that of somebody who %s', async (strategy, _what, meanwhile) => {
    const { pbx } = world;
    const work = await planned(strategy, agents('2001', '2003'));
    await pbx.editAgents('8000', meanwhile);
    const { results, summary } = await world.carry(work);
    expect(summary).toMatchObject({ done: 0, failed: 1, skipped: 0 });
    expect(results).toMatchObject([
      {
        address: 'agents.a',
        status: 'failed',
        error: {
          code: 'CQ422',
          message: 'agents.a changed on the PBX since it was planned',
          hint: expect.stringContaining('plan again'),
        },
      },
    ]);
    expect(pbx.calls).toEqual([]);
    expect(await pbx.agents('8000')).toMatchObject(meanwhile);
    expect(await applied()).toEqual(FIRST);
    // The next plan shows what somebody did, and does what was asked for.
    await world.apply(spec(strategy, agents('2001', '2003')));
    expect(await pbx.agents('8000')).toMatchObject(agents('2001', '2003'));
  });

  test('under a skill strategy is not sent over another level', async () => {
    const work = await planned('SKILL_BASED_ROUTING_CYCLIC_HUNT', levels(5), levels(2));
    await world.pbx.editAgents('8000', levels(3));
    expect((await world.carry(work)).results).toMatchObject([{ status: 'failed', error: { code: 'CQ422' } }]);
    expect(world.pbx.calls).toEqual([]);
  });

  test.each<[string, string, Agents]>([
    ['in another order, where that does not count', 'CYCLIC_HUNT', agents('2002', '2001')],
    ['of other levels, where these do not count', 'CYCLIC_HUNT', [...levels(9), ...agents('2002')]],
  ])('is sent when what it was planned with is shown %s', async (_what, strategy, meanwhile) => {
    const work = await planned(strategy, agents('2001', '2003'));
    await world.pbx.editAgents('8000', meanwhile);
    expect((await world.carry(work)).summary).toMatchObject({ done: 1, failed: 0 });
    expect(world.pbx.callsOf('setAgents')).toHaveLength(1);
  });

  test('is not sent when somebody made it what is wanted, and is ours then', async () => {
    const work = await planned('CYCLIC_HUNT', agents('2001', '2003'));
    await world.pbx.editAgents('8000', agents('2003', '2001'));
    expect((await world.carry(work)).summary).toMatchObject({ done: 1, failed: 0 });
    expect(world.pbx.calls).toEqual([]);
    expect(await applied()).toEqual(agents('2001', '2003'));
  });

  test.each<[string, string, Agents, Agents]>([
    [
      'whose strategy changes with it may be shown by either strategy’s rules',
      'PRIORITIZED_HUNT',
      agents('2001', '2003'),
      agents('2002', '2001'),
    ],
    [
      'that gets a skill strategy is not held to levels from before',
      'SKILL_BASED_ROUTING_CYCLIC_HUNT',
      levels(5),
      [...levels(7), ...agents('2002')],
    ],
  ])('of a queue %s', async (_what, strategy, wanted, meanwhile) => {
    await planned('CYCLIC_HUNT', FIRST);
    const work = await world.plan(spec(strategy, wanted));
    await world.pbx.editAgents('8000', meanwhile);
    expect((await world.carry(work)).summary).toMatchObject({ done: 2, failed: 0 });
    expect(await world.pbx.agents('8000')).toMatchObject(wanted);
  });

  test('keeps levels that are not written, where they do not count', async () => {
    await world.apply(queues({ a: { number: '8000', agents: levels(7) } }));
    await world.apply(queues({ a: { number: '8000', agents: FIRST } }));
    expect((await world.pbx.agents('8000')).map((agent) => agent['skill_level'])).toEqual([7, 1]);
  });
});
