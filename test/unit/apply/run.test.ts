/** A run from its first step to its last save: what is told when, what a kill leaves, what a state that cannot be saved means. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { StateError } from '../../../src/model/errors.ts';
import type { ApplyEvent } from '../../../src/model/step.ts';
import type { StateStore } from '../../../src/state/store.ts';
import { agents, manyQueues, queues, statusesOf, useApplyWorld } from '../../support/apply-world.ts';

const world = useApplyWorld();

const FULL = new StateError('cannot write state.json: no space left on the disk', { code: 'CQ600' });

/** A store that saves so many times. */
function fullAfter(writes: number, error: Error = FULL): StateStore {
  let count = 0;
  return {
    ...world.store,
    async write(document) {
      if (++count > writes) throw error;
      await world.store.write(document);
    },
  };
}

describe('a run', () => {
  test('tells of all in order: the plan first, each step from its start, the summary last', async () => {
    await world.apply(queues({ a: { number: '8000', agents: agents('2001') } }));
    expect(
      world.events.map((event) => ('address' in event ? `${event.type} ${event.address}` : event.type)),
    ).toEqual([
      'planned',
      'step_start queue.a',
      'step_start agents.a',
      'step_done queue.a',
      'step_done agents.a',
      'summary',
    ]);
  });

  test('is refused where the plan is', async () => {
    const work = await world.plan({ servers: { internal: { fields: { ipv4: '192.0.2.9' } } } });
    expect(work.refusals).toHaveLength(1);
    await expect(world.carry(work)).rejects.toMatchObject({ code: 'CQ405' });
    expect(world.events).toEqual([]);
  });

  test('passes a bug on, after what was done is saved', async () => {
    world.pbx.before = ({ name, body }) => {
      if (name === 'createQueue' && body?.['extension_number'] === '8001') throw new TypeError('a bug');
      return undefined;
    };
    const work = await world.plan(queues({ a: { number: '8000' }, b: { number: '8001' } }));
    await expect(world.carry(work)).rejects.toThrow(TypeError);
    expect(Object.keys(await world.resources())).toEqual(['queue.a']);
  });

  test.each([300, 1000])(
    'of %i steps: each is in a saved state before it is told of as done, and saves are grouped',
    async (count) => {
      const work = await world.plan(manyQueues(count, { agents: undefined as never }));
      let saved = new Set<string>();
      let writes = 0;
      const store: StateStore = {
        ...world.store,
        write: async (document) => {
          await world.store.write(document);
          writes++;
          saved = new Set(Object.keys(document.resources));
        },
      };
      const onEvent = (event: ApplyEvent): void => {
        if (event.type === 'step_done') expect(saved.has(event.address)).toBe(true);
      };
      const own = { now: undefined as never, sleep: undefined as never };
      const { summary } = await world.carry(work, { store, onEvent, parallelism: 16, ...own });
      expect(summary.done).toBe(count);
      // A write for each step would be the whole file each time.
      expect(writes).toBeLessThan(count / 5);
    },
  );
});

describe('a kill', () => {
  const spec = manyQueues(12, { agents: agents('2001') });

  // A run that is never heard of again, and another that finds what it left.
  test.each([1, 2, 5, 9, 14, 20, 23])('at write %i loses nothing and makes nothing twice', async (at) => {
    const { pbx } = world;
    const { store } = world;
    const forever = new Promise<never>(() => undefined);
    let isDead = false;
    let lastWrite: Promise<void> = Promise.resolve();
    const write: StateStore['write'] = (document) => {
      if (isDead) return forever;
      lastWrite = store.write(document);
      return lastWrite;
    };
    let writes = 0;
    const died = new Promise<void>((resolve) => {
      pbx.before = ({ name }) => {
        if (/^(get|list)/.test(name) || ++writes !== at) return undefined;
        isDead = true;
        setImmediate(resolve);
        // Half of them after the PBX has acted: the answer is what is lost.
        return at % 2 === 0 ? forever : undefined;
      };
    });
    void world.carry(await world.plan(spec), { store: { ...store, write }, parallelism: 3 });
    await died;
    await pbx.kill();
    // What was being written when it died is written or not; it does not come later.
    await lastWrite;
    world.reopenStore();
    await world.apply(spec);
    expect(await pbx.numbers()).toHaveLength(12);
    expect(Object.keys(await world.resources())).toHaveLength(24);
  });
});

describe('a state that cannot be saved', () => {
  test.each([
    ['a destroy of 40', 0],
    ['a destroy of 40, from the second save on', 1],
  ])('in %s: what was carried out is unsaved, not failed; no more steps are begun', async (_what, saves) => {
    await world.apply(manyQueues(40));
    world.pbx.before = () => new Promise((resolve) => setTimeout(resolve, 5));
    const work = await world.plan(NOTHING);
    const { results, summary, isSaved } = await world.carry(work, { store: fullAfter(saves) });
    const gone = 40 - (await world.pbx.numbers()).length;
    expect(gone).toBeGreaterThan(0);
    expect(gone).toBeLessThan(40);
    expect(isSaved).toBe(false);
    expect(summary.failed).toBe(0);
    expect(summary.done + summary.unsaved).toBe(gone);
    expect(summary.unsaved).toBeGreaterThan(0);
    expect(summary.done > 0).toBe(saves > 0);
    expect(summary.skipped).toBe(40 - gone);
    for (const result of statusesOf(results, 'skipped')) expect(result).toMatchObject({ because: 'unsaved' });
    expect(world.events.filter(({ type }) => type === 'step_unsaved')).toHaveLength(summary.unsaved);
    expect(world.stops()).toMatchObject([
      { code: 'CQ604', stops: 'unsaved', message: expect.stringMatching(/no space left.*state push/) },
    ]);
    world.pbx.before = () => undefined;
    await world.apply(NOTHING);
    expect(await world.pbx.numbers()).toEqual([]);
  });

  test('in a create of 60: every object that was made is counted as unsaved, and adopted by the next run', async () => {
    const { pbx } = world;
    // The disk takes a small document and not a larger one.
    const work = await world.plan(manyQueues(60));
    const { summary, results } = await world.carry(work, { store: fullAfter(1) });
    const numbers = await pbx.numbers();
    const lists = await Promise.all(numbers.map((number) => pbx.agents(number)));
    const withAgents = lists.filter((list) => list.length > 0).length;
    expect(summary.failed).toBe(0);
    expect(summary.done + summary.unsaved).toBe(numbers.length + withAgents);
    expect(summary.done + summary.unsaved + summary.skipped).toBe(120);
    expect(summary.unsaved).toBeGreaterThan(0);
    const [unsaved] = statusesOf(results, 'unsaved');
    const ids = await Promise.all(numbers.map((number) => pbx.idOf(number)));
    expect(ids).toContain((unsaved as { id?: string }).id);
    await world.apply(manyQueues(60));
    expect(await pbx.numbers()).toHaveLength(60);
    expect(pbx.callsOf('createQueue')).toHaveLength(60);
  });

  test('in a replace: the new object is made all the same, so that the number is not left without a queue', async () => {
    await world.apply(manyQueues(1));
    const renumbered = queues({ q0: { number: '9000', agents: agents('2001', '2002') } });
    const { results } = await world.carry(await world.plan(renumbered), { store: fullAfter(0) });
    expect(results).toMatchObject([
      { address: 'queue.q0', status: 'unsaved' },
      { address: 'agents.q0', status: 'skipped', because: 'unsaved' },
    ]);
    expect(await world.pbx.numbers()).toEqual(['9000']);
    await world.apply(renumbered);
    expect(await world.pbx.numbers()).toEqual(['9000']);
  });

  test.each([
    ['an error of the store', FULL],
    ['any other error', new Error('no space left')],
  ])(
    'by %s is kept aside, with what running steps still do, and the next run goes on from there',
    async (_what, error) => {
      let others = 0;
      world.pbx.before = async ({ name }) => {
        // The first is done long before the second, which so ends after the save has failed.
        if (name === 'createQueue' && others++ > 0) await new Promise((resolve) => setTimeout(resolve, 30));
        return undefined;
      };
      const work = await world.plan(manyQueues(6));
      const { results, interrupted, summary } = await world.carry(work, {
        store: fullAfter(0, error),
        parallelism: 2,
      });
      expect(interrupted).toBe(false);
      expect(summary.done).toBe(0);
      expect(results.map(({ status }) => status)).toContain('skipped');
      expect(world.warnings()).toMatchObject([
        { code: 'CQ604', message: expect.stringMatching(/no space left.*state push .*state\.json\.unsaved/) },
      ]);
      expect(world.events.at(-1)?.type).toBe('summary');
      const rescued = JSON.parse(await readFile(join(world.folder, 'state.json.unsaved'), 'utf8'));
      const made = (await world.pbx.numbers()).length;
      expect(Object.keys(rescued.resources).filter((address) => address.startsWith('queue.'))).toHaveLength(
        made,
      );
      expect(made).toBeGreaterThan(1);
      await world.apply(manyQueues(6));
    },
  );
});

const NOTHING = { policy: { maxDestroys: { count: 1000 } } };
