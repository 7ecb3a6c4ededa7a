/** An interrupt ends what waits for another attempt, and nothing that runs. */

import { expect, it } from 'vitest';
import { createClient } from '../../../src/api/client.ts';
import { QUEUE } from '../../../src/kinds/queue.ts';
import { AbortedError } from '../../../src/model/errors.ts';
import type { WireResponse } from '../../../src/model/transport.ts';
import { connect, empty, fakeTime, json, queueLine, script } from '../../support/fake-pbx.ts';

const BUSY = empty(503, { 'retry-after': '60' });

/** Sleeps that last until their signal fires. */
function standingTime() {
  const time = fakeTime();
  const slept: number[] = [];
  const running = new Set<number>();
  const sleep = (ms: number, signal?: AbortSignal) =>
    new Promise<void>((_resolve, reject) => {
      const count = slept.push(ms);
      running.add(count);
      const abort = () => {
        running.delete(count);
        reject(new AbortedError());
      };
      if (signal?.aborted === true) abort();
      else signal?.addEventListener('abort', abort, { once: true });
    });
  return { time, slept, running, options: { sleep } };
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

it.each<[string, WireResponse]>([
  ['Retry-After', BUSY],
  ['a gateway', empty(502)],
  ['a rate', empty(429)],
])('a wait for %s ends at once, of whoever waits, and no sleep goes on', async (_what, answer) => {
  const { time, slept, running, options } = standingTime();
  const interrupt = new AbortController();
  const client = createClient(
    connect(
      script(() => answer),
      time,
      { ...options, interrupt: interrupt.signal },
    ),
  );
  const calls = Array.from({ length: 12 }, () => client.update(QUEUE, 'a', {}));
  const ended = Promise.allSettled(calls);
  await turn();
  expect(slept.length).toBeGreaterThan(0);
  interrupt.abort();
  for (const result of await ended) {
    expect(result).toMatchObject({ status: 'rejected', reason: { code: 'CQ902' } });
  }
  expect(running.size).toBe(0);
});

it('what runs is finished, and may ask on; only what goes wrong is not tried again', async () => {
  const { time, options } = standingTime();
  const interrupt = new AbortController();
  let answer: (response: WireResponse) => void = () => undefined;
  const pbx = script(({ path }) => {
    if (path.endsWith('/slow')) {
      return new Promise((resolve) => {
        answer = resolve;
      });
    }
    return path.endsWith('/busy') ? empty(502) : json(queueLine('8000'));
  });
  const client = createClient(connect(pbx, time, { ...options, interrupt: interrupt.signal }));
  const slow = client.get(QUEUE, 'slow');
  await turn();
  interrupt.abort();
  answer(json(queueLine('8001')));
  await expect(slow).resolves.toMatchObject({ extension_number: '8001' });
  await expect(client.get(QUEUE, 'next')).resolves.toMatchObject({ extension_number: '8000' });
  await expect(client.get(QUEUE, 'busy')).rejects.toBeInstanceOf(AbortedError);
  expect(pbx.sent).toHaveLength(3);
});

it('nobody is held back by a pause that was asked for after it', async () => {
  const { time, options } = standingTime();
  const interrupt = new AbortController();
  const pbx = script(() => BUSY);
  const client = createClient(
    connect(pbx, time, { ...options, parallelism: 1, interrupt: interrupt.signal }),
  );
  const calls = [client.get(QUEUE, 'a'), client.get(QUEUE, 'b'), client.get(QUEUE, 'c')];
  interrupt.abort();
  for (const result of await Promise.allSettled(calls)) expect(result.status).toBe('rejected');
  expect(pbx.sent.length).toBeLessThan(calls.length);
});
