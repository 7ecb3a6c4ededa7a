/** The limits of a policy at their edges: just below, at, and just beyond. */

import { describe, expect, test } from 'vitest';
import type { Policy } from '../../../src/model/desired.ts';
import type { PlannedWork } from '../../../src/model/plan.ts';
import type { StateResource } from '../../../src/model/state.ts';
import type { PlanOptions } from '../../../src/plan/planner.ts';
import {
  buildDesired,
  buildLive,
  buildState,
  type DesiredSpec,
  liveQueue,
  liveServer,
  plan,
  type QueueSpec,
  type ServerSpec,
  stateEntry,
} from '../../support/builders.ts';

const AGENTS = [{ extension_number: '2001' }];
const upTo = (count: number): number[] => Array.from({ length: count }, (_unused, at) => at);
const number = (at: number): string => String(8000 + at);

interface Owned {
  queues?: number;
  /** How many of the queues have an agent list. */
  lists?: number;
  servers?: number;
}

/** A project that owns so many objects, all as the files want them, each of which state says what the files say. */
function own({ queues = 0, lists = 0, servers = 0 }: Owned) {
  const spec = {
    queues: {} as { [key: string]: QueueSpec },
    servers: {} as { [key: string]: ServerSpec },
  };
  const resources: { [address: string]: StateResource } = {};
  for (const at of upTo(queues)) {
    const agents = at < lists ? { agents: AGENTS } : {};
    spec.queues[`q${at}`] = { number: number(at), fields: { ring_time: 5 }, ...agents };
    const applied = { extension_number: number(at), ring_time: 5 };
    resources[`queue.q${at}`] = stateEntry('queue', `id-${at}`, number(at), { applied });
    if (at < lists)
      resources[`agents.q${at}`] = stateEntry('agents', `id-${at}`, number(at), {
        applied: { items: AGENTS },
      });
  }
  for (const at of upTo(servers)) {
    spec.servers[`s${at}`] = { fields: { enabled: true } };
    resources[`server.s${at}`] = stateEntry('server', `server-${at}`, `s${at}`, {
      applied: { enabled: true },
    });
  }
  const live = buildLive(
    upTo(queues).map((at) =>
      liveQueue({
        id: `id-${at}`,
        number: number(at),
        fields: { ring_time: 5 },
        agents: at < lists ? AGENTS : [],
      }),
    ),
    upTo(servers).map((at) => liveServer(`server-${at}`, `s${at}`)),
  );
  const state = buildState(resources);
  return {
    spec,
    plan: (files: DesiredSpec, policy: Partial<Policy>, options: Partial<PlanOptions> = {}) =>
      plan(buildDesired({ ...files, policy }), live, state, options),
  };
}

type World = ReturnType<typeof own>;
const refusals = ({ refusals: found }: PlannedWork) => found.map(({ code }) => code);
const summaries = ({ refusals: found }: PlannedWork) => found.map(({ summary }) => summary);

/** The files without the first of the queues. */
const without = ({ spec }: World, count: number): DesiredSpec => ({
  ...spec,
  queues: Object.fromEntries(Object.entries(spec.queues).slice(count)),
});

/** The files with something else for the first of the queues. */
const changing = ({ spec }: World, count: number, change: Partial<QueueSpec>): DesiredSpec => ({
  ...spec,
  queues: Object.fromEntries(
    Object.entries(spec.queues).map(([key, queue], at) => [
      key,
      at < count ? { ...queue, ...change } : queue,
    ]),
  ),
});

test('a project that is as its files say is refused nothing, however strict the policy', () => {
  const world = own({ queues: 10, lists: 10, servers: 2 });
  const strict: Partial<Policy> = {
    maxDestroys: { count: 0 },
    maxUpdates: { count: 0 },
    maxChangedQueues: { count: 0 },
  };
  const work = world.plan(world.spec, strict);
  expect([work.plan.changes, work.plan.diagnostics, work.settled]).toEqual([[], [], {}]);
});

describe('max_destroys', () => {
  test.each([
    [0, []],
    [2, []],
    [3, []],
    [4, ['CQ402']],
  ])('3: %i destroyed', (count, codes) => {
    const world = own({ queues: 12 });
    expect(refusals(world.plan(without(world, count), { maxDestroys: { count: 3 } }))).toEqual(codes);
  });

  test.each([
    [9, []],
    [10, []],
    [11, ['CQ402']],
  ])('by default: %i destroyed', (count, codes) => {
    const world = own({ queues: 30 });
    expect(refusals(world.plan(without(world, count), {}))).toEqual(codes);
  });

  test.each([
    [3, []],
    [4, []],
    [5, ['CQ402']],
  ])('4 allowed on the command line: %i destroyed', (count, codes) => {
    const world = own({ queues: 12 });
    const work = world.plan(without(world, count), { maxDestroys: { count: 0 } }, { allowDestroys: 4 });
    expect(refusals(work)).toEqual(codes);
  });

  // Of 9 a share says nothing, so that the default of 10 holds; from 10 on it does.
  test.each([
    [{ queues: 9 }, 1, []],
    [{ queues: 9 }, 9, []],
    [{ queues: 8, servers: 1 }, 8, []],
    [{ queues: 10 }, 1, []],
    [{ queues: 10 }, 2, ['CQ402']],
    [{ queues: 11 }, 1, []],
    [{ queues: 11 }, 2, ['CQ402']],
    [{ queues: 8, servers: 2 }, 1, []],
    [{ queues: 8, servers: 2 }, 2, ['CQ402']],
    // Agent lists are no objects.
    [{ queues: 9, lists: 9 }, 9, []],
    [{ queues: 10, lists: 10 }, 2, ['CQ402']],
  ] as [Owned, number, string[]][])('a share of 10%% of %j: %i destroyed', (owned, count, codes) => {
    const world = own(owned);
    expect(refusals(world.plan(without(world, count), { maxDestroys: { share: 0.1 } }))).toEqual(codes);
  });

  test.each([
    [0.25, 12, 3],
    [0.29, 100, 29],
    [0.1, 19, 1],
    [0.1, 20, 2],
    [0, 12, 0],
    [1, 12, 12],
  ])('a share of %f of %i: %i may go', (share, queues, most) => {
    const world = own({ queues });
    const policy = { maxDestroys: { share } };
    expect(refusals(world.plan(without(world, most), policy))).toEqual([]);
    if (most > 0) expect(refusals(world.plan(without(world, most - 1), policy))).toEqual([]);
    if (most < queues) expect(refusals(world.plan(without(world, most + 1), policy))).toEqual(['CQ402']);
  });

  test.each([
    [9, 'the plan destroys or replaces 11, and 10, while the project owns fewer than 10 objects, is allowed'],
    [10, 'the plan destroys or replaces 10, and 10% of 10 by policy.max_destroys is allowed'],
    [11, 'the plan destroys or replaces 11, and 10% of 11 by policy.max_destroys is allowed'],
  ])('is told as it was counted, with %i owned', (queues, summary) => {
    const world = own({ queues });
    const foreign = buildLive(upTo(11).map((at) => liveQueue({ id: `f${at}`, number: String(9000 + at) })));
    const policy: Partial<Policy> = { maxDestroys: { share: 0.1 }, unmanaged: 'destroy' };
    if (queues < 10) {
      const applied = { extension_number: '8000' };
      const state = buildState(
        Object.fromEntries(
          upTo(queues).map((at) => [
            `queue.q${at}`,
            stateEntry('queue', `id-${at}`, number(at), { applied }),
          ]),
        ),
      );
      expect(summaries(plan(buildDesired({ policy }), foreign, state))).toEqual([summary]);
    } else expect(summaries(world.plan({}, policy))).toEqual([summary]);
  });

  test.each([
    [1, []],
    [2, []],
    [3, ['CQ402']],
  ])('2: %i queues replaced, each with its agents, count once each', (count, codes) => {
    const world = own({ queues: 4, lists: 4 });
    const renumbered: DesiredSpec = {
      queues: Object.fromEntries(
        Object.entries(world.spec.queues).map(([key, queue], at) => [
          key,
          at < count ? { ...queue, number: String(9000 + at) } : queue,
        ]),
      ),
    };
    const work = world.plan(renumbered, { maxDestroys: { count: 2 } });
    expect(work.plan.summary.replace).toBe(2 * count);
    expect(refusals(work)).toEqual(codes);
  });
});

describe('max_updates', () => {
  const updated = { fields: { ring_time: 9 } };

  test.each([
    [0, []],
    [2, []],
    [3, []],
    [4, ['CQ403']],
  ])('3: %i updated', (count, codes) => {
    const world = own({ queues: 12 });
    expect(refusals(world.plan(changing(world, count, updated), { maxUpdates: { count: 3 } }))).toEqual(
      codes,
    );
  });

  test.each([
    [0.25, { queues: 12 }, 3],
    // The base of a share counts agent lists, and servers.
    [0.25, { queues: 12, lists: 8 }, 5],
    [0.25, { queues: 12, lists: 8, servers: 4 }, 6],
    [0.29, { queues: 50, lists: 50 }, 29],
  ] as [number, Owned, number][])('a share of %f of %j: %i may be updated', (share, owned, most) => {
    const world = own(owned);
    const policy = { maxUpdates: { share } };
    for (const [count, codes] of [
      [most - 1, []],
      [most, []],
      [most + 1, ['CQ403']],
    ] as const) {
      expect(refusals(world.plan(changing(world, count, updated), policy))).toEqual(codes);
    }
  });

  // Lists count among what is owned: five queues with a list each are ten.
  test.each([
    [{ queues: 9 }, []],
    [{ queues: 10 }, ['CQ403']],
    [{ queues: 11 }, ['CQ403']],
    [{ queues: 5, lists: 4 }, []],
    [{ queues: 5, lists: 5 }, ['CQ403']],
    [{ queues: 6, lists: 5 }, ['CQ403']],
  ] as [Owned, string[]][])('a share of 10%% of %j: two updated', (owned, codes) => {
    const world = own(owned);
    const work = world.plan(changing(world, 2, updated), { maxUpdates: { share: 0.1 } });
    expect(refusals(work)).toEqual(codes);
  });

  test('counts a queue and its agents as two', () => {
    const world = own({ queues: 2, lists: 2 });
    const files = changing(world, 1, { ...updated, agents: [{ extension_number: '2002' }] });
    expect(refusals(world.plan(files, { maxUpdates: { count: 2 } }))).toEqual([]);
    expect(summaries(world.plan(files, { maxUpdates: { count: 1 } }))).toEqual([
      'the plan updates 2, and 1 by policy.max_updates is allowed',
    ]);
  });
});

describe('max_changed_queues', () => {
  test.each([
    [2, []],
    [3, []],
    [4, ['CQ414']],
  ])('a share of 25%% of 12 queues, whatever else is owned: %i changed', (count, codes) => {
    const world = own({ queues: 12, lists: 12, servers: 8 });
    const work = world.plan(changing(world, count, { fields: { ring_time: 9 } }), {
      maxChangedQueues: { share: 0.25 },
    });
    expect(refusals(work)).toEqual(codes);
  });

  test.each([
    [9, []],
    [10, ['CQ414']],
    [11, ['CQ414']],
  ])('a share of 10%% of %i queues: two changed', (queues, codes) => {
    const world = own({ queues });
    const work = world.plan(changing(world, 2, { agents: AGENTS, fields: { ring_time: 9 } }), {
      maxChangedQueues: { share: 0.1 },
    });
    expect(refusals(work)).toEqual(codes);
  });
});
