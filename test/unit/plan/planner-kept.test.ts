/** What a plan has nothing to say of, and what of a thing that was made again is ours. */

import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/model/json.ts';
import type { PlannedWork } from '../../../src/model/plan.ts';
import { planDrift } from '../../../src/plan/drift.ts';
import {
  applyInMemory,
  buildDesired,
  buildLive,
  buildState,
  liveQueue,
  liveServer,
  plan,
  stateEntry,
  TARGET,
} from '../../support/builders.ts';

const AGENTS = [{ extension_number: '2001' }];
const lines = ({ plan: { changes } }: PlannedWork) =>
  changes.map(({ action, address, fields }) =>
    [action, address, ...fields.map(({ path, cause }) => `${path}:${cause}`)].join(' '),
  );

function expectNothing(work: PlannedWork): void {
  expect(work.plan.changes).toEqual([]);
  expect(work.plan.diagnostics).toEqual([]);
  expect([work.refusals, work.settled, work.dropped, work.plan.forgotten]).toEqual([[], {}, [], undefined]);
}

describe('a queue that was deleted and made again', () => {
  const files = (agents = AGENTS) => buildDesired({ queues: { a: { number: '8000', agents } } });
  const state = buildState({
    'queue.a': stateEntry('queue', 'x', '8000', { applied: { extension_number: '8000' } }),
    'agents.a': stateEntry('agents', 'x', '8000', { applied: { items: AGENTS } }),
  });
  const pbx = (id: string, agents = AGENTS) => buildLive([liveQueue({ id, number: '8000', agents })]);

  test('as it was: nothing, when it is the same one', () => {
    expectNothing(plan(files(), pbx('x'), state));
  });

  test('is adopted, and so is its list, with the very agents or with others', () => {
    const same = plan(files(), pbx('new'), state);
    expect(lines(same)).toEqual(['adopt queue.a', 'adopt agents.a']);
    expect(same.plan.summary).toMatchObject({ adopt: 2, update: 0, unchanged: 0 });
    const after = applyInMemory(same, { live: pbx('new'), state });
    expect(after.state.resources['agents.a']?.id).toBe('new');
    expectNothing(plan(files(), after.live, after.state));
    const others = plan(files(), pbx('new', [{ extension_number: '2009' }]), state);
    // Nobody changed a list of ours: this one is another queue's.
    expect(lines(others)).toEqual(['adopt queue.a', 'adopt agents.a items:config']);
  });

  test('leaves its list unmanaged where the files do not write it', () => {
    const desired = buildDesired({ queues: { a: { number: '8000' } } });
    const work = plan(desired, pbx('new'), state);
    expect(lines(work)).toEqual(['adopt queue.a']);
    expect(work.plan.forgotten).toEqual(['agents.a']);
  });
});

describe('a protected queue', () => {
  const files = (preventDestroy?: boolean) => {
    const lifecycle = preventDestroy === undefined ? {} : { preventDestroy };
    return buildDesired({ queues: { a: { number: '8000', fields: { ring_time: 20 }, lifecycle } } });
  };
  const state = (prevent_destroy: boolean) =>
    buildState({
      'queue.a': stateEntry('queue', 'x', '8000', {
        applied: { extension_number: '8000', ring_time: 20 },
        prevent_destroy,
      }),
    });
  const pbx = (ring_time: number) =>
    buildLive([liveQueue({ id: 'x', number: '8000', fields: { ring_time } })]);

  test.each([
    ['written and known', true, true],
    ['known only', undefined, true],
    ['neither', undefined, false],
    ['written to be none, and none', false, false],
  ])('is not told of when it stays as it is: %s', (_what, written, known) => {
    expectNothing(plan(files(written), pbx(20), state(known)));
    const updated = plan(files(written), pbx(5), state(known));
    expect(lines(updated)).toEqual(['update queue.a ring_time:drift']);
    expect(updated.plan.diagnostics).toEqual([]);
  });

  test('is told of when its protection ends, once', () => {
    const work = plan(files(false), pbx(20), state(true));
    expect(work.plan.diagnostics.map(({ code }) => code)).toEqual(['CQ418']);
    expect(work.settled['queue.a']?.prevent_destroy).toBe(false);
    expectNothing(plan(files(false), pbx(20), state(false)));
  });
});

describe('the PBX’s own server', () => {
  const shown = { ipv4: '127.0.0.1', enabled: true };
  const pbx = buildLive([], [liveServer('i', 'internal', shown, true)]);
  const state = (applied: object) =>
    buildState({ 'server.internal': stateEntry('server', 'i', 'internal', { applied: { ...applied } }) });

  test.each([
    [shown],
    [{ enabled: true }],
    [{ ipv4: '127.0.0.1' }],
    [{ name: 'internal', ipv4: '127.0.0.1' }],
    [{}],
  ])('with no difference is no refusal: %j', (fields) => {
    const desired = buildDesired({ servers: { internal: { fields } } });
    expectNothing(plan(desired, pbx, state(fields)));
    const adopted = plan(desired, pbx);
    expect([lines(adopted), adopted.refusals]).toEqual([['adopt server.internal'], []]);
    const options = { targets: [], excludes: [], destroy: false };
    const drift = planDrift({ target: TARGET, desired, live: pbx, state: state(fields), options });
    expect(drift.changes).toEqual([]);
  });

  test('is not destroyed by anything, and not told of where no file names it', () => {
    for (const unmanaged of ['report', 'ignore', 'destroy'] as const)
      expectNothing(plan(buildDesired({ policy: { unmanaged } }), pbx));
    expectNothing(plan(buildDesired({}), pbx, null, { destroy: true }));
  });
});

describe('a server of ours that shows no address of a kind', () => {
  const files = (fields: JsonObject) => buildDesired({ servers: { edge: { fields } } });
  const pbx = buildLive([], [liveServer('s', 'edge', { ipv4: '192.0.2.1' })]);
  const state = buildState({
    'server.edge': stateEntry('server', 's', 'edge', { applied: { ipv4: '192.0.2.1' } }),
  });

  test('is as it should be where the files write none', () => {
    expectNothing(plan(files({ ipv4: '192.0.2.1' }), pbx, state));
  });

  test('is replaced where they do: only of the PBX’s own server may it be hidden', () => {
    const work = plan(files({ ipv4: '192.0.2.1', ipv6: '2001:db8::1' }), pbx, state);
    expect(lines(work)).toEqual(['replace server.edge ipv6:config']);
    const own = buildLive([], [liveServer('s', 'edge', { ipv4: '192.0.2.1' }, true)]);
    const hidden = plan(files({ ipv4: '192.0.2.1', ipv6: '2001:db8::1' }), own, state);
    expect([lines(hidden), hidden.refusals]).toEqual([[], []]);
  });
});
