/** Each rule of planning in a small case: which action, which fields, which cause, what is refused. */

import { describe, expect, test } from 'vitest';
import type { EmptyPlace, Policy } from '../../../src/model/desired.ts';
import { objectsOfKind } from '../../../src/model/live.ts';
import type { PlannedWork } from '../../../src/model/plan.ts';
import type { StateResource } from '../../../src/model/state.ts';
import { planDrift } from '../../../src/plan/drift.ts';
import { isSelected } from '../../../src/plan/select.ts';
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

/** `update queue.a ring_time:config`, one line a change. */
function lines({ plan: { changes } }: PlannedWork): string[] {
  return changes.map(({ action, address, fields }) =>
    [action, address, ...fields.map(({ path, cause }) => `${path}:${cause}`)].join(' '),
  );
}

const managed = (id: string, number: string, applied = {}) => stateEntry('queue', id, number, { applied });

describe('which object is which', () => {
  test('nothing there: create, the agents after their queue', () => {
    const desired = buildDesired({
      queues: { a: { number: '8000', agents: [{ extension_number: '2001' }] } },
    });
    const work = plan(desired, buildLive([]));
    expect(work.plan.changes.map((change) => [change.action, change.address])).toEqual([
      ['create', 'queue.a'],
      ['create', 'agents.a'],
    ]);
    expect(work.steps[1]?.dependsOn).toEqual(['queue.a']);
    expect(work.plan.changes[0]?.fields.map((field) => [field.path, field.after])).toEqual([
      ['name', 'a'],
      ['polling_strategy', 'RING_SIMULTANEOUSLY'],
      ['extension_number', '8000'],
    ]);
  });

  test('found by its number and not in state: adopted, what is not written left alone', () => {
    const desired = buildDesired({ queues: { a: { number: '8000', fields: { ring_time: 30 } } } });
    const work = plan(
      desired,
      buildLive([liveQueue({ id: 'x', number: '8000', fields: { ring_time: 20 } })]),
    );
    expect(lines(work)).toEqual(['adopt queue.a ring_time:config']);
    expect(work.plan.changes[0]).toMatchObject({ id: 'x', key: '8000' });
  });

  test('a key renamed: one move, no field, though the default name would be another', () => {
    const desired = buildDesired({
      queues: { b: { number: '8000', agents: [{ extension_number: '2001' }] } },
    });
    const live = buildLive([liveQueue({ id: 'x', number: '8000', agents: [{ extension_number: '2001' }] })]);
    const state = buildState({
      'queue.a': managed('x', '8000', { extension_number: '8000' }),
      'agents.a': stateEntry('agents', 'x', '8000', { applied: { items: [{ extension_number: '2001' }] } }),
    });
    const work = plan(desired, live, state);
    expect(lines(work)).toEqual(['move queue.b']);
    expect(work.plan.changes[0]?.previous_address).toBe('queue.a');
    const after = applyInMemory(work, { live, state });
    expect(Object.keys(after.state.resources).sort()).toEqual(['agents.b', 'queue.b']);
    expect(lines(plan(desired, after.live, after.state))).toEqual([]);
  });

  test('the same by a moved block, also when the number changes at once', () => {
    const live = buildLive([liveQueue({ id: 'x', number: '8000' })]);
    const state = buildState({ 'queue.a': managed('x', '8000') });
    const moved = { moved: [['queue.a', 'queue.b']] as ['queue.a', 'queue.b'][] };
    expect(lines(plan(buildDesired({ ...moved, queues: { b: { number: '8000' } } }), live, state))).toEqual([
      'move queue.b',
    ]);
    expect(lines(plan(buildDesired({ ...moved, queues: { b: { number: '8009' } } }), live, state))).toEqual([
      'replace queue.b extension_number:config',
    ]);
  });

  test('names exchanged by moved blocks: two moves, nothing sent, and nothing to do afterwards', () => {
    const list = [{ extension_number: '2001' }];
    const desired = buildDesired({
      moved: [
        ['queue.a', 'queue.b'],
        ['queue.b', 'queue.a'],
      ],
      queues: { a: { number: '8001' }, b: { number: '8000', agents: list } },
    });
    const live = buildLive([
      liveQueue({ id: 'x', number: '8000', agents: list }),
      liveQueue({ id: 'y', number: '8001' }),
    ]);
    const state = buildState({
      'queue.a': managed('x', '8000', { extension_number: '8000' }),
      'agents.a': stateEntry('agents', 'x', '8000', { applied: { items: list } }),
      'queue.b': managed('y', '8001', { extension_number: '8001' }),
    });
    const work = plan(desired, live, state);
    expect(lines(work)).toEqual(['move queue.a', 'move queue.b']);
    expect(work.refusals).toEqual([]);
    const after = applyInMemory(work, { live, state });
    expect(Object.keys(after.state.resources).sort()).toEqual(['agents.b', 'queue.a', 'queue.b']);
    const half = plan(desired, live, state, { targets: ['queue.a'] });
    expect(lines(half)).toEqual(['move queue.a', 'move queue.b']);
    expect(plan(desired, live, state, { excludes: ['queue.a'] }).refusals).toMatchObject([{ code: 'CQ419' }]);
    expect(lines(plan(desired, after.live, after.state))).toEqual([]);
  });

  test('numbers swapped: both replaced, the old objects gone before either number is needed', () => {
    const desired = buildDesired({
      queues: { a: { number: '8001', fields: { name: 'A' } }, b: { number: '8000', fields: { name: 'B' } } },
    });
    const live = buildLive([
      liveQueue({ id: 'x', number: '8000', fields: { name: 'A' } }),
      liveQueue({ id: 'y', number: '8001', fields: { name: 'B' } }),
    ]);
    const state = buildState({
      'queue.a': managed('x', '8000', { name: 'A' }),
      'queue.b': managed('y', '8001', { name: 'B' }),
    });
    const work = plan(desired, live, state);
    expect(lines(work)).toEqual([
      'replace queue.a extension_number:config',
      'replace queue.b extension_number:config',
    ]);
    expect(
      work.steps.map(({ change, dependsOn, clears, isCleared }) => [
        change.address,
        dependsOn,
        clears?.map(({ live }) => live.id) ?? [],
        isCleared === true,
      ]),
    ).toEqual([
      ['queue.a', [], ['y'], false],
      ['queue.b', ['queue.a'], [], true],
    ]);
    const after = applyInMemory(work, { live, state });
    expect(lines(plan(desired, after.live, after.state))).toEqual([]);
  });

  test('an existing key that takes the number of a vanished one is replaced after that is destroyed', () => {
    const desired = buildDesired({ queues: { a: { number: '8001' } } });
    const live = buildLive([liveQueue({ id: 'x', number: '8000' }), liveQueue({ id: 'y', number: '8001' })]);
    const state = buildState({ 'queue.a': managed('x', '8000'), 'queue.b': managed('y', '8001') });
    const work = plan(desired, live, state);
    expect(lines(work)).toEqual(['destroy queue.b', 'replace queue.a extension_number:config']);
    expect(work.steps.map(({ change, dependsOn }) => [change.address, dependsOn])).toEqual([
      ['queue.b', []],
      ['queue.a', ['queue.b']],
    ]);
  });

  test('keys passed on, one of them new: moves, and nothing is sent', () => {
    const desired = buildDesired({ queues: { a: { number: '8001' }, c: { number: '8000' } } });
    const live = buildLive([liveQueue({ id: 'x', number: '8000' }), liveQueue({ id: 'y', number: '8001' })]);
    const state = buildState({ 'queue.a': managed('x', '8000'), 'queue.b': managed('y', '8001') });
    const work = plan(desired, live, state);
    expect(lines(work)).toEqual(['move queue.a', 'move queue.c']);
    const after = applyInMemory(work, { live, state });
    expect(lines(plan(desired, after.live, after.state))).toEqual([]);
  });

  test('numbers passed on in a chain end with every address once, and converge', () => {
    const desired = buildDesired({ queues: { a: { number: '8001' }, b: { number: '8002' } } });
    const live = buildLive([liveQueue({ id: 'x', number: '8000' }), liveQueue({ id: 'y', number: '8001' })]);
    const state = buildState({ 'queue.a': managed('x', '8000'), 'queue.b': managed('y', '8001') });
    const work = plan(desired, live, state);
    expect(new Set(work.plan.changes.map((change) => change.address)).size).toBe(work.plan.changes.length);
    const after = applyInMemory(work, { live, state });
    expect(
      objectsOfKind(after.live, 'queue')
        .map((queue) => queue.key)
        .sort(),
    ).toEqual(['8001', '8002']);
    expect(lines(plan(desired, after.live, after.state))).toEqual([]);
  });

  test('an id that state knows under another number is not trusted', () => {
    const desired = buildDesired({ queues: {} });
    const live = buildLive([liveQueue({ id: 'x', number: '9999' })]);
    const work = plan(desired, live, buildState({ 'queue.a': managed('x', '8000') }));
    expect(lines(work)).toEqual([]);
    expect(work.dropped).toEqual(['queue.a']);
    expect(work.plan.unmanaged).toHaveLength(1);
  });

  test('a new number replaces the queue and its agents', () => {
    const agents = [{ extension_number: '2001' }];
    const desired = buildDesired({ queues: { a: { number: '8001', agents } } });
    const live = buildLive([liveQueue({ id: 'x', number: '8000', agents })]);
    const state = buildState({
      'queue.a': managed('x', '8000'),
      'agents.a': stateEntry('agents', 'x', '8000', { applied: { items: agents } }),
    });
    const work = plan(desired, live, state);
    expect(lines(work)).toEqual(['replace queue.a extension_number:config', 'replace agents.a items:config']);
    expect(work.plan.changes[0]?.reason).toEqual({ type: 'cannot_update', fields: ['extension_number'] });
  });

  test('a number that somebody else has is not taken over in exchange for an own object', () => {
    const desired = buildDesired({ queues: { a: { number: '8001' } } });
    const live = buildLive([liveQueue({ id: 'x', number: '8000' }), liveQueue({ id: 'f', number: '8001' })]);
    const work = plan(desired, live, buildState({ 'queue.a': managed('x', '8000') }));
    expect(work.refusals.map((refusal) => refusal.code)).toEqual(['CQ404']);
    expect(lines(work)).toEqual([]);
  });

  test('deleted on the PBX: made again, as drift', () => {
    const desired = buildDesired({ queues: { a: { number: '8000', agents: [] } } });
    const work = plan(desired, buildLive([]), buildState({ 'queue.a': managed('x', '8000') }));
    expect(work.plan.changes[0]).toMatchObject({ action: 'create', reason: { type: 'deleted_on_pbx' } });
    expect(work.plan.changes.every((change) => change.fields.every((field) => field.cause === 'drift'))).toBe(
      true,
    );
  });
});

describe('which fields differ', () => {
  const live = (fields: object) =>
    buildLive([liveQueue({ id: 'x', number: '8000', fields: fields as never })]);
  const state = (applied: object) => buildState({ 'queue.a': managed('x', '8000', applied) });
  const desired = (fields: object, more = {}) =>
    buildDesired({ queues: { a: { number: '8000', fields: fields as never, ...more } } });

  test('the cause is the file, or the PBX', () => {
    expect(
      lines(plan(desired({ ring_time: 30 }), live({ ring_time: 20 }), state({ ring_time: 20 }))),
    ).toEqual(['update queue.a ring_time:config']);
    expect(
      lines(plan(desired({ ring_time: 20 }), live({ ring_time: 45 }), state({ ring_time: 20 }))),
    ).toEqual(['update queue.a ring_time:drift']);
    expect(
      lines(plan(desired({ ring_time: 30 }), live({ ring_time: 45 }), state({ ring_time: 20 }))),
    ).toEqual(['update queue.a ring_time:config']);
  });

  test('another spelling is no difference', () => {
    const fields = { language: 'en-us', no_answer_forward_rule: { action: 'HANGUP' } };
    const has = { language: 'en-US', no_answer_forward_rule: { action: 'HANGUP', number: null } };
    expect(lines(plan(desired(fields), live(has), state(fields)))).toEqual([]);
    const server = buildDesired({ servers: { s: { fields: { ipv6: '2001:DB8:0::10' } } } });
    const servers = [liveServer('s', 's', { ipv6: '2001:db8::10' })];
    expect(
      lines(plan(server, buildLive([], servers), buildState({ 'server.s': stateEntry('server', 's', 's') }))),
    ).toEqual([]);
  });

  test('ignored fields and unwritten ones are left alone; extra fields are compared', () => {
    const ignored = desired({ ring_time: 30 }, { lifecycle: { ignoreChanges: ['ring_time'] } });
    expect(lines(plan(ignored, live({ ring_time: 20 }), state({})))).toEqual([]);
    expect(lines(plan(desired({}), live({ ring_time: 99 }), state({ ring_time: 20 })))).toEqual([]);
    const extra = desired({}, { extra: { wrap_up_time: 30 } });
    expect(lines(plan(extra, live({ wrap_up_time: 10 }), state({})))).toEqual([
      'update queue.a wrap_up_time:config',
    ]);
  });

  test('what already holds is written down without a step, and once', () => {
    const work = plan(desired({ ring_time: 20 }), live({ ring_time: 20 }), state({}));
    expect(lines(work)).toEqual([]);
    const applied = { extension_number: '8000', ring_time: 20 };
    expect(work.settled['queue.a']?.applied).toEqual(applied);
    const again = plan(desired({ ring_time: 20 }), live({ ring_time: 20 }), state(applied));
    expect([lines(again), again.settled]).toEqual([[], {}]);
  });
});

describe('the cause of a create', () => {
  const state = buildState({ 'queue.a': managed('x', '8000') });

  test('is drift when the object is gone from the PBX', () => {
    const desired = buildDesired({ queues: { a: { number: '8000' } } });
    const [change] = plan(desired, buildLive([]), state).plan.changes;
    expect(change).toMatchObject({ action: 'create', reason: { type: 'deleted_on_pbx' } });
    expect(new Set(change?.fields.map(({ cause }) => cause))).toEqual(new Set(['drift']));
  });

  test('is the config when the files gave its object to another key', () => {
    const agents = [{ extension_number: '2001' }];
    const desired = buildDesired({ queues: { a: { number: '8005', agents }, n: { number: '8000' } } });
    const { changes } = plan(desired, buildLive([liveQueue({ id: 'x', number: '8000' })]), state).plan;
    expect(changes.map(({ action, address, reason }) => [action, address, reason])).toEqual([
      ['create', 'queue.a', null],
      ['create', 'agents.a', null],
      ['move', 'queue.n', { type: 'moved', from: 'queue.a' }],
    ]);
    expect(changes.flatMap(({ fields }) => fields.map(({ cause }) => cause))).not.toContain('drift');
  });
});

describe('agents', () => {
  const list = (...numbers: string[]) => numbers.map((extension_number) => ({ extension_number }));
  const run = (strategy: string, wanted: object[], has: object[], applied: object[] = has) =>
    lines(
      plan(
        buildDesired({
          queues: { a: { number: '8000', fields: { polling_strategy: strategy }, agents: wanted as never } },
        }),
        buildLive([
          liveQueue({
            id: 'x',
            number: '8000',
            fields: { polling_strategy: strategy },
            agents: has as never,
          }),
        ]),
        buildState({
          'queue.a': managed('x', '8000', { polling_strategy: strategy }),
          'agents.a': stateEntry('agents', 'x', '8000', { applied: { items: applied as never } }),
        }),
      ),
    );

  test('order counts for the strategies that follow it', () => {
    expect(run('CYCLIC_HUNT', list('1', '2'), list('2', '1'))).toEqual([]);
    expect(run('PRIORITIZED_HUNT', list('1', '2'), list('2', '1'))).toEqual(['update agents.a items:config']);
    expect(run('SKILL_BASED_ROUTING_PRIORITIZED_HUNT', list('1', '2'), list('2', '1'))).toEqual([
      'update agents.a items:config',
    ]);
  });

  test('levels count for the strategies that go by them, 1 where none is written', () => {
    const has = [{ extension_number: '1', skill_level: 3 }];
    expect(run('CYCLIC_HUNT', list('1'), has)).toEqual([]);
    expect(run('SKILL_BASED_ROUTING_CYCLIC_HUNT', list('1'), has)).toEqual(['update agents.a items:config']);
    expect(
      run('SKILL_BASED_ROUTING_CYCLIC_HUNT', list('1'), [{ extension_number: '1', skill_level: 1 }]),
    ).toEqual([]);
  });

  test('a list changed by hand is drift', () => {
    expect(run('CYCLIC_HUNT', list('1', '2'), list('1'), list('2', '1'))).toEqual([
      'update agents.a items:drift',
    ]);
  });

  test('a key that is gone leaves the list alone and stops managing it', () => {
    const work = plan(
      buildDesired({ queues: { a: { number: '8000' } } }),
      buildLive([liveQueue({ id: 'x', number: '8000', agents: list('1') })]),
      buildState({ 'queue.a': managed('x', '8000'), 'agents.a': stateEntry('agents', 'x', '8000') }),
    );
    expect(lines(work)).toEqual([]);
    expect(work.plan.forgotten).toEqual(['agents.a']);
  });

  test('removing everybody is warned of', () => {
    const work = plan(
      buildDesired({ queues: { a: { number: '8000', agents: [] } } }),
      buildLive([liveQueue({ id: 'x', number: '8000', agents: list('1', '2') })]),
    );
    expect(work.plan.diagnostics.map((each) => each.code)).toEqual(['CQ407']);
  });
});

describe('what nobody names', () => {
  const live = buildLive(
    [liveQueue({ id: 'x', number: '8000' }), liveQueue({ id: 'f', number: '8100' })],
    [liveServer('i', 'internal', {}, true)],
  );
  const state = buildState({ 'queue.old': managed('x', '8000') });

  test('ours is destroyed, others are reported', () => {
    const work = plan(buildDesired({}), live, state);
    expect(lines(work)).toEqual(['destroy queue.old']);
    expect(work.plan.unmanaged.map((each) => each.key)).toEqual(['8100']);
  });

  test('removed: left on the PBX, whatever the policy', () => {
    const desired = buildDesired({ removed: ['queue.old'] });
    expect(plan(desired, live, state).plan).toMatchObject({ changes: [], forgotten: ['queue.old'] });
    const strict = plan(
      buildDesired({ removed: ['queue.old'], policy: { unmanaged: 'destroy' } }),
      live,
      state,
    );
    expect(lines(strict)).toEqual(['destroy queue.8100']);
  });

  test.each(['report', 'destroy'] as const)(
    'removed under %s: safe while it is named, and never ours again',
    (first) => {
      const old = buildLive([liveQueue({ id: 'x', number: '8000' })]);
      const named = (unmanaged: Policy['unmanaged']) =>
        buildDesired({ removed: ['queue.old'], policy: { unmanaged } });
      const work = plan(named(first), old, state);
      expect(work.plan).toMatchObject({ changes: [], forgotten: ['queue.old'] });
      const after = applyInMemory(work, { live: old, state });
      expect(after.state).toMatchObject({ resources: {}, released: { 'queue.old': '8000' } });
      const again = plan(named('destroy'), old, after.state);
      expect(again.plan).toMatchObject({ changes: [], unmanaged: [{ key: '8000' }] });
      expect(again.plan.forgotten).toBeUndefined();
      const unnamed = plan(buildDesired({}), old, after.state);
      expect(unnamed.plan).toMatchObject({ changes: [], unmanaged: [{ key: '8000' }] });
      expect(applyInMemory(unnamed, after).state).not.toHaveProperty('released');
      expect(lines(plan(buildDesired({ policy: { unmanaged: 'destroy' } }), old, after.state))).toEqual([
        'destroy queue.8000',
      ]);
    },
  );

  test('under the policy destroy, others go too, but never the INTERNAL server', () => {
    expect(lines(plan(buildDesired({ policy: { unmanaged: 'destroy' } }), live, state))).toEqual([
      'destroy queue.8100',
      'destroy queue.old',
    ]);
  });

  test('under the policy destroy, what is found by its number or name is adopted and stays', () => {
    const servers = [liveServer('e', 'edge', { ipv4: '192.0.2.1' })];
    const desired = buildDesired({
      policy: { unmanaged: 'destroy' },
      queues: { a: { number: '8000' } },
      servers: { edge: { fields: { ipv4: '192.0.2.1' } } },
    });
    const work = plan(desired, buildLive([liveQueue({ id: 'x', number: '8000' })], servers));
    expect(lines(work)).toEqual(['adopt server.edge', 'adopt queue.a']);
    expect(work.plan.unmanaged).toEqual([]);
  });

  test('an object that two entries of state claim is one, and destroyed once', () => {
    const twice = buildState({ 'queue.old': managed('x', '8000'), 'queue.older': managed('x', '8000') });
    expect(lines(plan(buildDesired({}), live, twice))).toEqual(['destroy queue.old']);
    expect(lines(plan(buildDesired({ queues: { older: { number: '8000' } } }), live, twice))).toEqual([
      'move queue.older',
    ]);
  });

  test('destroy asked for: all that is ours, nothing else', () => {
    const desired = buildDesired({ queues: { old: { number: '8000' }, fresh: { number: '8001' } } });
    expect(lines(plan(desired, live, state, { destroy: true }))).toEqual(['destroy queue.old']);
    const strict = buildDesired({ policy: { unmanaged: 'destroy' } });
    expect(lines(plan(strict, live, state, { destroy: true }))).toEqual(['destroy queue.old']);
  });

  test('under the policy ignore, nothing is said of others', () => {
    const work = plan(buildDesired({ policy: { unmanaged: 'ignore' } }), live, state);
    expect(work.plan).toMatchObject({ changes: [{ address: 'queue.old' }], unmanaged: [] });
  });

  test('what no file names goes under an address that nothing else has', () => {
    const numbers = ['8000', '8100', '8101'];
    const crowd = buildLive(
      numbers.map((number) => liveQueue({ id: `q${number}`, number })),
      ['s', 't', 'u'].map((id) => liveServer(id, 'twin', {})),
    );
    const known = buildState({
      'queue.8100': managed('q8000', '8000'),
      'server.twin': stateEntry('server', 's', 'twin'),
    });
    const desired = buildDesired({
      policy: { unmanaged: 'destroy' },
      queues: { '8101': { number: '8001' } },
    });
    expect(lines(plan(desired, crowd, known)).filter((line) => line.startsWith('destroy'))).toEqual([
      'destroy server.twin',
      'destroy server.twin-2',
      'destroy server.twin-3',
      'destroy queue.8100',
      'destroy queue.8100-2',
      'destroy queue.8101-2',
    ]);
  });

  test('others are listed in one order, whatever that of the PBX', () => {
    const queues = [liveQueue({ id: 'g', number: '8200' }), liveQueue({ id: 'f', number: '8100' })];
    const servers = [liveServer('s', 'b', {}), liveServer('t', 'a', {})];
    const { unmanaged } = plan(buildDesired({}), buildLive(queues, servers)).plan;
    expect(unmanaged.map(({ kind, key }) => `${kind} ${key}`)).toEqual([
      'server a',
      'server b',
      'queue 8100',
      'queue 8200',
    ]);
  });
});

describe('refusals', () => {
  const state = (more = {}) => buildState({ 'queue.a': stateEntry('queue', 'x', '8000', more) });
  const live = buildLive(
    [liveQueue({ id: 'x', number: '8000' })],
    [liveServer('i', 'internal', { ipv4: '127.0.0.1' }, true)],
  );
  const codes = (work: PlannedWork) => work.refusals.map((refusal) => refusal.code);

  test('prevent_destroy outlives its block', () => {
    const kept = state({ prevent_destroy: true });
    expect(codes(plan(buildDesired({}), live, kept))).toEqual(['CQ401']);
    expect(codes(plan(buildDesired({ queues: { a: { number: '8009' } } }), live, kept))).toEqual(['CQ401']);
    expect(codes(plan(buildDesired({}), live, kept, { destroy: true }))).toEqual(['CQ401']);
    const unsaid = plan(buildDesired({ queues: { a: { number: '8000' } } }), live, kept);
    expect(unsaid.settled['queue.a']?.prevent_destroy).toBe(true);
    const renamed = plan(buildDesired({ queues: { b: { number: '8000' } } }), live, kept);
    expect(renamed.steps[0]?.desired?.lifecycle.preventDestroy).toBe(true);
    expect(renamed.plan.diagnostics).toEqual([]);
  });

  test('prevent_destroy protects from the moment it is written until its end is applied', () => {
    const files = (number: string, preventDestroy: boolean) =>
      buildDesired({ queues: { a: { number, lifecycle: { preventDestroy } } } });
    expect(codes(plan(files('8009', true), live, state()))).toEqual(['CQ401']);
    expect(codes(plan(files('8009', false), live, state()))).toEqual([]);
    expect(codes(plan(files('8009', false), live, state({ prevent_destroy: true })))).toEqual(['CQ401']);
    expect(codes(plan(files('8000', true), live, state(), { destroy: true }))).toEqual(['CQ401']);
    expect(codes(plan(files('8000', false), live, state(), { destroy: true }))).toEqual([]);
  });

  test('prevent_destroy outlives an environment that is empty now, whatever the project says', () => {
    const spec = { number: '8000', lifecycle: { preventDestroy: false } };
    const desired = { ...buildDesired({ queues: { a: spec } }), empty: [{ file: 'cqctl.yaml' }] };
    const kept = state({ prevent_destroy: true, file: 'cqctl.yaml' });
    expect(plan(desired, live, kept).settled['queue.a']?.prevent_destroy).not.toBe(false);
    const elsewhere = state({ prevent_destroy: true, file: 'queues.yaml' });
    expect(plan(desired, live, elsewhere).settled['queue.a']?.prevent_destroy).toBe(false);
  });

  test('what an emptied place held is destroyed only where that is allowed', () => {
    const emptied = (place: EmptyPlace, file?: string) => {
      const known = state(file === undefined ? {} : { file });
      const desired = { ...buildDesired({}), empty: [place] };
      return {
        none: codes(plan(desired, live, known)),
        one: codes(plan(desired, live, known, { allowDestroys: 1 })),
      };
    };
    for (const place of [{}, { file: 'b.yaml' }, { file: 'b.yaml', kind: 'queue' as const }]) {
      expect(emptied(place, 'b.yaml')).toEqual({ none: ['CQ427'], one: [] });
      expect(emptied(place)).toEqual({ none: ['CQ427'], one: [] });
    }
    for (const place of [{ file: 'c.yaml' }, { file: 'b.yaml', kind: 'server' as const }])
      expect(emptied(place, 'b.yaml')).toEqual({ none: [], one: [] });
    const all = { ...buildDesired({}), empty: [{}] };
    expect(codes(plan(all, live, state(), { destroy: true }))).toEqual([]);
    const entry = (number: string) => stateEntry('queue', number, number);
    const three = buildState({ 'queue.a': entry('1'), 'queue.b': entry('2'), 'queue.c': entry('3') });
    const queues = buildLive(['1', '2', '3'].map((number) => liveQueue({ id: number, number })));
    expect(plan(all, queues, three).refusals[0]?.summary).toMatch(/ queue\.a and 2 more$/);
  });

  test('prevent_destroy ends when that is written, and the plan says so', () => {
    const spec = { number: '8000', lifecycle: { preventDestroy: false } };
    const lifted = plan(buildDesired({ queues: { a: spec } }), live, state({ prevent_destroy: true }));
    expect(lifted.settled['queue.a']?.prevent_destroy).toBe(false);
    expect(lifted.plan.diagnostics).toMatchObject([
      { code: 'CQ418', severity: 'warning', address: 'queue.a' },
    ]);
    expect(plan(buildDesired({ queues: { a: spec } }), live, state()).plan.diagnostics).toEqual([]);
  });

  test('a server that is not ours is not replaced: it is taken as it is, or not at all', () => {
    const pbx = buildLive([], [liveServer('e', 'edge', { ipv4: '192.0.2.1' })]);
    const files = (ipv4: string) => buildDesired({ servers: { edge: { fields: { ipv4 } } } });
    const refused = plan(files('192.0.2.2'), pbx);
    expect(codes(refused)).toEqual(['CQ426']);
    expect(refused.plan.changes).toEqual([]);
    expect(lines(plan(files('192.0.2.1'), pbx))).toEqual(['adopt server.edge']);
    const ours = buildState({ 'server.edge': stateEntry('server', 'e', 'edge') });
    expect(lines(plan(files('192.0.2.2'), pbx, ours))).toEqual(['replace server.edge ipv4:config']);
  });

  test('what is refused is not counted as unchanged', () => {
    const desired = buildDesired({ queues: { a: { number: '8001' }, b: { number: '8002' } } });
    const holders = new Map([['8002', { name: 'Ann', type: 'EXTENSION' }]]);
    const taken = liveQueue({ id: 'other', number: '8001' });
    const work = plan(desired, { ...buildLive([...objectsOfKind(live, 'queue'), taken]), holders }, state());
    expect(codes(work)).toEqual(['CQ404', 'CQ415']);
    expect(work.plan.summary.unchanged).toBe(0);
  });

  test('too many destroys, unless so many are allowed', () => {
    const numbers = Array.from({ length: 12 }, (_unused, index) => String(8000 + index));
    const many = buildLive(numbers.map((number) => liveQueue({ id: number, number })));
    const known = buildState(
      Object.fromEntries(numbers.map((number) => [`queue.q${number}`, managed(number, number)])),
    );
    expect(codes(plan(buildDesired({}), many, known))).toEqual(['CQ402']);
    expect(codes(plan(buildDesired({}), many, known, { allowDestroys: 12 }))).toEqual([]);
    expect(codes(plan(buildDesired({}), many, known, { destroy: true }))).toEqual([]);
    expect(codes(plan(buildDesired({ policy: { maxDestroys: { share: 0.5 } } }), many, known))).toEqual([
      'CQ402',
    ]);
    expect(codes(plan(buildDesired({ policy: { maxDestroys: { share: 1 } } }), many, known))).toEqual([]);
  });

  test('a share of next to nothing does not let all be destroyed that no file names', () => {
    const foreign = Array.from({ length: 11 }, (_unused, at) =>
      liveQueue({ id: `f${at}`, number: String(8100 + at) }),
    );
    const files = (maxDestroys: Policy['maxDestroys']) =>
      buildDesired({ policy: { unmanaged: 'destroy', maxDestroys } });
    const refusals = (maxDestroys: Policy['maxDestroys'], count: number) =>
      codes(plan(files(maxDestroys), buildLive(foreign.slice(0, count))));
    expect(refusals({ share: 1 }, 11)).toEqual(['CQ402']);
    expect(refusals({ share: 1 }, 10)).toEqual([]);
    expect(refusals({ count: 11 }, 11)).toEqual([]);
  });

  test('too many updates', () => {
    const desired = buildDesired({
      queues: { a: { number: '8000', fields: { ring_time: 9 } } },
      policy: { maxUpdates: { count: 0 } },
    });
    const [refusal] = plan(desired, live, state()).refusals;
    expect(refusal).toMatchObject({
      code: 'CQ403',
      summary: 'the plan updates 1, and 0 by policy.max_updates is allowed',
    });
  });

  test('queues that exist and change count once, with their agents; new ones do not', () => {
    const numbered = (count: number) => Array.from({ length: count }, (_unused, at) => String(8000 + at));
    const numbers = numbered(12);
    const livePbx = buildLive(
      numbers.map((number) => liveQueue({ id: `id-${number}`, number, fields: { ring_time: 5 } })),
    );
    const known = buildState(
      Object.fromEntries(
        numbers.map((number) => [`queue.q${number}`, stateEntry('queue', `id-${number}`, number)]),
      ),
    );
    const files = (changed: number, limit: Policy['maxChangedQueues']) =>
      buildDesired({
        queues: {
          ...Object.fromEntries(
            numbers.map((number, at) => [
              `q${number}`,
              { number, fields: { ring_time: at < changed ? 9 : 5 } },
            ]),
          ),
          fresh: { number: '9000', agents: [{ extension_number: '2001' }] },
        },
        policy: limit === undefined ? {} : { maxChangedQueues: limit },
      });
    const codesOf = (changed: number, limit?: Policy['maxChangedQueues']) =>
      codes(plan(files(changed, limit), livePbx, known));
    expect(codesOf(12)).toEqual([]);
    expect(codesOf(3, { share: 0.25 })).toEqual([]);
    expect(codesOf(4, { share: 0.25 })).toEqual(['CQ414']);
    expect(codesOf(1, { count: 0 })).toEqual(['CQ414']);
    expect(codesOf(0, { count: 0 })).toEqual([]);
    const none = { policy: { maxChangedQueues: { count: 0 } } };
    expect(codes(plan(buildDesired(none), live, state()))).toEqual(['CQ414']);
    expect(codes(plan(buildDesired(none), live, state(), { destroy: true }))).toEqual([]);
    const renamed = {
      ...none,
      queues: { b: { number: '8000' } },
      servers: { edge: { fields: { ipv4: '192.0.2.1' } } },
    };
    expect(codes(plan(buildDesired(renamed), live, state()))).toEqual([]);
    expect(plan(files(4, { share: 0.25 }), livePbx, known).refusals[0]?.summary).toBe(
      'the plan changes 4 queues, and 25% of 12 by policy.max_changed_queues is allowed',
    );
  });

  test('a number that something else of the PBX has is refused before anything is sent', () => {
    const desiredFiles = buildDesired({ queues: { a: { number: '8000' }, b: { number: '8001' } } });
    const holders = new Map([
      ['8000', { name: 'Ann', type: 'EXTENSION' }],
      ['8001', { name: 'made just now', type: 'CALL_QUEUE' }],
    ]);
    const { plan: made, refusals } = plan(desiredFiles, { ...buildLive([]), holders });
    expect(made.changes.map(({ address }) => address)).toEqual(['queue.b']);
    expect(refusals.map(({ code, summary }) => `${code} ${summary}`)).toEqual([
      'CQ415 queue.a is to have the number 8000, which the extension "Ann" on the PBX has',
    ]);
    const about = (targets: string[]) =>
      codes(plan(desiredFiles, { ...buildLive([]), holders }, null, { targets }));
    expect(about(['queue.a'])).toEqual(['CQ415']);
    expect(about(['queue.b'])).toEqual([]);
  });

  test('the INTERNAL server: only enabled', () => {
    const server = (fields: object) => buildDesired({ servers: { internal: { fields: fields as never } } });
    expect(lines(plan(server({ ipv4: '127.0.0.1', enabled: false }), live))).toEqual([
      'adopt server.internal enabled:config',
    ]);
    const refused = plan(server({ ipv4: '192.0.2.1' }), live);
    expect(codes(refused)).toEqual(['CQ405']);
    expect(refused.refusals[0]?.hint).toBe('write ipv4: "127.0.0.1", as the PBX has it');
    const known = buildState({ 'server.internal': stateEntry('server', 'i', 'internal') });
    expect(plan(buildDesired({}), live, known).plan).toMatchObject({
      changes: [],
      forgotten: ['server.internal'],
    });
  });

  test('the INTERNAL server of a PBX that shows no address of it takes any', () => {
    const bare = buildLive([], [liveServer('i', 'internal', { ipv4: null }, true)]);
    const desired = buildDesired({
      servers: { internal: { fields: { ipv4: '192.0.2.1', enabled: false } } },
    });
    const work = plan(desired, bare);
    expect(lines(work)).toEqual(['adopt server.internal enabled:config']);
    expect(work.refusals).toEqual([]);
    const after = applyInMemory(work, { live: bare, state: null });
    expect(lines(plan(desired, after.live, after.state))).toEqual([]);
    const extra = buildDesired({
      servers: { internal: { fields: { ipv6: '::1', name: 'internal' }, extra: { site: 1 } } },
    });
    expect(plan(extra, bare).refusals).toMatchObject([{ code: 'CQ405', hint: 'leave site out' }]);
  });
});

describe('targets', () => {
  const desired = buildDesired({
    queues: {
      a: { number: '8000', agents: [{ extension_number: '2001' }] },
      b: { number: '8001', agents: [{ extension_number: '2001' }] },
    },
  });

  test('a queue with its agents; the rest is left out and said to be', () => {
    const work = plan(desired, buildLive([]), null, { targets: ['queue.a'] });
    expect(work.plan.changes.map((change) => change.address)).toEqual(['queue.a', 'agents.a']);
    expect(work.plan.complete).toBe(false);
  });

  test('agents take their new queue in', () => {
    const work = plan(desired, buildLive([]), null, { targets: ['agents.b'] });
    expect(work.plan.changes.map((change) => change.address)).toEqual(['queue.b', 'agents.b']);
    expect(work.plan.diagnostics.map((each) => each.code)).toEqual(['CQ412']);
  });

  test('the queue of a chosen list stays as it is where the list does not wait for its update', () => {
    const agents = [{ extension_number: '2001' }];
    const desired = buildDesired({ queues: { a: { number: '8000', fields: { ring_time: 30 }, agents } } });
    const live = buildLive([liveQueue({ id: 'x', number: '8000', fields: { ring_time: 20 } })]);
    const state = buildState({ 'queue.a': managed('x', '8000', { ring_time: 20 }) });
    expect(lines(plan(desired, live, state))).toHaveLength(2);
    const { plan: some } = plan(desired, live, state, { targets: ['agents.a'] });
    expect(some.changes.map(({ address }) => address)).toEqual(['agents.a']);
  });

  test('excluded', () => {
    const work = plan(desired, buildLive([]), null, { excludes: ['queue.a'] });
    expect(work.plan.changes.map((change) => change.address)).toEqual(['queue.b', 'agents.b']);
  });

  const agents = [{ extension_number: '2001' }];
  const owned = (...numbers: string[]) => {
    const keys = ['a', 'b', 'c'];
    const entries = numbers.flatMap((number, at) => [
      [`queue.${keys[at]}`, managed(`id-${number}`, number)],
      [`agents.${keys[at]}`, stateEntry('agents', `id-${number}`, number, { applied: { items: agents } })],
    ]);
    return {
      live: buildLive(numbers.map((number) => liveQueue({ id: `id-${number}`, number, agents }))),
      state: buildState(Object.fromEntries(entries)),
    };
  };
  const numbered = (numbers: { [key: string]: string }) =>
    buildDesired({
      queues: Object.fromEntries(Object.entries(numbers).map(([key, number]) => [key, { number, agents }])),
    });
  const outline = ({ plan: { changes, diagnostics } }: PlannedWork) => ({
    changes: changes.map(({ action, address }) => `${action} ${address}`),
    codes: diagnostics.map(({ code, address }) => `${code} ${address}`),
  });

  test.each(['queue.a', 'queue.b', 'agents.b'])(
    '%s of two queues that swap their numbers: both, or neither',
    (target) => {
      const { live, state } = owned('8000', '8001');
      const swapped = numbered({ a: '8001', b: '8000' });
      const work = plan(swapped, live, state, { targets: [target] });
      expect(outline(work).changes).toEqual([
        'replace queue.a',
        'replace agents.a',
        'replace queue.b',
        'replace agents.b',
      ]);
      expect(work.plan.complete).toBe(true);
      expect(work.refusals).toEqual([]);
    },
  );

  test('any of a circle of three takes all of it in', () => {
    const { live, state } = owned('8000', '8001', '8002');
    const turned = numbered({ a: '8001', b: '8002', c: '8000' });
    for (const target of ['queue.a', 'queue.b', 'queue.c']) {
      const { changes } = outline(plan(turned, live, state, { targets: [target] }));
      expect(changes.filter((change) => change.startsWith('replace queue'))).toHaveLength(3);
      expect(changes.filter((change) => change.startsWith('replace agents'))).toHaveLength(3);
    }
  });

  test('a queue that is taken in to free its number keeps its agents', () => {
    const { live, state } = owned('8000', '8001');
    const work = plan(numbered({ a: '8001', b: '8002' }), live, state, { targets: ['queue.a'] });
    expect(outline(work)).toEqual({
      changes: ['replace queue.a', 'replace agents.a', 'replace queue.b', 'replace agents.b'],
      codes: ['CQ412 queue.b', 'CQ412 agents.b'],
    });
  });

  test('what is excluded is not taken in: the plan is refused', () => {
    const { live, state } = owned('8000', '8001');
    const freed = numbered({ b: '8000' });
    const work = plan(freed, live, state, { excludes: ['queue.a'] });
    expect(outline(work).changes).not.toContain('destroy queue.a');
    expect(work.refusals).toMatchObject([{ code: 'CQ419', address: 'queue.b' }]);
    const swapped = plan(numbered({ a: '8001', b: '8000' }), live, state, { excludes: ['queue.b'] });
    expect(swapped.refusals.map(({ code }) => code)).toEqual(['CQ419']);
    const emptied = plan(numbered({ a: '8005', b: '8001' }), live, state, { excludes: ['agents.a'] });
    expect(emptied.refusals.map(({ summary }) => summary)).toEqual([
      'queue.a is replaced, and without agents.a, which is excluded, it would have no agents afterwards',
    ]);
  });

  test('a number that stays taken, because what has it is refused, is not counted on', () => {
    const { live, state } = owned('8000', '8001');
    const foreign = liveQueue({ id: 'f', number: '8002' });
    const work = plan(
      numbered({ a: '8001', b: '8002' }),
      buildLive([...objectsOfKind(live, 'queue'), foreign]),
      state,
      {
        targets: ['queue.a'],
      },
    );
    expect(work.refusals.map(({ code, address }) => `${code} ${address}`)).toContain('CQ404 queue.a');
  });

  test('a list takes in its queue that is adopted, whose id the state does not know yet', () => {
    const { live } = owned('8000');
    const work = plan(numbered({ a: '8000' }), live, null, { targets: ['agents.a'] });
    expect(outline(work)).toEqual({ changes: ['adopt queue.a', 'adopt agents.a'], codes: ['CQ412 queue.a'] });
  });

  test('a list takes in its queue that moves, of which the state has another id', () => {
    const { live } = owned('8000');
    const state = buildState({
      'queue.b': stateEntry('queue', 'id-8000', '8000'),
      'queue.a': stateEntry('queue', 'gone', '8009'),
    });
    const files = buildDesired({ queues: { a: { number: '8000', agents, fields: { ring_time: 9 } } } });
    const work = plan(files, live, state, { targets: ['agents.a'] });
    expect(outline(work)).toEqual({
      changes: ['update queue.a', 'adopt agents.a'],
      codes: ['CQ412 queue.a'],
    });
  });

  test('state is left alone of what is left out', () => {
    const { live, state } = owned('8000', '8001', '8002');
    const entry = { ...(state.resources['queue.a'] as StateResource), prevent_destroy: true };
    const known = { ...state, resources: { ...state.resources, 'queue.a': entry } };
    const files = buildDesired({
      queues: {
        a: { number: '8000', agents, lifecycle: { preventDestroy: false } },
        b: { number: '8001', agents, fields: { ring_time: 9 } },
        cc: { number: '8002', agents },
      },
    });
    for (const options of [{ targets: ['queue.b'] }, { excludes: ['queue.a', 'queue.cc'] }]) {
      const work = plan(files, live, known, options);
      expect(outline(work)).toEqual({ changes: ['update queue.b'], codes: [] });
      expect(work.settled).toEqual({});
      expect(work.dropped).toEqual([]);
    }
    // The list would move with its queue, which is not asked for.
    const alone = plan(files, live, known, { targets: ['agents.cc'] });
    expect([alone.plan.changes, alone.settled, alone.dropped]).toEqual([[], {}, []]);
  });
});

describe('what a target takes along', () => {
  test('the destroy of what has its number', () => {
    const live = buildLive([liveQueue({ id: 'x', number: '8000' }), liveQueue({ id: 'y', number: '8001' })]);
    const state = buildState({ 'queue.a': managed('x', '8000'), 'queue.old': managed('y', '8001') });
    const desired = buildDesired({ queues: { a: { number: '8001' } } });
    const work = plan(desired, live, state, { targets: ['queue.a'] });
    expect(lines(work)).toEqual(['destroy queue.old', 'replace queue.a extension_number:config']);
    expect(work.refusals).toEqual([]);
  });

  test('not a new queue that it only forwards to', () => {
    const rule = { action: 'FORWARD_TO_NUMBER', number: '8001' };
    const desired = buildDesired({
      queues: { a: { number: '8000', fields: { no_answer_forward_rule: rule } }, b: { number: '8001' } },
    });
    const work = plan(desired, buildLive([]), null, { targets: ['queue.a'] });
    expect(work.steps.map(({ change }) => change.address)).toEqual(['queue.a']);
  });
});

test.each([
  [['queue.a'], [], ['queue.a', 'agents.a']],
  [['agents.a'], [], ['agents.a']],
  [['queue.b', 'server.e'], [], ['queue.b', 'server.e']],
  [['queue.*'], [], ['queue.a', 'agents.a', 'queue.b']],
  [['agents.*'], [], ['agents.a']],
  [['queue.*'], ['queue.a'], ['queue.b']],
  [[], ['agents.*', 'server.e'], ['queue.a', 'queue.b']],
  [[], [], ['queue.a', 'agents.a', 'queue.b', 'server.e']],
])('--target %j --exclude %j selects %j', (targets, excludes, selected) => {
  const all = ['queue.a', 'agents.a', 'queue.b', 'server.e'] as const;
  expect(all.filter((address) => isSelected(address, { targets, excludes }))).toEqual(selected);
});

describe('order', () => {
  test('a number is freed before it is used again', () => {
    const desired = buildDesired({
      queues: { fresh: { number: '8000' } },
      policy: { unmanaged: 'destroy' },
      removed: [],
    });
    const live = buildLive([liveQueue({ id: 'x', number: '8001' })]);
    const work = plan(desired, live);
    expect(work.steps.map((step) => step.change.address)).toEqual(['queue.8001', 'queue.fresh']);
  });

  test('a queue that is forwarded to is made first, but a circle is none', () => {
    const forward = (number: string) => ({ no_answer_forward_rule: { action: 'FORWARD_TO_NUMBER', number } });
    const work = plan(
      buildDesired({
        queues: {
          a: { number: '8000', fields: forward('8001') },
          b: { number: '8001', fields: forward('8000') },
        },
      }),
      buildLive([]),
    );
    expect(work.steps.map((step) => [step.change.address, step.dependsOn])).toEqual([
      ['queue.b', []],
      ['queue.a', ['queue.b']],
    ]);
  });
});

test('the order in which the PBX lists agents plays no part where order does not count', () => {
  const list = (...numbers: string[]) => numbers.map((extension_number) => ({ extension_number }));
  const made = (strategy: string, agents: { extension_number: string }[]) => {
    const fields = { polling_strategy: strategy };
    const desired = buildDesired({ queues: { a: { number: '8000', agents: list('2003') } } });
    const live = buildLive([liveQueue({ id: 'x', number: '8000', fields, agents })]);
    const { plan: planned, fingerprints } = plan(
      desired,
      live,
      buildState({ 'queue.a': managed('x', '8000') }),
    );
    return [planned.hash, fingerprints];
  };
  const [one, other] = [list('2001', '2002'), list('2002', '2001')];
  expect(made('CYCLIC_HUNT', one)).toEqual(made('CYCLIC_HUNT', other));
  expect(made('PRIORITIZED_HUNT', one)).not.toEqual(made('PRIORITIZED_HUNT', other));
});

describe('drift', () => {
  const options = { targets: [], excludes: [], destroy: false };

  test('is apart from config changes', () => {
    const desired = buildDesired({
      queues: { a: { number: '8000', fields: { ring_time: 30, sla_time: 5 } } },
    });
    const live = buildLive([liveQueue({ id: 'x', number: '8000', fields: { ring_time: 20, sla_time: 9 } })]);
    const state = buildState({ 'queue.a': managed('x', '8000', { ring_time: 20, sla_time: 5 }) });
    const drift = planDrift({ target: TARGET, desired, live, state, options });
    expect(drift.changes).toHaveLength(1);
    expect(drift.changes[0]?.fields).toEqual([{ path: 'sla_time', before: 9, after: 5, cause: 'drift' }]);
  });

  test('notices what was deleted, and nothing else when nothing was', () => {
    const desired = buildDesired({ queues: { a: { number: '8000' } } });
    const state = buildState({ 'queue.a': managed('x', '8000') });
    const gone = planDrift({ target: TARGET, desired, live: buildLive([]), state, options });
    expect(gone.changes.map((change) => change.action)).toEqual(['create']);
    const live = buildLive([liveQueue({ id: 'x', number: '8000' }), liveQueue({ id: 'f', number: '8100' })]);
    expect(planDrift({ target: TARGET, desired, live, state, options }).changes).toEqual([]);
  });
});
