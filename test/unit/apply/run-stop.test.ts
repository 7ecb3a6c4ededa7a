/** How a run ends that cannot go on: what is counted as what, what is told once, and what the next run makes of it. */

import { describe, expect, test } from 'vitest';
import { LockError, StateError } from '../../../src/model/errors.ts';
import { TransportError } from '../../../src/model/transport.ts';
import { agents, manyQueues, statusesOf, useApplyWorld } from '../../support/apply-world.ts';
import type { DesiredSpec, QueueSpec } from '../../support/builders.ts';

const world = useApplyWorld();
const carry = async (spec: DesiredSpec, options: Parameters<typeof world.carry>[1] = {}) =>
  world.carry(await world.plan(spec), options);
/** Queues without lists of agents: a step each. */
const bare = (count: number, more: Partial<QueueSpec> = {}): DesiredSpec =>
  manyQueues(count, { agents: undefined as never, ...more });

/** No answer, or the status of a gateway that got none. */
function unreached(status?: number): number {
  if (status === undefined) throw new TransportError('cannot reach the PBX', false);
  return status;
}

describe('a PBX that is gone', () => {
  test.each([
    [undefined, 'cannot reach the PBX'],
    [502, 'the PBX answered 502'],
    [504, 'the PBX answered 504'],
  ])('(%s): five steps in a row are the end, told once', async (status, said) => {
    let came = 0;
    world.pbx.before = () => (++came > 40 ? unreached(status) : undefined);
    const { results, summary, interrupted } = await carry(manyQueues(120), { parallelism: 1 });
    expect(summary).toMatchObject({ unsaved: 0, failed: 5 });
    expect(summary.done).toBeGreaterThan(0);
    expect(summary.done + summary.skipped).toBe(235);
    expect(interrupted).toBe(false);
    expect(world.stops()).toMatchObject([
      { code: 'CQ430', stops: 'unreachable', message: expect.stringContaining(said) },
    ]);
    const ended = results.filter((result) => 'because' in result && result.because === 'unreachable');
    // The step that ended the run, and all that were not begun; a list whose queue failed says so.
    expect(statusesOf(ended, 'failed')).toHaveLength(1);
    expect(statusesOf(ended, 'skipped').length).toBeGreaterThan(190);
    world.pbx.before = () => undefined;
    await world.apply(manyQueues(120));
  });

  test('for four steps in a row, again and again, does not end the run', async () => {
    // Every fifth queue that is asked for is reached; the others are not, however often they are tried.
    const asked: unknown[] = [];
    world.pbx.before = ({ name, body }) => {
      if (name !== 'createQueue') return undefined;
      const number = body?.['extension_number'];
      if (asked.at(-1) !== number) asked.push(number);
      return asked.length % 5 === 0 ? undefined : unreached();
    };
    const { summary } = await carry(bare(50), { parallelism: 1 });
    expect(summary).toEqual({ done: 10, unsaved: 0, failed: 40, skipped: 0 });
    expect(world.stops()).toEqual([]);
  });

  test.each([503, 500, 400])('is not one that answers %i', async (status) => {
    world.pbx.before = ({ name }) => (name === 'createQueue' ? status : undefined);
    const { summary } = await carry(bare(12));
    expect(summary).toMatchObject({ failed: 12, skipped: 0 });
  });
});

describe('credentials that run out', () => {
  test('end the run with the first refusal: what runs ends, the rest is skipped, told once', async () => {
    await world.apply(bare(100));
    let updates = 0;
    const refused = new Set<string>();
    world.pbx.before = async ({ name, id }) => {
      if (name !== 'updateQueue' || ++updates <= 10) return undefined;
      refused.add(id);
      await new Promise((resolve) => setImmediate(resolve));
      return 401;
    };
    const { results, summary } = await carry(bare(100, { fields: { ring_time: 5 } }), { parallelism: 4 });
    expect(refused.size).toBeLessThanOrEqual(4);
    expect(summary.failed).toBe(refused.size);
    expect(summary.done).toBe(100 - refused.size - summary.skipped);
    expect(summary.skipped).toBeGreaterThan(80);
    expect(world.stops()).toMatchObject([{ code: 'CQ431', stops: 'unauthorized' }]);
    for (const result of [...statusesOf(results, 'failed'), ...statusesOf(results, 'skipped')])
      expect(result).toMatchObject({ because: 'unauthorized' });
  });
});

describe('a lock', () => {
  test.each([
    [0, new StateError('this run has lost the lock', { code: 'CQ612' })],
    [1, new StateError('this run has lost the lock', { code: 'CQ612' })],
    [3, new LockError('the lock is held by somebody else', undefined, { code: 'CQ610' })],
  ])('that is lost after %d steps begins no more, and is told once', async (kept, error) => {
    let asked = 0;
    const checkLock = async () => {
      if (++asked > kept) throw error;
    };
    const outcome = await carry(manyQueues(4), { checkLock, parallelism: 1 });
    expect(outcome).toMatchObject({
      isLocked: false,
      isSaved: true,
      summary: { done: kept, failed: 0, skipped: 8 - kept },
    });
    expect(world.pbx.calls).toHaveLength(kept);
    expect(world.events.filter(({ type }) => type === 'step_start')).toHaveLength(kept);
    expect(world.warnings()).toMatchObject([{ code: error.code, stops: 'lock_lost' }]);
    expect(outcome.results.at(-1)).toMatchObject({ status: 'skipped', because: 'lock_lost' });
    expect(Object.keys(await world.resources())).toHaveLength(kept);
  });

  test('is asked for before each step, and held it hinders none', async () => {
    const order: string[] = [];
    const outcome = await carry(bare(2), {
      parallelism: 1,
      checkLock: async () => void order.push('asked'),
      onEvent: ({ type }) => {
        if (type === 'step_start') order.push(type);
      },
    });
    expect(outcome).toMatchObject({ isLocked: true, summary: { done: 2 } });
    expect(order).toEqual(['asked', 'step_start', 'asked', 'step_start']);
  });
});

describe('an interrupt', () => {
  test('lets running steps finish and begins no more', async () => {
    const controller = new AbortController();
    const { results, interrupted } = await carry(bare(2), {
      parallelism: 1,
      signal: controller.signal,
      onEvent: ({ type }) => {
        if (type === 'step_start') controller.abort();
      },
    });
    expect(interrupted).toBe(true);
    expect(results.map(({ status }) => status)).toEqual(['done', 'skipped']);
  });

  test('that ends a step while it waits to try again is what the step fails by', async () => {
    const controller = new AbortController();
    world.pbx.reconnect(controller.signal);
    world.pbx.before = ({ name }) => {
      if (name !== 'createQueue') return undefined;
      controller.abort();
      return 503;
    };
    const spec = manyQueues(3, { agents: agents('2001') });
    const { results, interrupted } = await carry(spec, { signal: controller.signal, parallelism: 1 });
    expect(interrupted).toBe(true);
    expect(results).toMatchObject([
      { status: 'failed', because: 'interrupted' },
      { status: 'skipped' },
      { status: 'skipped', because: 'interrupted' },
      { status: 'skipped' },
      { status: 'skipped' },
      { status: 'skipped' },
    ]);
  });
});
