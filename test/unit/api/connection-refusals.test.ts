/** What the PBX may refuse for good, and what a user is told of it. */

import { describe, expect, it } from 'vitest';
import type { PbxClient, PbxReader } from '../../../src/api/calls.ts';
import { createClient, createReader } from '../../../src/api/client.ts';
import type { ListQuery } from '../../../src/api/list-query.ts';
import { AGENTS } from '../../../src/kinds/agents.ts';
import { QUEUE } from '../../../src/kinds/queue.ts';
import { SERVER } from '../../../src/kinds/server.ts';
import { ApiError } from '../../../src/model/errors.ts';
import {
  connect,
  empty,
  type FakePbx,
  fakeTime,
  json,
  page,
  queueLine,
  refusal,
  script,
  scriptOf,
  text,
} from '../../support/fake-pbx.ts';

it('403 is of the account, and is not asked for again', async () => {
  const pbx = scriptOf(refusal(403, 'FORBIDDEN'));
  await expect(createReader(connect(pbx)).get(SERVER, 's1')).rejects.toMatchObject({
    code: 'CQ505',
    failure: { status: 403, attempts: 1 },
    hint: expect.stringContaining('permission'),
  });
  expect(pbx.sent).toHaveLength(1);
});

it('429 is waited out, but not for ever', async () => {
  const time = fakeTime();
  const pbx = scriptOf(empty(429, { 'retry-after': '20' }));
  await expect(createReader(connect(pbx, time)).get(QUEUE, 'q1')).rejects.toMatchObject({
    code: 'CQ506',
    failure: { status: 429 },
    hint: expect.stringContaining('--max-rps'),
  });
  expect(pbx.sent.length).toBeGreaterThan(2);
  expect(time.slept.every((ms) => ms <= 20_000)).toBe(true);
});

describe('errors under a status of success', () => {
  const REPORT = { errors: [{ code: 'QUOTA_EXCEEDED', message: 'no more queues in this licence' }] };
  const said = 'QUOTA_EXCEEDED: no more queues in this licence';
  const CALLS: [name: string, call: (client: PbxClient) => Promise<unknown>, first: string][] = [
    ['a list', (client) => client.all(QUEUE), 'GET /api/call_queues'],
    ['an object', (client) => client.get(QUEUE, 'q1'), 'GET /api/call_queues/q1'],
    ['agents', (client) => client.listItems(AGENTS, 'q1'), 'GET /api/call_queues/q1/agents'],
    ['an update', (client) => client.update(QUEUE, 'q1', { name: 'x' }), 'POST /api/call_queues/q1'],
    ['an agent list', (client) => client.setItems(AGENTS, 'q1', []), 'POST /api/call_queues/q1/agents'],
    ['a destroy', (client) => client.destroy(QUEUE, 'q1'), 'POST /api/call_queues/q1/destroy'],
    ['a pickup', (client) => client.pickup(QUEUE, 'q1', 's1'), 'POST /api/call_queues/q1/waiting/s1/pickup'],
    [
      'a create, whose number somebody else may have: it is not looked for',
      (client) => client.create(QUEUE, { name: 'x', extension_number: '8000' }),
      'POST /api/call_queues',
    ],
  ];

  it.each(CALLS)(
    'are a refusal of %s, in the words of the PBX, and it is asked once',
    async (_name, call, first) => {
      const pbx = scriptOf(json(REPORT), page([queueLine('8000')]));
      const error = call(createClient(connect(pbx)));
      await expect(error).rejects.toMatchObject({
        code: 'CQ501',
        failure: { status: 200, unclear: false, errors: REPORT.errors },
      });
      await expect(error).rejects.toThrow(`${first}: the PBX answered 200, and reported an error (${said})`);
      expect(pbx.sent).toHaveLength(1);
    },
  );

  it.each<[name: string, read: (client: PbxClient) => Promise<unknown>]>([
    ['all queues', (client) => client.all(QUEUE)],
    ['some queues', (client) => client.select(QUEUE, {})],
    ['agents', (client) => client.listItems(AGENTS, 'q1')],
    ['callers', (client) => client.listWaiting(QUEUE, 'q1')],
  ])('beside a list of %s: the list is not taken for what there is', async (_name, read) => {
    const pbx = scriptOf(json({ count: 0, items: [], ...REPORT }));
    await expect(read(createClient(connect(pbx)))).rejects.toMatchObject({
      code: 'CQ501',
      failure: { errors: REPORT.errors },
    });
    const sound = scriptOf(json({ count: 0, items: [], errors: [] }));
    await expect(read(createClient(connect(sound)))).resolves.toBeDefined();
  });

  it('are a field like others in an answer that is what was asked for', async () => {
    const pbx = scriptOf(json({ ...queueLine('8000'), ...REPORT }));
    await expect(createReader(connect(pbx)).get(QUEUE, 'q1')).resolves.toMatchObject({
      extension_number: '8000',
    });
  });
});

it('an answer about another object is none, and is asked for again', async () => {
  const reading = (...ids: string[]) => {
    const send = async () => json(queueLine('8000', ids.length > 1 ? ids.shift() : ids[0]));
    return createReader(connect({ transport: { send, close: async () => undefined } })).get(QUEUE, 'q1');
  };
  await expect(reading('q2')).rejects.toMatchObject({
    code: 'CQ504',
    message: expect.stringContaining('GET /api/call_queues/q1: the answer is about another object'),
  });
  await expect(reading('q2', 'q1')).resolves.toMatchObject({ id: 'q1' });
});

describe('JSON that is nested two hundred thousand levels deep', () => {
  const nested = (inner: string) => `${'['.repeat(200_000)}${inner}${']'.repeat(200_000)}`;

  it.each([400, 409, 500, 503])('with status %i, the message says what came', async (status) => {
    const read = createReader(connect(scriptOf(text(nested('1'), status)))).get(QUEUE, 'q1');
    await expect(read).rejects.toBeInstanceOf(ApiError);
    await expect(read).rejects.toThrow('more than 200 lists and objects within each other');
  });

  it.each([
    ['as the answer', nested('1')],
    ['in a field of the answer', `{"id":"q1","extension_number":"8000","newer":${nested('{}')}}`],
    ['in a reported error', `{"errors":[{"code":"X","message":"y","detail":${nested('')}}]}`],
  ])('%s, it is not the API that answers', async (_where, body) => {
    await expect(createReader(connect(scriptOf(text(body)))).get(QUEUE, 'q1')).rejects.toMatchObject({
      code: 'CQ504',
      message: expect.stringContaining('more than 200 lists and objects within each other'),
    });
  });
});

describe('the limits of what is read', () => {
  const limits = { objects: 3, bytes: 2000 };
  const lines = (count: number) => Array.from({ length: count }, (_, n) => queueLine(String(8000 + n)));

  it.each<[string, (reader: PbxReader) => Promise<unknown>]>([
    ['a whole list', (reader) => reader.all(QUEUE)],
    ['a query', (reader) => reader.select(QUEUE, {})],
  ])('objects of %s', async (_name, list) => {
    const few = createReader(connect(scriptOf(page(lines(3))), undefined, { limits }));
    await expect(list(few)).resolves.toBeDefined();
    const many = createReader(connect(scriptOf(page(lines(4))), undefined, { limits }));
    await expect(list(many)).rejects.toMatchObject({ code: 'CQ521' });
    await expect(list(many)).rejects.toThrow(
      'GET /api/call_queues: the list has 4 objects, and the limit is 3',
    );
  });

  it('agents of one queue', async () => {
    const agents = ['1', '2', '3', '4'].map((number) => ({ extension_number: number }));
    const reader = createReader(connect(scriptOf(json({ items: agents })), undefined, { limits }));
    await expect(reader.listItems(AGENTS, 'q1')).rejects.toMatchObject({ code: 'CQ521' });
  });

  it('bytes, of one answer and of all the pages of a list together', async () => {
    const wide = { ...queueLine('8000'), newer: 'x'.repeat(1500) };
    const one = createReader(connect(scriptOf(json(wide)), undefined, { limits }));
    await expect(one.get(QUEUE, 'q1')).resolves.toBeDefined();
    await expect(one.get(QUEUE, 'q1')).resolves.toBeDefined();
    const large = createReader(connect(scriptOf(json({ ...wide, more: wide })), undefined, { limits }));
    await expect(large.get(QUEUE, 'q1')).rejects.toMatchObject({ code: 'CQ521' });
    const pages = script(({ path }) => page([path.includes('skip=0') ? wide : { ...wide, id: 'b' }], 2));
    await expect(createReader(connect(pages, undefined, { limits })).all(QUEUE)).rejects.toMatchObject({
      code: 'CQ521',
      hint: expect.stringContaining('--max-response-bytes'),
    });
  });
});

it('a total beside agents or callers has to be right', async () => {
  const wrong = json({ count: 12, items: [] });
  const reader = createReader(connect(scriptOf(wrong)));
  await expect(reader.listItems(AGENTS, 'q1')).rejects.toThrow(
    'GET /api/call_queues/q1/agents: the PBX promised 12 objects, but it showed 0 objects',
  );
  await expect(reader.listWaiting(QUEUE, 'q1')).rejects.toMatchObject({ code: 'CQ520' });
  const late = createReader(connect(scriptOf(wrong, wrong, page([{ extension_number: '2001' }]))));
  expect(await late.listItems(AGENTS, 'q1')).toHaveLength(1);
});

describe('what a query selects', () => {
  const all = Array.from({ length: 250 }, (_, n) => queueLine(String(8000 + n)));
  const numberOf = (text: string | undefined) => Number(text ?? 0);
  const honest = () =>
    script(({ path }) => {
      const query = new URLSearchParams(path.split('?')[1]);
      const skip = numberOf(query.get('skip') ?? undefined);
      return page(all.slice(skip, skip + numberOf(query.get('top') ?? '100')), all.length);
    });

  it.each<[ListQuery, number]>([
    [{}, 250],
    [{ top: 7 }, 7],
    [{ top: 230 }, 230],
    [{ skip: 240 }, 10],
    [{ skip: 245, top: 20 }, 5],
    [{ skip: 300 }, 0],
  ])('%o', async (query, count) => {
    const { items } = await createReader(connect(honest())).select(QUEUE, query);
    expect(items.map(({ id }) => id)).toEqual(
      all.slice(query.skip ?? 0, (query.skip ?? 0) + count).map(({ id }) => id),
    );
  });

  it('comes whole from a PBX that tells no total', async () => {
    const pbx = script(({ path }) => {
      const skip = numberOf(new URLSearchParams(path.split('?')[1]).get('skip') ?? undefined);
      return json({ items: all.slice(skip, skip + 100) });
    });
    expect((await createReader(connect(pbx)).select(QUEUE, {})).items).toHaveLength(250);
  });

  it.each<[string, FakePbx]>([
    ['nothing of what is promised', scriptOf(page([], 150))],
    ['the same page again and again', scriptOf(page(all.slice(0, 100), 250))],
    ['more than there is after those left out', scriptOf(page(all.slice(0, 100), 120))],
  ])('is no list when it has %s', async (_what, pbx) => {
    await expect(createReader(connect(pbx)).select(QUEUE, { skip: 50 })).rejects.toMatchObject({
      code: 'CQ520',
    });
  });
});
