/** What waits for an object whose field was not kept, or that was refused, and what goes on. */

import { describe, expect, test } from 'vitest';
import { SERVER } from '../../../src/kinds/server.ts';
import { agents, manyQueues, queues, useApplyWorld } from '../../support/apply-world.ts';
import type { DesiredSpec } from '../../support/builders.ts';

const world = useApplyWorld();
const AGENTS = agents('2001', '2002');
const FAILED = {
  address: 'queue.a',
  status: 'failed',
  error: { code: 'CQ420', message: expect.stringContaining('name: sent "Support ", kept "Support"') },
};
const support = (name: string, list = AGENTS): DesiredSpec =>
  queues({ a: { number: '8000', fields: { name }, agents: list } });
const carry = async (spec: DesiredSpec) => world.carry(await world.plan(spec));

function trimNames(): void {
  world.pbx.receives = (body) =>
    typeof body['name'] === 'string' ? { ...body, name: body['name'].trim() } : body;
}

describe('a field that the PBX does not keep', () => {
  test('fails the step of a new queue, which has its agents all the same', async () => {
    trimNames();
    const { results, summary } = await carry(support('Support '));
    expect(results).toMatchObject([FAILED, { address: 'agents.a', status: 'done' }]);
    expect(summary).toEqual({ done: 1, unsaved: 0, failed: 1, skipped: 0 });
    expect(await world.pbx.agents('8000')).toMatchObject(AGENTS);
    expect((await carry(support('Support '))).results).toMatchObject([FAILED]);
    expect(await world.pbx.agents('8000')).toMatchObject(AGENTS);
    await world.apply(support('Support'));
  });

  test('of a server, whose name tells it from others: the next run does not create a second one', async () => {
    trimNames();
    const edge = (name: string): DesiredSpec => ({
      servers: { e: { fields: { name, ipv4: '192.0.2.1' } } },
    });
    for (let run = 0; run < 2; run += 1) {
      const { results } = await carry(edge('edge '));
      expect(results).toMatchObject([{ address: 'server.e', status: 'failed', error: { code: 'CQ420' } }]);
      expect((await world.pbx.portal.all(SERVER)).filter(({ name }) => name === 'edge')).toHaveLength(1);
    }
    await world.apply(edge('edge'));
  });

  test('fails the step of an update, and the list is set', async () => {
    await world.apply(support('Support'));
    trimNames();
    const longer = [...AGENTS, { extension_number: '2003' }];
    const { results } = await carry(support('Support ', longer));
    expect(results).toMatchObject([FAILED, { address: 'agents.a', status: 'done' }]);
    expect(await world.pbx.agents('8000')).toMatchObject(longer);
  });

  test('does not keep back a queue that forwards to the new one, nor a queue that is made on a new number', async () => {
    trimNames();
    const forward = { action: 'FORWARD_TO_NUMBER', number: '8000' };
    const { results } = await carry(
      queues({
        ...support('Support ').queues,
        b: { number: '8001', fields: { no_answer_forward_rule: forward } },
      }),
    );
    expect(results).toMatchObject([FAILED, { status: 'done' }, { address: 'queue.b', status: 'done' }]);
  });

  test('that is refused in an update does not keep the list back either; one of a queue that is gone does', async () => {
    await world.apply(manyQueues(2));
    const first = await world.pbx.idOf('8000');
    world.pbx.before = ({ name, id }) => (name === 'updateQueue' ? (id === first ? 400 : 404) : undefined);
    const { results } = await carry(manyQueues(2, { fields: { ring_time: 5 }, agents: AGENTS.slice(1) }));
    expect(results.map(({ address, status }) => [address, status])).toEqual([
      ['queue.q0', 'failed'],
      ['agents.q0', 'done'],
      ['queue.q1', 'failed'],
      ['agents.q1', 'skipped'],
    ]);
    expect(await world.pbx.agents('8000')).toMatchObject(AGENTS.slice(1));
  });
});

test('a step that is refused is a failure with the code of the PBX; what waits for it is skipped, the rest goes on', async () => {
  const { results, summary } = await carry(
    queues({
      bad: { number: '8000', fields: { ring_time: 0 }, agents: agents('2001') },
      good: { number: '8001' },
    }),
  );
  expect(results.map((result) => [result.address, result.status])).toEqual([
    ['queue.bad', 'failed'],
    ['agents.bad', 'skipped'],
    ['queue.good', 'done'],
  ]);
  expect(results[0]).toMatchObject({ error: { api_codes: ['VALIDATE_FAILED'] } });
  expect(summary).toEqual({ done: 1, unsaved: 0, failed: 1, skipped: 1 });
  expect(world.events.at(-1)?.type).toBe('summary');
});
