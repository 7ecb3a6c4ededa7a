/** What the items of a list have to be: each of them as much as an object that is asked for alone. */

import { describe, expect, it } from 'vitest';
import type { PbxReader } from '../../../src/api/calls.ts';
import { createReader } from '../../../src/api/client.ts';
import { AGENTS } from '../../../src/kinds/agents.ts';
import { QUEUE } from '../../../src/kinds/queue.ts';
import { SERVER } from '../../../src/kinds/server.ts';
import { ApiError } from '../../../src/model/errors.ts';
import { connect, json, page, queueLine, scriptOf } from '../../support/fake-pbx.ts';

type Item = Record<string, unknown>;
const LISTS: [
  name: string,
  list: (reader: PbxReader) => Promise<unknown>,
  good: Item,
  wrong: [string, Item][],
][] = [
  [
    'servers',
    (reader) => reader.list(SERVER),
    { id: 's1', name: 'edge-1', enabled: true, ipv4: '192.0.2.1' },
    [
      ['id', { id: 7 }],
      ['name', { name: '' }],
      ['enabled', { enabled: 'yes' }],
      ['ipv4', { ipv4: ['192.0.2.1'] }],
    ],
  ],
  [
    'queues',
    (reader) => reader.list(QUEUE),
    queueLine('8000'),
    [
      ['id', { id: null }],
      ['extension_number', { extension_number: 8000 }],
      ['ring_time', { ring_time: 20.5 }],
      ['polling_strategy', { polling_strategy: {} }],
    ],
  ],
  [
    'agents',
    (reader) => reader.listItems(AGENTS, 'q1'),
    { extension_number: '2001', skill_level: 1 },
    [
      ['extension_number', { extension_number: 2001 }],
      ['skill_level', { skill_level: '1' }],
    ],
  ],
  [
    'callers',
    (reader) => reader.listWaiting(QUEUE, 'q1'),
    { session_id: 'a', extension_number: '1', waiting_time: 3 },
    [
      ['session_id', { session_id: undefined }],
      ['waiting_time', { waiting_time: 'long' }],
    ],
  ],
  [
    'files',
    (reader) => reader.listFiles(),
    { id: 'f1', name: 'hold.wav', size: 9 },
    [
      ['id', { id: false }],
      ['size', { size: '9' }],
    ],
  ],
  ['all servers', (reader) => reader.all(SERVER), { id: 's1', name: 'edge-1' }, [['id', { id: 7 }]]],
  ['all queues', (reader) => reader.all(QUEUE), queueLine('8000'), [['ring_time', { ring_time: 'x' }]]],
];

async function failureOf(promise: Promise<unknown>): Promise<ApiError> {
  const error = await promise.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (!(error instanceof ApiError)) throw new Error(`not an ApiError: ${String(error)}`);
  return error;
}

describe.each(LISTS)('a list of %s', (_name, list, good, wrong) => {
  it('is taken as it is when its items are right', async () => {
    const pbx = scriptOf(page([good, { ...good, id: 'another', some_newer_field: {} }]));
    await expect(list(createReader(connect(pbx)))).resolves.toBeDefined();
  });

  it.each(wrong)('is refused for a wrong %s in one item, which is named', async (field, change) => {
    const pbx = scriptOf(page([good, { ...good, ...change }]));
    const error = await failureOf(list(createReader(connect(pbx))));
    expect(error.code).toBe('CQ504');
    expect(error.message).toContain(`items[1].${field}`);
    expect(pbx.sent).toHaveLength(1);
  });

  it.each([
    ['an item that is no object', { count: 2, items: [good, 'text'] }, 'items[1]'],
    ['an item that is null', { count: 2, items: [good, null] }, 'items[1]'],
    ['no items', { count: 0 }, 'items'],
    ['items that are no list', { count: 1, items: good }, 'items'],
    ['a count that is text', { count: '1', items: [good] }, 'count'],
    ['a count below 0', { count: -1, items: [good] }, 'count'],
  ])('is refused for %s', async (_what, answer, place) => {
    const error = await failureOf(list(createReader(connect(scriptOf(json(answer))))));
    expect(error.code).toBe('CQ504');
    expect(error.message).toContain(`${place} should be`);
  });
});
