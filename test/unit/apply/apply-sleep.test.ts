/** Apply sleeps for real where nobody gives it another sleep: between readings, and while callers wait. */

import { expect, test } from 'vitest';
import type { ApplyOptions } from '../../../src/apply/options.ts';
import { PATIENCE_MS } from '../../../src/apply/read-back.ts';
import { queues, useApplyWorld } from '../../support/apply-world.ts';
import type { DesiredSpec } from '../../support/builders.ts';

const world = useApplyWorld();
/** Timers may come a little early by the clock that measures them. */
const EARLY_MS = 5;

/** With the sleep and the clock that apply has by itself. */
async function carry(spec: DesiredSpec, options: Partial<ApplyOptions> = {}) {
  const work = await world.plan(spec);
  return world.carry(work, { now: undefined as never, sleep: undefined as never, ...options });
}

/** When each call of this name came. */
function timesOf(wanted: string, onFirst: () => void = () => undefined): number[] {
  const times: number[] = [];
  world.pbx.before = ({ name }) => {
    if (name !== wanted) return undefined;
    times.push(performance.now());
    if (times.length === 1) onFirst();
    return undefined;
  };
  return times;
}

/** Between one time and the next. */
const gapsOf = (times: readonly number[]) => times.slice(1).map((at, index) => at - (times[index] as number));

test('between readings of an object that still shows the old value', async () => {
  world.pbx.lag = 4;
  const readAt = timesOf('getQueue');
  const { summary } = await carry(queues({ a: { number: '8000' } }));
  expect(summary).toMatchObject({ done: 1, failed: 0 });
  const gaps = gapsOf(readAt);
  expect(gaps).toHaveLength(4);
  for (const [index, gap] of gaps.entries()) {
    expect(gap).toBeGreaterThanOrEqual((PATIENCE_MS[index] as number) - EARLY_MS);
  }
});

/** A queue that is to go, with a caller. */
async function busyQueue() {
  await world.apply(queues({ a: { number: '8000' } }));
  return world.pbx.callersOf('8000', 1);
}

test('a second between looks at a queue that is to be empty before it goes', async () => {
  const callers = await busyQueue();
  // Hangs up between the second look and the third.
  const askedAt = timesOf('listWaiting', () => void setTimeout(() => callers.pop(), 1200));
  const { summary } = await carry({}, { drainSeconds: 20 });
  expect(summary).toMatchObject({ done: 1, failed: 0 });
  expect(askedAt.length).toBeGreaterThanOrEqual(3);
  for (const gap of gapsOf(askedAt)) expect(gap).toBeGreaterThanOrEqual(1000 - EARLY_MS);
});

test('and not on after an interrupt', async () => {
  await busyQueue();
  const askedAt = timesOf('listWaiting');
  const controller = new AbortController();
  let running: ReturnType<typeof carry> | undefined;
  // Told right before the sleep.
  const asleep = new Promise<void>((resolve) => {
    const onEvent: ApplyOptions['onEvent'] = ({ type }) => {
      if (type === 'step_progress') setImmediate(resolve);
    };
    running = carry({}, { drainSeconds: 600, signal: controller.signal, onEvent });
  });
  await asleep;
  expect(askedAt).toHaveLength(1);
  controller.abort();
  // The sleep is over at once, not at its end: the queue is looked at again before any timer fires.
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
  expect(askedAt).toHaveLength(2);
  expect((await running)?.interrupted).toBe(true);
});
