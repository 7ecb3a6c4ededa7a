/** The world after a plan, where it is not what `apply` in memory shows in every other test: prompts, ids, and orders that cannot be. */

import { describe, expect, test } from 'vitest';
import type { PlannedWork } from '../../../src/model/plan.ts';
import { projectPlan } from '../../../src/plan/project.ts';
import { buildDesired, buildLive, buildState, liveQueue, plan, stateEntry } from '../../support/builders.ts';

const FILE = { id: 'f1', name: 'wait.wav', size: 7, sha256: 'abc' };
const MOH = { written: 'moh.wav', path: '/project/moh.wav', name: 'moh.wav', size: 5, sha256: 'def' };
const empty = { live: buildLive([]), resources: {} };

describe('prompts', () => {
  test('of a local file are shown by name, size and address', () => {
    const desired = buildDesired({ queues: { a: { number: '8000', prompts: { moh_prompt_file_id: MOH } } } });
    const { live, resources } = projectPlan(plan(desired, empty.live), empty);
    expect(live.objects[0]?.fields).toMatchObject({
      moh_prompt_file_name: 'moh.wav',
      moh_prompt_file_size: 5,
      moh_prompt_file_url: '/api/blobs/def',
    });
    expect(live.objects[0]?.fields).not.toHaveProperty('intro_prompt_file_name');
    expect(Object.keys(resources['queue.a']?.prompts ?? {})).toEqual(['moh_prompt_file_id']);
    expect(resources['queue.a']?.prompts?.moh_prompt_file_id).toMatchObject({
      file_id: 'planned-def',
      sha256: 'def',
    });
  });

  test.each([
    [
      'that the PBX has',
      'f1',
      { moh_prompt_file_name: 'wait.wav', moh_prompt_file_size: 7, moh_prompt_file_url: null },
    ],
    [
      'that nobody knows',
      'f9',
      { moh_prompt_file_name: null, moh_prompt_file_size: null, moh_prompt_file_url: null },
    ],
  ])('of a file %s are shown as far as they are known', (_what, id, shown) => {
    const desired = buildDesired({ queues: { a: { number: '8000', fields: { moh_prompt_file_id: id } } } });
    const before = { live: { ...empty.live, files: [FILE] }, resources: {} };
    const { live, resources } = projectPlan(plan(desired, before.live), before);
    expect(live.objects[0]?.fields).toMatchObject(shown);
    const record = resources['queue.a']?.prompts?.moh_prompt_file_id;
    expect(record).toMatchObject({ file_id: id });
    expect(record).not.toHaveProperty('sha256');
  });
});

describe('ids', () => {
  const desired = buildDesired({ queues: { a: { number: '8000', agents: [{ extension_number: '2001' }] } } });

  test('of what is created are of its address, and of nothing else on the PBX', () => {
    const other = liveQueue({ id: 'planned-queue.a', number: '8009' });
    for (const [queues, id] of [
      [[], 'planned-queue.a'],
      [[other], 'planned-queue.a-again'],
      [[other, liveQueue({ id: 'planned-queue.a-again', number: '8008' })], 'planned-queue.a-again-again'],
    ] as const) {
      const live = buildLive([...queues]);
      const after = projectPlan(plan(desired, live), { live, resources: {} });
      expect(after.live.objects.at(-1)).toMatchObject({ id, key: '8000', name: 'a', internal: false });
      expect([after.resources['queue.a']?.id, after.resources['agents.a']?.id]).toEqual([id, id]);
      expect(after.live.objects.at(-1)?.items).toEqual([{ extension_number: '2001' }]);
    }
  });
});

describe('a plan that cannot be carried out in its order', () => {
  const agents = [{ extension_number: '2001' }];
  const desired = buildDesired({ queues: { a: { number: '8000', agents } } });
  const live = buildLive([liveQueue({ id: 'x', number: '8000', fields: { ring_time: 20 } })]);
  const steps = ({ steps, ...work }: PlannedWork, chosen: (address: string) => boolean) => ({
    ...work,
    steps: steps.filter(({ change }) => chosen(change.address)),
  });

  test('creates what is there already', () => {
    expect(() => projectPlan(plan(desired, empty.live), { live, resources: {} })).toThrow('8000 is taken');
  });

  test('changes what is not there', () => {
    const changed = buildDesired({ queues: { a: { number: '8000', fields: { ring_time: 30 } } } });
    expect(() => projectPlan(plan(changed, live), empty)).toThrow(
      'queue.a is to be changed and is not there',
    );
  });

  test('gives agents to no queue', () => {
    const work = steps(plan(desired, empty.live), (address) => address === 'agents.a');
    expect(() => projectPlan(work, empty)).toThrow('agents.a is to be set on no queue');
  });
});

test('what is no more in the files goes, with its list, and a server is no queue of the same name', () => {
  const state = buildState({
    'queue.a': stateEntry('queue', 'x', '8000'),
    'agents.a': stateEntry('agents', 'x', '8000'),
    'queue.gone': stateEntry('queue', 'y', '8001'),
  });
  const live = buildLive([liveQueue({ id: 'x', number: '8000' })]);
  const before = { live, resources: state.resources };
  const after = projectPlan(plan(buildDesired({}), live, state), before);
  expect(after).toEqual({ live: { objects: [], files: [] }, resources: {} });
  expect(Object.keys(before.resources)).toEqual(['queue.a', 'agents.a', 'queue.gone']);
  const both = buildDesired({
    servers: { a: { fields: { name: '8000', ipv4: '192.0.2.1' } } },
    queues: { a: { number: '8000' } },
  });
  expect(projectPlan(plan(both, empty.live), empty).live.objects.map(({ kind }) => kind)).toEqual([
    'server',
    'queue',
  ]);
});

describe('a state that was saved for another PBX', () => {
  const entries = { 'queue.a': stateEntry('queue', 'x', '8000') };
  const codes = (target: string, resources: typeof entries | Record<string, never>) =>
    plan(buildDesired({}), empty.live, { ...buildState(resources), target }).plan.diagnostics.map(
      ({ code, severity }) => `${severity} ${code}`,
    );

  test('is said, unless there is nothing in it', () => {
    expect(codes('http://elsewhere', entries)).toEqual(['warning CQ406']);
    expect(codes('http://elsewhere', {})).toEqual([]);
    expect(codes('http://127.0.0.1:8887', entries)).toEqual([]);
  });
});
