/** What an update sends, when it is not made, and what is told of what came of it. */

import { describe, expect, test } from 'vitest';
import { QUEUE } from '../../../src/kinds/queue.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import { queues, useApplyWorld } from '../../support/apply-world.ts';

const world = useApplyWorld();

describe('an update', () => {
  test('sends all that the PBX reported and can be told, and the change; nothing else, nothing null', async () => {
    const { pbx } = world;
    await pbx.addQueue('8000');
    const shown = {
      name: '8000',
      extension_number: '8000',
      polling_strategy: 'CYCLIC_HUNT',
      sla_time: null,
      language: 'en-US',
      no_answer_forward_rule: {
        action: 'FORWARD_TO_NUMBER',
        number: '1',
        display_name: 'new in a later version',
      },
      night_mode_forward_rule: { action: null },
      outbound_caller_ids: [{ provider_id: 'p', caller_id: '5', provider_name: 'read only' }],
      invented: 7,
    };
    pbx.shows = ({ id, ring_time }, { name }): JsonObject =>
      name === 'getQueue'
        ? { id: id ?? null, ring_time: ring_time ?? null, ...shown }
        : { id: id ?? null, ...shown };
    await world.apply(queues({ a: { number: '8000', fields: { ring_time: 30 } } }));
    expect(pbx.callsOf('updateQueue').map(({ body }) => body)).toEqual([
      {
        name: '8000',
        polling_strategy: 'CYCLIC_HUNT',
        ring_time: 30,
        language: 'en-US',
        no_answer_forward_rule: { action: 'FORWARD_TO_NUMBER', number: '1' },
        outbound_caller_ids: [{ provider_id: 'p', caller_id: '5' }],
      },
    ]);
  });

  test('of a server sends `enabled` only', async () => {
    await world.pbx.addServer('edge', { ipv4: '192.0.2.1' });
    await world.apply({ servers: { edge: { fields: { ipv4: '192.0.2.1', enabled: false } } } });
    expect(world.pbx.calls).toMatchObject([{ name: 'updateServer', body: { enabled: false } }]);
    expect(Object.keys(world.pbx.calls[0]?.body ?? {})).toEqual(['enabled']);
  });

  test('sends written extra fields, and those whose changes are ignored as they are', async () => {
    await world.pbx.addQueue('8000', { ring_time: 20, wrap_up_time: 5, tone: 'low' });
    const spec = {
      number: '8000',
      fields: { ring_time: 30 },
      extra: { wrap_up_time: 30, tone: 'high' },
      lifecycle: { ignoreChanges: ['tone'] },
    };
    await world.apply(queues({ a: spec }));
    expect(world.pbx.calls[0]?.body).toMatchObject({ wrap_up_time: 30, tone: 'low' });
    expect((await world.resources())['queue.a']?.applied).not.toHaveProperty('tone');
  });

  test('sends nothing when somebody has made the same change meanwhile', async () => {
    await world.pbx.addQueue('8000', { ring_time: 20 });
    const work = await world.plan(queues({ a: { number: '8000', fields: { ring_time: 30 } } }));
    await world.pbx.edit('8000', { ring_time: 30 });
    expect((await world.carry(work)).summary).toEqual({ done: 1, unsaved: 0, failed: 0, skipped: 0 });
    expect(world.pbx.calls).toEqual([]);
  });

  test.each<[string, JsonObject, string]>([
    ['a field that it touches', { ring_time: 25 }, 'ring_time was 20 and is 25'],
    ['a field that is gone', { ring_time: null }, 'ring_time was 20 and is null'],
    [
      'one more key of an object',
      { no_answer_forward_rule: { action: 'HANGUP', number: '7' } },
      'no_answer_forward_rule',
    ],
  ])('is not made over somebody else’s change of %s', async (_what, meanwhile, message) => {
    const { pbx } = world;
    await pbx.addQueue('8000', { ring_time: 20, no_answer_forward_rule: { action: 'HANGUP' } });
    const fields = { ring_time: 30, no_answer_forward_rule: { action: 'FORWARD_TO_NUMBER', number: '8' } };
    const work = await world.plan(queues({ a: { number: '8000', fields } }));
    pbx.shows = (object) => ({ ...object, ...meanwhile });
    const { results } = await world.carry(work);
    expect(results[0]).toMatchObject({
      status: 'failed',
      error: {
        code: 'CQ422',
        message: expect.stringContaining(message),
        hint: expect.stringContaining('plan again'),
      },
    });
    expect(pbx.calls).toEqual([]);
  });

  test('does not mind another order or spelling of what it was planned with', async () => {
    const [one, two] = [
      { provider_id: 'p', caller_id: '1' },
      { provider_id: 'q', caller_id: '2' },
    ];
    const { pbx } = world;
    await pbx.addQueue('8000', { language: 'en-US', outbound_caller_ids: [one, two] });
    const fields = { language: 'de-DE', outbound_caller_ids: [one] };
    const work = await world.plan(queues({ a: { number: '8000', fields } }));
    await pbx.edit('8000', { outbound_caller_ids: [two, one] });
    pbx.shows = (object) => (object['language'] === 'en-US' ? { ...object, language: 'en-us' } : object);
    expect((await world.carry(work)).summary.done).toBe(1);
  });

  test('tells of what a PBX reset that was not to change', async () => {
    const { pbx } = world;
    const before = { ring_time: 20, sla_time: 9, wrap_up_time: 30, revision: 1, changed_by: 'me' };
    await pbx.addQueue('8000', before);
    const work = await world.plan(queues({ a: { number: '8000', fields: { ring_time: 30 } } }));
    const after = { sla_time: null, wrap_up_time: 10, revision: 2, changed_by: 'you' };
    pbx.shows = (object) => (pbx.calls.length > 0 ? { ...object, ...after } : object);
    expect((await world.carry(work)).summary.done).toBe(1);
    expect(world.warnings()).toEqual([
      {
        type: 'warning',
        code: 'CQ423',
        address: 'queue.a',
        message: 'the PBX changed more than was asked for: sla_time (9 -> nothing), wrap_up_time (30 -> 10)',
      },
    ]);
  });

  test('keeps what a PBX that resets what is omitted would lose', async () => {
    await world.open({ updateMode: 'replace' });
    const own = { name: 'By hand', sla_time: 44, no_answer_forward_rule: { action: 'HANGUP' } };
    await world.pbx.addQueue('8000', own);
    await world.apply(queues({ a: { number: '8000', fields: { ring_time: 33 } } }));
    expect(await world.pbx.queue('8000')).toMatchObject({
      ...own,
      ring_time: 33,
      polling_strategy: 'CYCLIC_HUNT',
    });
    expect(world.warnings()).toEqual([]);
  });

  test('that somebody else made different is planned anew, and made when they made it the same', async () => {
    const spec = (ring_time: number) => queues({ a: { number: '8000', fields: { ring_time } } });
    await world.apply(spec(20));
    const work = await world.plan(spec(30));
    const id = await world.pbx.idOf('8000');
    await world.pbx.edit('8000', { ring_time: 25 });
    expect((await world.carry(work)).results[0]).toMatchObject({
      status: 'failed',
      error: { code: 'CQ422' },
    });
    expect(await world.pbx.portal.get(QUEUE, id)).toMatchObject({ ring_time: 25 });
    await world.pbx.edit('8000', { ring_time: 30 });
    expect((await world.carry(work)).summary.done).toBe(1);
  });
});
