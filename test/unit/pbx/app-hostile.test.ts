/** Whatever is sent, the answer is one of the API's, and what is stored can still be read. */

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { queueFields } from '../../../src/kinds/queue.ts';
import type { TestPbx } from '../../support/open-test-pbx.ts';
import { openTestPbx } from '../../support/open-test-pbx.ts';

const value = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>('8000', 20, true, null, 'HANGUP', 'en-US', 'READY', -0, 1e308, '\u0000', '\ud800'),
  fc.integer({ min: -1, max: 70_000 }),
  fc.string({ unit: 'binary', maxLength: 80 }),
);
const name = fc.oneof(
  fc.constantFrom(
    ...Object.keys(queueFields),
    'id',
    'enabled',
    'ipv4',
    'ipv6',
    'items',
    'status',
    'wrap_up_time',
  ),
  fc.string({ maxLength: 10 }),
);
const body = fc.oneof(fc.dictionary(name, value, { maxKeys: 8 }), value);
const valid = fc.record({
  name: fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }),
  extension_number: fc.stringMatching(/^[0-9]{3,5}$/),
  polling_strategy: fc.constantFrom('CYCLIC_HUNT', 'RING_SIMULTANEOUSLY'),
});
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.webPath(),
  fc.constantFrom('%', '%00', '..', ''),
);

describe('hostile requests', () => {
  let test: TestPbx;
  let id: string;
  beforeAll(async () => {
    test = await openTestPbx({
      onError: (error) => {
        throw error;
      },
    });
    const queue = { name: 'x', extension_number: '99999999', polling_strategy: 'CYCLIC_HUNT' };
    id = ((await (await test.send('POST', '/api/call_queues', queue)).json()) as { id: string }).id;
    await test.send('POST', `/api/call_queues/${id}/agents`, { items: [{ extension_number: '2001' }] });
  });
  afterAll(() => test.close());

  const isAnswer = async (answer: Response): Promise<void> => {
    expect(answer.status).toBeLessThan(500);
    if (answer.status < 400) return;
    const { errors } = (await answer.json()) as { errors: { code: string; message: string }[] };
    expect(errors.length).toBeGreaterThan(0);
    for (const error of errors) expect(error.code).toMatch(/^[A-Z_]+$/);
  };

  it('bodies', async () => {
    const paths = fc.constantFrom(
      '/api/call_queues',
      '/api/call_queues/ID',
      '/api/call_queues/ID/agents',
      '/api/call_queues/ID/agents/2001',
      '/api/call_queue_servers',
    );
    await fc.assert(
      fc.asyncProperty(paths, fc.oneof(body, valid), async (path, sent) => {
        await isAnswer(await test.send('POST', path.replace('ID', id), sent));
        await isAnswer(await test.send('GET', `/api/call_queues/${id}`));
        const list = await test.send('GET', '/api/call_queues?orderby=name desc,extension_number&top=3');
        expect(list.status).toBe(200);
        expect(((await list.json()) as { count: number }).count).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });

  it('paths and queries', async () => {
    const path = fc.oneof(
      text.map((part) => `/api/call_queues/${encodeURIComponent(part)}`),
      text.map((part) => `/api/call_queues/${id}/agents/${encodeURIComponent(part)}`),
      text.map((part) => `/api/blobs/${part}`),
      text.map((part) => `/api/files/${part}/destroy`),
      fc
        .tuple(fc.constantFrom('filter', 'search', 'orderby', 'skip', 'top', '$filter'), text)
        .map(([key, part]) => `/api/call_queues?${key}=${encodeURIComponent(part)}`),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom<'GET' | 'POST'>('GET', 'POST'), path, async (method, one) => {
        await isAnswer(await test.send(method, one));
      }),
      { numRuns: 500 },
    );
  });
});
