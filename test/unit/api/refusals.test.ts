/** What the PBX may refuse for good, and what a user is told of it. */

import { expect, it } from 'vitest';
import { createReader } from '../../../src/api/client.ts';
import { connect, empty, fakeTime, refusal, scriptOf } from './fake-pbx.ts';

it('403 is of the account, and is not asked for again', async () => {
  const pbx = scriptOf(refusal(403, 'FORBIDDEN'));
  await expect(createReader(connect(pbx)).getServer('s1')).rejects.toMatchObject({
    code: 'CQ505',
    failure: { status: 403, attempts: 1 },
    hint: expect.stringContaining('permission'),
  });
  expect(pbx.sent).toHaveLength(1);
});

it('429 is waited out, but not for ever', async () => {
  const time = fakeTime();
  const pbx = scriptOf(empty(429, { 'retry-after': '20' }));
  await expect(createReader(connect(pbx, time)).getQueue('q1')).rejects.toMatchObject({
    code: 'CQ506',
    failure: { status: 429 },
    hint: expect.stringContaining('--max-rps'),
  });
  expect(pbx.sent.length).toBeGreaterThan(2);
  expect(time.slept.every((ms) => ms <= 20_000)).toBe(true);
});
