/** A token that somebody gave: another one is looked for when it is refused, and a dead one is not tried for ever. */

import { expect, it } from 'vitest';
import { createReader } from '../../../src/api/client.ts';
import { QUEUE } from '../../../src/kinds/queue.ts';
import { connect, empty, fakeTime, json, queueLine, script } from '../../support/fake-pbx.ts';

/** A PBX that knows one token. */
function pbxWith(accepted: () => string) {
  const used: string[] = [];
  const pbx = script(({ headers }) => {
    const token = headers['authorization']?.replace('Bearer ', '') ?? '';
    used.push(token);
    return token === accepted() ? json(queueLine('8000')) : empty(401);
  });
  return { pbx, used };
}

it('is read again after a refusal, and then used by all; not as long as it is taken', async () => {
  let [accepted, kept, readings] = ['first', 'first', 0];
  const { pbx, used } = pbxWith(() => accepted);
  const reread = () => {
    readings += 1;
    return kept;
  };
  const credentials = { kind: 'token', token: 'first', reread } as const;
  const reader = createReader(connect(pbx, fakeTime(), { credentials }));
  await reader.get(QUEUE, 'a');
  expect(readings).toBe(0);
  [accepted, kept] = ['second', 'second'];
  await Promise.all([reader.get(QUEUE, 'a'), reader.get(QUEUE, 'b'), reader.get(QUEUE, 'c')]);
  expect(readings).toBe(1);
  [accepted, kept] = ['third', 'third'];
  await reader.get(QUEUE, 'a');
  expect(readings).toBe(2);
  expect(used).toEqual([
    'first',
    ...['first', 'first', 'first'],
    ...['second', 'second', 'second'],
    ...['second', 'third'],
  ]);
});

it('that is still the refused one is tried once more, and then no call tries it twice', async () => {
  const { pbx, used } = pbxWith(() => 'another');
  const credentials = { kind: 'token', token: 'dead', reread: () => 'dead' } as const;
  const reader = createReader(connect(pbx, fakeTime(), { credentials }));
  for (let call = 0; call < 5; call += 1) {
    await expect(reader.get(QUEUE, 'a')).rejects.toMatchObject({ code: 'CQ508', failure: { status: 401 } });
  }
  expect(used).toHaveLength(2 + 4);
});

it('may be put in its place later, also after it was given up', async () => {
  let kept: string | undefined;
  const { pbx } = pbxWith(() => 'fresh');
  const credentials = { kind: 'token', token: 'dead', reread: () => kept } as const;
  const reader = createReader(connect(pbx, fakeTime(), { credentials }));
  await expect(reader.get(QUEUE, 'a')).rejects.toMatchObject({ code: 'CQ508' });
  kept = 'fresh';
  await expect(reader.get(QUEUE, 'a')).resolves.toMatchObject({ extension_number: '8000' });
});

it('never gets into a message, the one that was read again neither', async () => {
  const secret = 'a-token-of-tonight-9f31';
  const pbx = script(({ headers }) =>
    json({ errors: [{ code: 'X', message: `no ${headers['authorization']}` }] }, 401),
  );
  const credentials = { kind: 'token', token: 'a-token-of-today-77aa', reread: () => secret } as const;
  const reader = createReader(connect(pbx, fakeTime(), { credentials }));
  const error = await reader.get(QUEUE, 'a').catch((caught: Error) => caught.message);
  expect(error).toContain('no Bearer');
  expect(error).not.toContain(secret);
});
