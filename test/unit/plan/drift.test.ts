/** Drift: live against what was last applied, whatever the files say by now. */

import { describe, expect, test } from 'vitest';
import type { Desired, DesiredResource } from '../../../src/model/desired.ts';
import type { Live } from '../../../src/model/live.ts';
import { objectsOfKind } from '../../../src/model/live.ts';
import type { StateDocument } from '../../../src/model/state.ts';
import { planDrift } from '../../../src/plan/drift.ts';
import type { PlanOptions } from '../../../src/plan/planner.ts';
import {
  buildDesired,
  buildLive,
  buildState,
  liveQueue,
  liveServer,
  stateEntry,
  TARGET,
} from '../../support/builders.ts';

function drift(desired: Desired, live: Live, state: StateDocument, targets: string[] = []): string[] {
  const { changes } = planDrift({
    target: TARGET,
    desired,
    live,
    state,
    options: { targets, excludes: [], destroy: false },
  });
  return changes.map(({ address, action, fields }) =>
    [
      action,
      address,
      ...fields.map(
        ({ path, before, after }) => `${path} ${JSON.stringify(before)}>${JSON.stringify(after)}`,
      ),
    ].join(' '),
  );
}

const files = (fields: object, lifecycle = {}) =>
  buildDesired({
    servers: { edge: { fields: { ipv4: '192.0.2.1' } } },
    queues: {
      a: { number: '8000', fields: { ...fields }, agents: [{ extension_number: '2001' }], lifecycle },
    },
  });
const state = (applied: object) =>
  buildState({
    'server.edge': stateEntry('server', 's', 'edge', { applied: { ipv4: '192.0.2.1' } }),
    'queue.a': stateEntry('queue', 'x', '8000', { applied: { ...applied } }),
    'agents.a': stateEntry('agents', 'x', '8000', { applied: { items: [{ extension_number: '2001' }] } }),
  });
const pbx = (fields: object, agents = ['2001'], id = 'x') =>
  buildLive(
    [
      liveQueue({
        id,
        number: '8000',
        fields: { ...fields },
        agents: agents.map((extension_number) => ({ extension_number })),
      }),
    ],
    [liveServer('s', 'edge', { ipv4: '192.0.2.1' })],
  );

test('nothing moved, though the files say something else by now', () => {
  expect(drift(files({ ring_time: 30 }), pbx({ ring_time: 20 }), state({ ring_time: 20 }))).toEqual([]);
});

test('a field and a list that somebody changed; what the files no longer write or leave to others is nobody’s', () => {
  const changed = pbx({ ring_time: 5, language: 'de' }, ['2001', '2002']);
  const applied = { ring_time: 20, language: 'en-US' };
  const both = ['update agents.a items', 'update queue.a ring_time 5>20'];
  const found = drift(files({ ring_time: 20 }), changed, state(applied));
  expect(found).toHaveLength(2);
  for (const [index, line] of both.entries()) expect(found[index]).toContain(line);
  expect(
    drift(files({ ring_time: 20 }, { ignoreChanges: ['ring_time', 'agents'] }), changed, state(applied)),
  ).toEqual([]);
  expect(drift(files({ ring_time: 20 }), changed, state(applied), ['queue.a'])).toEqual(found);
  expect(drift(files({ ring_time: 20 }), changed, state(applied), ['server.edge'])).toEqual([]);
});

test('an address that the PBX does not show of its own server is no drift', () => {
  const desired = buildDesired({ servers: { own: { fields: { ipv4: '192.0.2.1' } } } });
  const known = buildState({
    'server.own': stateEntry('server', 'i', 'own', { applied: { ipv4: '192.0.2.1' } }),
  });
  expect(drift(desired, buildLive([], [liveServer('i', 'own', {}, true)]), known)).toEqual([]);
});

test('what was deleted, and what was deleted and made again', () => {
  const applied = { ring_time: 20 };
  const gone = drift(files(applied), buildLive([], []), state(applied));
  expect(gone.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
    'create agents.a',
    'create queue.a',
    'create server.edge',
  ]);
  const again = drift(files(applied), pbx({ ring_time: 7 }, ['2001'], 'new'), state(applied));
  expect(again).toEqual(['adopt queue.a ring_time 7>20']);
});

test('of a queue that no file names any more every applied field counts', () => {
  expect(drift(buildDesired({}), pbx({ ring_time: 5 }), state({ ring_time: 20 }))).toEqual([
    'update queue.a ring_time 5>20',
  ]);
});

test('a list that the files no longer write is nobody’s, and one whose queue they no longer write either is ours', () => {
  const changed = pbx({ ring_time: 20 }, ['2001', '2002']);
  const withoutList = buildDesired({
    servers: { edge: { fields: { ipv4: '192.0.2.1' } } },
    queues: { a: { number: '8000', fields: { ring_time: 20 } } },
  });
  expect(drift(withoutList, changed, state({ ring_time: 20 }))).toEqual([]);
  expect(drift(buildDesired({}), changed, state({ ring_time: 20 }))).toHaveLength(1);
});

describe('what a report of drift counts', () => {
  const report = (live: Live, more: Partial<PlanOptions> = {}) =>
    planDrift({
      target: TARGET,
      desired: files({ ring_time: 20 }),
      live,
      state: state({ ring_time: 20 }),
      options: { targets: [], excludes: [], destroy: false, ...more },
    });
  const NOTHING = { create: 0, update: 0, replace: 0, destroy: 0, adopt: 0, move: 0 };
  const asApplied = pbx({ ring_time: 20 });
  const changed = pbx({ ring_time: 5 }, ['2001', '2002']);

  test.each<[string, Live, object]>([
    ['nothing', asApplied, { unchanged: 3 }],
    ['one queue', pbx({ ring_time: 5 }), { update: 1, unchanged: 2 }],
    ['a queue and its agents', changed, { update: 2, unchanged: 1 }],
    ['all, which are gone', buildLive([]), { create: 3, unchanged: 0 }],
    ['a server, which is gone', buildLive(objectsOfKind(asApplied, 'queue')), { create: 1, unchanged: 2 }],
    ['a queue made again', pbx({ ring_time: 20 }, ['2001'], 'new'), { adopt: 1, unchanged: 2 }],
  ])('%s', (_what, live, counts) => {
    expect(report(live)).toMatchObject({
      summary: { ...NOTHING, ...counts },
      complete: true,
      diagnostics: [],
      unmanaged: [],
      target: TARGET,
    });
  });

  test('says nothing of what is as it was applied', () => {
    expect(report(asApplied).changes).toEqual([]);
  });

  test.each<[Partial<PlanOptions>, object]>([
    [{ targets: ['queue.a'] }, { update: 2, unchanged: 0 }],
    [{ targets: ['agents.a'] }, { update: 1, unchanged: 0 }],
    [{ targets: ['server.edge'] }, { unchanged: 1 }],
    [{ excludes: ['agents.a'] }, { update: 1, unchanged: 1 }],
    [{ excludes: ['queue.a'] }, { unchanged: 1 }],
    [
      { targets: ['queue.*'], excludes: ['agents.a'] },
      { update: 1, unchanged: 0 },
    ],
  ])('only what it looked at, and is not complete: %j', (options, counts) => {
    const { summary, complete } = report(changed, options);
    expect(summary).toEqual({ ...NOTHING, ...counts });
    expect(complete).toBe(false);
  });

  test('tells different drifts apart by their hash', () => {
    const found = [asApplied, changed, pbx({ ring_time: 5 }), pbx({ ring_time: 6 }), buildLive([])];
    expect(new Set(found.map((live) => report(live).hash)).size).toBe(found.length);
  });
});

describe('a prompt that shows something else than when it was set', () => {
  const shown = { name: 'hold.wav', size: 9 };
  const other = { name: 'other.wav', size: 9 };
  const live = ({ name, size }: { name: string; size: number }) =>
    pbx({ moh_prompt_file_name: name, moh_prompt_file_size: size });
  const known = (sha256?: string) => {
    const record = { file_id: 'f', ...(sha256 === undefined ? {} : { sha256 }), shown };
    const prompts = { moh_prompt_file_id: record };
    return buildState({ 'queue.a': stateEntry('queue', 'x', '8000', { prompts }) });
  };
  const byId = (lifecycle = {}) => files({ moh_prompt_file_id: 'f' }, lifecycle);
  const byFile = (lifecycle = {}): Desired => {
    const built = files({}, lifecycle);
    const prompt = { written: 'hold.wav', path: '/hold.wav', ...shown, sha256: 'aa' };
    const withPrompt = (resource: DesiredResource) =>
      resource.kind === 'queue' ? { ...resource, prompts: { moh_prompt_file_id: prompt } } : resource;
    return { ...built, resources: built.resources.map(withPrompt) };
  };
  const asShown = JSON.stringify(other);

  test('is drift under the name of what was applied', () => {
    expect(drift(byId(), live(shown), known())).toEqual([]);
    expect(drift(byId(), live(other), known())).toEqual([
      `update queue.a moh_prompt_file_id ${asShown}>${JSON.stringify(shown)}`,
    ]);
    expect(drift(byFile(), live(other), known('aa'))).toEqual([
      `update queue.a moh_prompt_file ${asShown}>${JSON.stringify({ ...shown, sha256: 'aa' })}`,
    ]);
    expect(drift(byFile(), pbx({}), known('aa'))[0]).toContain('moh_prompt_file null>');
    expect(drift(buildDesired({}), live(other), known())).toHaveLength(1);
  });

  test.each([
    ['another content under the same name', { name: 'hold.wav', size: 10 }],
    ['another name of the same size', { name: 'hold-2.wav', size: 9 }],
  ])('is drift: %s', (_what, replaced) => {
    const before = JSON.stringify(replaced);
    expect(drift(byId(), live(replaced), known())).toEqual([
      `update queue.a moh_prompt_file_id ${before}>${JSON.stringify(shown)}`,
    ]);
    expect(drift(byFile(), live(replaced), known('aa'))).toEqual([
      `update queue.a moh_prompt_file ${before}>${JSON.stringify({ ...shown, sha256: 'aa' })}`,
    ]);
  });

  test('is nobody’s when no file writes it any more, or leaves it to others by either name', () => {
    expect(drift(files({}), live(other), known('aa'))).toEqual([]);
    for (const name of ['moh_prompt_file', 'moh_prompt_file_id']) {
      expect(drift(byFile({ ignoreChanges: [name] }), live(other), known('aa'))).toEqual([]);
      expect(drift(byId({ ignoreChanges: [name] }), live(other), known())).toEqual([]);
    }
  });
});
