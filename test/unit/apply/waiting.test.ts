/** Queues with callers who wait: nothing is begun, or they are waited for, or dropped. */

import { beforeEach, describe, expect, test } from 'vitest';
import { GateError } from '../../../src/model/errors.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import type { PlannedWork } from '../../../src/model/plan.ts';
import { queues, useApplyWorld } from '../../support/apply-world.ts';

const world = useApplyWorld();

describe('callers who wait', () => {
  let callers: JsonObject[] = [];
  /** Two queues, of which one goes and one is replaced; in the second so many wait. */
  const busy = async (count = 1): Promise<PlannedWork> => {
    await world.apply(queues({ a: { number: '8000' }, b: { number: '8001' } }));
    callers = await world.pbx.callersOf('8000', count);
    world.pbx.calls.length = 0;
    world.events = [];
    return world.plan(queues({ a: { number: '8005' } }));
  };

  test('keep everything from being begun', async () => {
    const work = await busy(2);
    await expect(world.carry(work)).rejects.toThrow(GateError);
    await expect(world.carry(work)).rejects.toMatchObject({
      code: 'CQ421',
      message: 'callers are waiting in queue.a (2)',
      hint: expect.stringMatching(/--drain.*--force/),
    });
    expect(world.pbx.calls).toEqual([]);
    expect(world.events).toEqual([]);
  });

  test('are dropped with force', async () => {
    expect((await world.carry(await busy(), { force: true })).summary).toEqual({
      done: 2,
      unsaved: 0,
      failed: 0,
      skipped: 0,
    });
  });

  test('are waited for with drain, as long as it takes', async () => {
    const work = await busy(2);
    const sleep = async (ms: number): Promise<void> => {
      await world.sleep(ms);
      if (world.nowMs > 5000) callers.pop();
    };
    const { summary } = await world.carry(work, { drainSeconds: 300, sleep });
    expect(summary.done).toBe(2);
    expect(world.nowMs).toBeGreaterThan(5000);
    const told = world.events.filter((event) => event.type === 'step_progress');
    expect(told).toMatchObject([
      { address: 'queue.a', message: expect.stringContaining('2') },
      { address: 'queue.a', message: expect.stringContaining('1') },
    ]);
  });

  test('who stay longer than that fail the step and nothing else', async () => {
    const { results } = await world.carry(await busy(), { drainSeconds: 5.2 });
    expect(world.nowMs).toBe(5200);
    expect(results).toMatchObject([
      { address: 'queue.b', status: 'done' },
      { address: 'queue.a', status: 'failed', error: { code: 'CQ421' } },
    ]);
    expect(await world.pbx.queue('8000')).toBeDefined();
  });

  test('are waited for no longer after an interrupt', async () => {
    const work = await busy();
    const controller = new AbortController();
    const sleep = async (ms: number): Promise<void> => {
      await world.sleep(ms);
      if (world.nowMs >= 3000) controller.abort();
    };
    const { results, interrupted } = await world.carry(work, {
      drainSeconds: 600,
      sleep,
      signal: controller.signal,
    });
    expect(interrupted).toBe(true);
    expect(results.find(({ address }) => address === 'queue.a')).toMatchObject({
      status: 'failed',
      error: { code: 'CQ902' },
    });
    expect(await world.pbx.queue('8000')).toBeDefined();
  });

  test('who came after the check keep their queue', async () => {
    const work = await busy(0);
    const second = await world.pbx.callersOf('8001', 0);
    let asked = 0;
    world.pbx.before = ({ name }) => {
      if (name === 'listWaiting' && ++asked === 3)
        for (const list of [callers, second]) list.push({ session_id: 's' });
      return undefined;
    };
    const { results } = await world.carry(work, { parallelism: 1 });
    expect(results.map(({ status }) => status)).toEqual(['failed', 'failed']);
    expect(world.pbx.calls).toEqual([]);
  });
});

describe('numbers that pass round in a circle', () => {
  const swapped = queues({ a: { number: '8001' }, b: { number: '8000' } });
  beforeEach(() => world.apply(queues({ a: { number: '8000' }, b: { number: '8001' } })));

  test('go only once nobody waits in any of the queues', async () => {
    await world.pbx.callersOf('8001', 1);
    world.pbx.calls.length = 0;
    const { results } = await world.carry(await world.plan(swapped), { drainSeconds: 5 });
    expect(results.map(({ status }) => status)).toEqual(['failed', 'skipped']);
    expect(world.pbx.calls).toEqual([]);
    expect(Object.keys(await world.resources())).toEqual(['queue.a', 'queue.b']);
  });

  test('that fail half way: state knows what is gone, and it is said', async () => {
    let destroyed = 0;
    world.pbx.before = ({ name }) => (name === 'destroyQueue' && ++destroyed === 2 ? 400 : undefined);
    const { results } = await world.carry(await world.plan(swapped));
    expect(results.map(({ status }) => status)).toEqual(['failed', 'skipped']);
    expect(Object.keys(await world.resources())).toHaveLength(1);
    expect(world.warnings()).toMatchObject([{ code: 'CQ425', message: expect.stringContaining('queue.a') }]);
    world.pbx.before = () => undefined;
    await world.apply(swapped);
    expect(await world.pbx.numbers()).toHaveLength(2);
  });
});
