/**
 * What a plan has state say of resources that need no step. Every case starts with a state that says exactly what the files
 * and the PBX say, and changes one thing.
 */

import { describe, expect, test } from 'vitest';
import type { Address } from '../../../src/model/address.ts';
import type { DesiredPrompt } from '../../../src/model/desired.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import type { PlannedWork } from '../../../src/model/plan.ts';
import type { PromptRecord, StateDocument, StateResource } from '../../../src/model/state.ts';
import { planDrift } from '../../../src/plan/drift.ts';
import type { PlanOptions } from '../../../src/plan/planner.ts';
import {
  buildDesired,
  buildLive,
  buildState,
  liveQueue,
  liveServer,
  plan,
  type QueueSpec,
  stateEntry,
  TARGET,
} from '../../support/builders.ts';

const WAV: DesiredPrompt = {
  written: './hold.wav',
  path: '/hold.wav',
  name: 'hold.wav',
  size: 9,
  sha256: 'aa',
};
const SHOWN = { moh_prompt_file_name: 'hold.wav', moh_prompt_file_size: 9, moh_prompt_file_url: '/u' };
const RECORD: PromptRecord = {
  file_id: 'f',
  sha256: 'aa',
  shown: { name: 'hold.wav', size: 9, url: '/u' },
};
const AGENTS = [
  { extension_number: '2001', skill_level: 1 },
  { extension_number: '2002', skill_level: 2 },
];
const STRATEGY = 'SKILL_BASED_ROUTING_CYCLIC_HUNT';

interface Differences {
  files?: JsonObject;
  pbx?: JsonObject;
  applied?: JsonObject;
  wanted?: QueueSpec['agents'];
  has?: QueueSpec['agents'];
  lifecycle?: QueueSpec['lifecycle'];
  entry?: Partial<StateResource>;
  list?: Partial<StateResource>;
}

/** A queue with agents and a prompt, a second one and a server, all of which are in the files, on the PBX and in state alike. */
function worldOf(differences: Differences) {
  const { files = {}, pbx = {}, applied = {}, lifecycle = {}, entry = {}, list = {} } = differences;
  const { wanted = AGENTS, has = AGENTS } = differences;
  const fields: JsonObject = { polling_strategy: STRATEGY, ring_time: 20, sla_time: 10 };
  const desired = buildDesired({
    servers: { edge: { fields: { ipv4: '192.0.2.1' } } },
    queues: {
      a: {
        number: '8000',
        fields: { ...fields, ...files },
        extra: { newer: [1, 2] },
        prompts: { moh_prompt_file_id: WAV },
        agents: wanted,
        lifecycle,
      },
      b: { number: '8001', fields: { ring_time: 5 } },
    },
  });
  const live = buildLive(
    [
      liveQueue({
        id: 'x',
        number: '8000',
        fields: { ...fields, newer: [1, 2], ...SHOWN, ...pbx },
        agents: has,
      }),
      liveQueue({ id: 'y', number: '8001', fields: { ring_time: 5 } }),
    ],
    [liveServer('s', 'edge', { ipv4: '192.0.2.1' })],
  );
  const state = buildState({
    'server.edge': stateEntry('server', 's', 'edge', { applied: { ipv4: '192.0.2.1' } }),
    'queue.a': stateEntry('queue', 'x', '8000', {
      applied: { extension_number: '8000', ...fields, newer: [1, 2], ...applied },
      prompts: { moh_prompt_file_id: RECORD },
      ...entry,
    }),
    'agents.a': stateEntry('agents', 'x', '8000', { applied: { items: AGENTS }, ...list }),
    'queue.b': stateEntry('queue', 'y', '8001', { applied: { extension_number: '8001', ring_time: 5 } }),
  });
  return { desired, live, state };
}

function planWorld(differences: Differences, options: Partial<PlanOptions> = {}) {
  const world = worldOf(differences);
  return { ...world, work: plan(world.desired, world.live, world.state, options) };
}

/** The state with what the plan has it say without a step. */
function afterSettling(state: StateDocument, { settled, dropped, plan: made }: PlannedWork): StateDocument {
  const resources = { ...state.resources, ...settled };
  for (const address of [...dropped, ...(made.forgotten ?? [])]) delete resources[address];
  return { ...state, resources };
}

/** That nothing is planned, and what state is to say is said once and is no drift. */
function expectSettled(differences: Differences, settled: { [address: Address]: Partial<StateResource> }) {
  const { work, desired, live, state } = planWorld(differences);
  expect(work.plan.changes).toEqual([]);
  expect(work.plan.diagnostics).toEqual([]);
  expect(Object.keys(work.settled)).toEqual(Object.keys(settled));
  expect(work.settled).toMatchObject(settled);
  const after = afterSettling(state, work);
  const again = plan(desired, live, after);
  expect([again.plan.changes, again.settled, again.dropped, again.plan.forgotten]).toEqual([
    [],
    {},
    [],
    undefined,
  ]);
  const options = { targets: [], excludes: [], destroy: false };
  expect(planDrift({ target: TARGET, desired, live, state: after, options }).changes).toEqual([]);
}

test('files, PBX and state that say the same leave nothing to do, to say, or to save', () => {
  expectSettled({}, {});
  const { work } = planWorld({});
  expect(work).toMatchObject({ steps: [], dropped: [], released: {}, fingerprints: {}, refusals: [] });
  expect(work.plan).toMatchObject({
    complete: true,
    summary: { create: 0, update: 0, replace: 0, destroy: 0, adopt: 0, move: 0, unchanged: 4 },
    unmanaged: [],
  });
});

describe('prevent_destroy of a queue that is applied already', () => {
  test('reaches state when it is written, with nothing else to change', () => {
    expectSettled({ lifecycle: { preventDestroy: true } }, { 'queue.a': { prevent_destroy: true } });
  });

  test('is said once: nothing is saved when state has it', () => {
    const entry = { prevent_destroy: true };
    expectSettled({ lifecycle: { preventDestroy: true }, entry }, {});
    expectSettled({ entry }, {});
  });

  test('protects the queue in the plan after', () => {
    const { work, state, live } = planWorld({ lifecycle: { preventDestroy: true } });
    const refused = plan(buildDesired({}), live, afterSettling(state, work));
    expect(refused.refusals.map(({ code, address }) => `${code} ${address}`)).toEqual(['CQ401 queue.a']);
  });
});

describe('an entry follows files and PBX that came to agree', () => {
  test('on another value of one field among several, and keeps its prompts', () => {
    const both = { files: { ring_time: 30 }, pbx: { ring_time: 30 } };
    const applied = { extension_number: '8000', polling_strategy: STRATEGY, sla_time: 10, newer: [1, 2] };
    expectSettled(both, {
      'queue.a': {
        applied: { ...applied, ring_time: 30 },
        prompts: { moh_prompt_file_id: RECORD },
        prevent_destroy: false,
      },
    });
  });

  test('on one more field, and on one field fewer', () => {
    const { work } = planWorld({ files: { max_callers: 3 }, pbx: { max_callers: 3 } });
    expect(work.settled['queue.a']?.applied).toMatchObject({ max_callers: 3, ring_time: 20 });
    expectSettled({ files: { max_callers: 3 }, pbx: { max_callers: 3 } }, { 'queue.a': {} });
    const fewer = planWorld({ applied: { max_callers: 3 } });
    expect(fewer.work.settled['queue.a']?.applied).not.toHaveProperty('max_callers');
    expectSettled({ applied: { max_callers: 3 } }, { 'queue.a': {} });
  });

  test('on one item of a list under extra', () => {
    const world = worldOf({});
    const turned = (resource: (typeof world.desired.resources)[number]) =>
      resource.kind === 'queue' && resource.key === 'a'
        ? { ...resource, extra: { newer: [1, 3] } }
        : resource;
    const desired = { ...world.desired, resources: world.desired.resources.map(turned) };
    expect(plan(desired, world.live, world.state).plan.changes).toMatchObject([
      { address: 'queue.a', fields: [{ path: 'newer', before: [1, 2], after: [1, 3] }] },
    ]);
    const objects = world.live.objects.map((queue) =>
      queue.id === 'x' ? { ...queue, fields: { ...queue.fields, newer: [1, 3] } } : queue,
    );
    const work = plan(desired, { ...world.live, objects }, world.state);
    expect(work.plan.changes).toEqual([]);
    expect(work.settled['queue.a']?.applied['newer']).toEqual([1, 3]);
  });

  test.each([
    ['another agent', [AGENTS[0], { extension_number: '2003', skill_level: 2 }]],
    ['another level of one agent', [AGENTS[0], { extension_number: '2002', skill_level: 9 }]],
    ['one agent fewer', [AGENTS[0]]],
    ['nobody', []],
  ])('on a list with %s', (_what, agents) => {
    const list = agents as NonNullable<QueueSpec['agents']>;
    expectSettled({ wanted: list, has: list }, { 'agents.a': { applied: { items: list as never } } });
  });

  test('on a list of which state has no items', () => {
    expectSettled({ list: { applied: {} } }, { 'agents.a': { applied: { items: AGENTS } } });
  });

  test('on a number that state has of a list in another way', () => {
    expectSettled({ list: { key: '8009' } }, { 'agents.a': { key: '8000' } });
  });
});

describe('a plan with --target', () => {
  const settling: Differences = {
    lifecycle: { preventDestroy: true },
    wanted: AGENTS.slice(0, 1),
    has: AGENTS.slice(0, 1),
  };

  test.each([
    [{ targets: ['queue.a'] }, ['queue.a', 'agents.a']],
    // A list belongs to its queue, of which that plan has nothing to say.
    [{ targets: ['agents.a'] }, []],
    [{ excludes: ['agents.a'] }, ['queue.a']],
    [{ excludes: ['queue.b'] }, ['queue.a', 'agents.a']],
    [{ targets: ['queue.b'] }, []],
    [{ excludes: ['queue.a'] }, []],
  ])('%j has state say what it is about: %j', (options, addresses) => {
    const { work } = planWorld(settling, options);
    expect(work.plan.changes).toEqual([]);
    expect(Object.keys(work.settled)).toEqual(addresses);
    const { settled } = planWorld(settling).work;
    for (const address of addresses as Address[]) expect(work.settled[address]).toEqual(settled[address]);
  });
});
