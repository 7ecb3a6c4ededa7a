/** A PBX that says it is too much gets fewer requests at once, and more again once it answers. */

import { expect, it } from 'vitest';
import { createReader } from '../../../src/api/client.ts';
import { QUEUE } from '../../../src/kinds/queue.ts';
import type { WireResponse } from '../../../src/model/transport.ts';
import { connect, empty, fakeTime, json, queueLine, script } from '../../support/fake-pbx.ts';

/** A PBX that answers when told to, all requests that are under way at once. */
function patientPbx() {
  let waiting: ((answer: WireResponse) => void)[] = [];
  const pbx = script(
    () =>
      new Promise<WireResponse>((resolve) => {
        waiting.push(resolve);
      }),
  );
  return {
    pbx,
    /** How many were answered: as many as the client dared to send. */
    async answerAll(answer: WireResponse): Promise<number> {
      await new Promise(setImmediate);
      const all = waiting;
      waiting = [];
      for (const resolve of all) resolve(answer);
      return all.length;
    },
  };
}

const FINE = json(queueLine('8000'));

it.each([429, 503])(
  '%i halves what is sent at once, each answer after it brings some of it back',
  async (status) => {
    const { pbx, answerAll } = patientPbx();
    const reader = createReader(connect(pbx, fakeTime(), { parallelism: 8 }));
    const reading = Promise.all(
      Array.from({ length: 100 }, (_unused, index) => reader.get(QUEUE, `q${index}`)),
    );
    expect(await answerAll(FINE)).toBe(8);
    expect(await answerAll(empty(status))).toBe(8);
    expect(await answerAll(empty(status))).toBe(4);
    const rounds: number[] = [];
    for (let round = 0; round < 10; round++) rounds.push(await answerAll(FINE));
    expect(rounds[0]).toBe(2);
    expect(rounds.at(-1)).toBe(8);
    for (const [index, round] of rounds.slice(1).entries()) {
      expect([0, 1]).toContain(round - (rounds[index] ?? 0));
    }
    while ((await answerAll(FINE)) > 0);
    await reading;
  },
);

it.each([500, 502, 504])('%i does not', async (status) => {
  const { pbx, answerAll } = patientPbx();
  const reader = createReader(connect(pbx, fakeTime(), { parallelism: 8 }));
  const reading = Promise.all(Array.from({ length: 20 }, (_unused, index) => reader.get(QUEUE, `q${index}`)));
  expect(await answerAll(empty(status))).toBe(8);
  expect(await answerAll(FINE)).toBe(8);
  while ((await answerAll(FINE)) > 0);
  await reading;
});
