import { describe, expect, test } from 'vitest';
import type { PbxReader } from '../../../src/api/calls.ts';
import { findQueueByName } from '../../../src/cli/live/queue-name.ts';
import type { Kind } from '../../../src/kinds/kind.ts';
import { ApiError } from '../../../src/model/errors.ts';

const LIVE = [
  { id: 'QUFB', extension_number: '8000', name: 'Support' },
  { id: '8100', extension_number: '8200', name: 'an id that looks like a number' },
];

const reader = {
  find: async (_kind: Kind, number: string) => LIVE.find((queue) => queue.extension_number === number),
  all: async () => LIVE,
} as unknown as PbxReader;

const project = {
  queues: [
    { key: 'support', number: '8000' },
    { key: '8200', number: '8000' },
    { key: 'planned', number: '8900' },
  ],
};

describe('a queue is found', () => {
  test.each([
    ['support', 'QUFB'],
    ['8000', 'QUFB'],
    ['QUFB', 'QUFB'],
    ['8200', 'QUFB'],
    ['8100', '8100'],
  ])('%s is the queue with the id %s', async (name, id) => {
    expect(await findQueueByName(reader, project, name)).toMatchObject({ id });
  });
});

describe('no queue is found', () => {
  test('for a name that nothing has; the nearest key is suggested', async () => {
    await expect(findQueueByName(reader, project, 'suport')).rejects.toMatchObject({
      code: 'CQ906',
      hint: expect.stringContaining('support'),
    });
  });

  test('for one that is not there yet', async () => {
    await expect(findQueueByName(reader, project, 'planned')).rejects.toMatchObject({
      hint: 'cqctl apply creates it',
    });
  });

  test('but a failure of the PBX is not hidden', async () => {
    const failure = { method: 'GET', path: '/', status: 500, attempts: 5, unclear: false };
    const broken = {
      ...reader,
      find: async () => {
        throw new ApiError('broken', failure, { code: 'CQ501' });
      },
    };
    await expect(findQueueByName(broken, project, '8000')).rejects.toThrow('broken');
  });
});
