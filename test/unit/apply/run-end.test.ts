/** How a run ends that cannot go on: what is counted as what, what is told once, and what the next run makes of it. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readLive } from '../../../src/api/live.ts';
import { applyPlan } from '../../../src/apply/apply.ts';
import type { ApplyOptions } from '../../../src/apply/options.ts';

import type { Kind } from '../../../src/kinds/kind.ts';
import { QUEUE } from '../../../src/kinds/queue.ts';
import { AbortedError, ApiError, LockError, StateError } from '../../../src/model/errors.ts';
import type { PlannedWork } from '../../../src/model/plan.ts';
import type { ApplyEvent, StepResult } from '../../../src/model/step.ts';
import { liveNeeds } from '../../../src/plan/needs.ts';
import { planChanges } from '../../../src/plan/planner.ts';
import { openLocalStore } from '../../../src/state/local-store.ts';
import type { StateStore } from '../../../src/state/store.ts';
import { buildDesired, type DesiredSpec, type QueueSpec } from '../../support/builders.ts';
import { FakePbx } from '../../support/fake-client.ts';

let folder = '';
let store: StateStore;
let pbx: FakePbx;
let events: ApplyEvent[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cqctl-end-'));
  store = openLocalStore(join(folder, 'state.json'));
  pbx = new FakePbx();
  events = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function planOf(spec: DesiredSpec): Promise<PlannedWork> {
  const desired = buildDesired({ policy: { maxDestroys: { count: 1000 } }, ...spec });
  const state = await store.read();
  const live = await readLive(pbx.client(), liveNeeds(desired, state));
  const options = { targets: [], excludes: [], destroy: false };
  return planChanges({ target: 'http://pbx.invalid', desired, live, state, options });
}

async function carry(spec: DesiredSpec, options: Partial<ApplyOptions> = {}) {
  const work = await planOf(spec);
  events = [];
  return applyPlan({
    work,
    client: pbx.client(),
    store,
    state: await store.read(),
    target: 'http://pbx.invalid',
    parallelism: 4,
    force: false,
    signal: new AbortController().signal,
    onEvent: (event) => events.push(event),
    sleep: () => new Promise((resolve) => setImmediate(resolve)),
    ...options,
  });
}

async function apply(spec: DesiredSpec): Promise<void> {
  const { results } = await carry(spec);
  expect(results.filter(({ status }) => status !== 'done')).toEqual([]);
  expect((await planOf(spec)).plan.changes).toEqual([]);
}

const AGENTS = [{ extension_number: '2001' }, { extension_number: '2002' }];

function many(count: number, more: Partial<QueueSpec> = {}): DesiredSpec {
  const specs = Array.from({ length: count }, (_unused, index): [string, QueueSpec] => [
    `q${index}`,
    { number: String(8000 + index), agents: AGENTS, ...more },
  ]);
  return { queues: Object.fromEntries(specs) };
}

/** A store that saves so many times. */
function fullAfter(writes: number): StateStore {
  let count = 0;
  return {
    ...store,
    async write(document) {
      if (++count > writes) {
        throw new StateError('cannot write the state: no space left on the disk', { code: 'CQ600' });
      }
      await store.write(document);
    },
  };
}

const stops = () => events.filter((event) => event.type === 'warning' && event.stops !== undefined);
const withStatus = (results: readonly StepResult[], status: StepResult['status']) =>
  results.filter((result) => result.status === status);

describe('a state that cannot be saved', () => {
  test.each([
    ['a destroy of 100', 0],
    ['a destroy of 100, from the second save on', 1],
  ])('in %s: what was carried out is unsaved, not failed; no more steps are begun', async (_what, saves) => {
    await apply(many(100));
    pbx.before = () => new Promise((resolve) => setTimeout(resolve, 5));
    const { results, summary, isSaved } = await carry({}, { store: fullAfter(saves) });
    const gone = 100 - pbx.queues.size;
    expect(gone).toBeGreaterThan(0);
    expect(gone).toBeLessThan(100);
    expect(isSaved).toBe(false);
    expect(summary.failed).toBe(0);
    expect(summary.done + summary.unsaved).toBe(gone);
    expect(summary.unsaved).toBeGreaterThan(0);
    expect(summary.done > 0).toBe(saves > 0);
    expect(summary.skipped).toBe(100 - gone);
    for (const result of withStatus(results, 'skipped')) expect(result).toMatchObject({ because: 'unsaved' });
    expect(events.filter(({ type }) => type === 'step_unsaved')).toHaveLength(summary.unsaved);
    expect(stops()).toMatchObject([
      { code: 'CQ604', stops: 'unsaved', message: expect.stringMatching(/no space left.*state push/) },
    ]);
    pbx.before = () => undefined;
    await apply({});
    expect(pbx.queues.size).toBe(0);
  });

  test('in a create of 300: every object that was made is counted as unsaved, and adopted by the next run', async () => {
    // The disk takes a small document and not a larger one.
    const { summary, results } = await carry(many(300), { store: fullAfter(1) });
    const withAgents = [...pbx.queues.values()].filter(({ agents }) => agents.length > 0).length;
    expect(summary.failed).toBe(0);
    expect(summary.done + summary.unsaved).toBe(pbx.queues.size + withAgents);
    expect(summary.done + summary.unsaved + summary.skipped).toBe(600);
    expect(summary.unsaved).toBeGreaterThan(0);
    expect(withStatus(results, 'unsaved')[0]).toMatchObject({ id: expect.stringMatching(/^id-/) });
    await apply(many(300));
    expect(pbx.queues.size).toBe(300);
    expect(pbx.callsOf('createQueue')).toHaveLength(300);
  });

  test('in a replace: the new object is made all the same, so that the number is not left without a queue', async () => {
    await apply(many(1));
    const renumbered = { queues: { q0: { number: '9000', agents: AGENTS } } };
    const { results } = await carry(renumbered, { store: fullAfter(0) });
    expect(results).toMatchObject([
      { address: 'queue.q0', status: 'unsaved' },
      { address: 'agents.q0', status: 'skipped', because: 'unsaved' },
    ]);
    expect(pbx.queue('8000')).toBeUndefined();
    expect(pbx.queue('9000')).toBeDefined();
    await apply(renumbered);
    expect(pbx.queues.size).toBe(1);
  });
});

describe('a field that the PBX does not keep', () => {
  /** A PBX that trims names. */
  const trimming = () => {
    const client = pbx.client();
    const trim = (body: object) => {
      const { name } = body as { name?: string };
      return (name === undefined ? body : { ...body, name: name.trim() }) as never;
    };
    return {
      ...client,
      create: (kind: Kind, body: object) => client.create(kind, trim(body)),
      update: (kind: Kind, id: string, body: object) => client.update(kind, id, trim(body)),
    };
  };
  const spec = (agents = AGENTS): DesiredSpec => ({
    queues: { a: { number: '8000', fields: { name: 'Support ' }, agents } },
  });
  const FAILED = {
    address: 'queue.a',
    status: 'failed',
    error: { code: 'CQ420', message: expect.stringContaining('name: sent "Support ", kept "Support"') },
  };

  test('fails the step of a new queue, which has its agents all the same', async () => {
    const { results, summary } = await carry(spec(), { client: trimming() });
    expect(results).toMatchObject([FAILED, { address: 'agents.a', status: 'done' }]);
    expect(summary).toEqual({ done: 1, unsaved: 0, failed: 1, skipped: 0 });
    expect(pbx.queue('8000')?.agents).toMatchObject(AGENTS);
    const again = await carry(spec(), { client: trimming() });
    expect(again.results).toMatchObject([FAILED]);
    expect(pbx.queue('8000')?.agents).toMatchObject(AGENTS);
    await apply({ queues: { a: { number: '8000', fields: { name: 'Support' }, agents: AGENTS } } });
  });

  test('fails the step of an update, and the list is set', async () => {
    await apply({ queues: { a: { number: '8000', fields: { name: 'Support' }, agents: AGENTS } } });
    const longer = [...AGENTS, { extension_number: '2003' }];
    const { results } = await carry(spec(longer), { client: trimming() });
    expect(results).toMatchObject([FAILED, { address: 'agents.a', status: 'done' }]);
    expect(pbx.queue('8000')?.agents).toMatchObject(longer);
  });

  test('does not keep back a queue that forwards to the new one, nor a queue that is made on a new number', async () => {
    const forward = { action: 'FORWARD_TO_NUMBER', number: '8000' };
    const { results } = await carry(
      {
        queues: {
          a: { number: '8000', fields: { name: 'Support ' }, agents: AGENTS },
          b: { number: '8001', fields: { no_answer_forward_rule: forward } },
        },
      },
      { client: trimming() },
    );
    expect(results).toMatchObject([FAILED, { status: 'done' }, { address: 'queue.b', status: 'done' }]);
  });

  test('that is refused in an update does not keep the list back either; one of a queue that is gone does', async () => {
    await apply(many(2));
    const changed = many(2, { fields: { ring_time: 5 }, agents: AGENTS.slice(1) });
    const client = pbx.client();
    const update = async (_kind: Kind, id: string): Promise<void> => {
      const status = id === pbx.queue('8000')?.fields['id'] ? 400 : 404;
      throw new ApiError('refused', failureOf(status), { code: 'CQ501' });
    };
    const { results } = await carry(changed, { client: { ...client, update } });
    expect(results.map(({ address, status }) => [address, status])).toEqual([
      ['queue.q0', 'failed'],
      ['agents.q0', 'done'],
      ['queue.q1', 'failed'],
      ['agents.q1', 'skipped'],
    ]);
    expect(pbx.queue('8000')?.agents).toMatchObject(AGENTS.slice(1));
  });
});

const failureOf = (status?: number) => ({
  method: 'POST',
  path: '/api/call_queues',
  ...(status === undefined ? {} : { status }),
  attempts: 6,
  unclear: false,
});

const unreached = (status?: number) =>
  new ApiError('cannot reach the PBX', failureOf(status), { code: status === undefined ? 'CQ502' : 'CQ503' });

describe('a PBX that is gone', () => {
  test.each([undefined, 502, 504])('(%s): five steps in a row are the end, told once', async (status) => {
    let writes = 0;
    pbx.before = () => {
      if (++writes > 30) throw unreached(status);
    };
    const { results, summary, interrupted } = await carry(many(120), { parallelism: 1 });
    expect(summary).toMatchObject({ unsaved: 0, failed: 5 });
    expect(summary.done + summary.skipped).toBe(235);
    expect(interrupted).toBe(false);
    expect(stops()).toMatchObject([
      { code: 'CQ430', stops: 'unreachable', message: expect.stringContaining('cannot reach the PBX') },
    ]);
    const ended = results.filter((result) => 'because' in result && result.because === 'unreachable');
    // The step that ended the run, and all that were not begun; a list whose queue failed says so.
    expect(withStatus(ended, 'failed')).toHaveLength(1);
    expect(withStatus(ended, 'skipped').length).toBeGreaterThan(190);
    pbx.before = () => undefined;
    await apply(many(120));
  });

  test('for four steps in a row, again and again, does not end the run', async () => {
    let count = 0;
    const client = {
      ...pbx.client(),
      create: async (_kind: Kind, body: object) => {
        if (++count % 5 !== 0) throw unreached();
        return pbx.client().create(QUEUE, body as never);
      },
    };
    const { summary } = await carry(many(50, { agents: undefined as never }), { client, parallelism: 1 });
    expect(summary).toEqual({ done: 10, unsaved: 0, failed: 40, skipped: 0 });
    expect(stops()).toEqual([]);
  });

  test.each([503, 500, 400])('is not one that answers %i', async (status) => {
    const client = {
      ...pbx.client(),
      create: async () => {
        throw unreached(status);
      },
    };
    const { summary } = await carry(many(12, { agents: undefined as never }), { client });
    expect(summary).toMatchObject({ failed: 12, skipped: 0 });
  });
});

describe('credentials that run out', () => {
  test('end the run with the first refusal: what runs ends, the rest is skipped, told once', async () => {
    await apply(many(200));
    let updates = 0;
    let refused = 0;
    pbx.before = async ({ name }) => {
      if (name !== 'updateQueue' || ++updates <= 10) return;
      refused++;
      await new Promise((resolve) => setImmediate(resolve));
      throw new ApiError('POST /api/call_queues/x: 401', failureOf(401), { code: 'CQ508' });
    };
    const { results, summary } = await carry(many(200, { fields: { ring_time: 5 } }), { parallelism: 4 });
    expect(refused).toBeLessThanOrEqual(4);
    expect(summary.failed).toBe(refused);
    expect(summary.done).toBe(200 - refused - summary.skipped);
    expect(summary.skipped).toBeGreaterThan(180);
    expect(stops()).toMatchObject([{ code: 'CQ431', stops: 'unauthorized' }]);
    for (const result of [...withStatus(results, 'failed'), ...withStatus(results, 'skipped')])
      expect(result).toMatchObject({ because: 'unauthorized' });
  });
});

describe('a lock that is lost', () => {
  test('is asked for before each step; then no more are begun', async () => {
    let asked = 0;
    const checkLock = async () => {
      if (++asked > 3)
        throw new LockError('the lock of the state is held by somebody else', undefined, { code: 'CQ610' });
    };
    const { summary, results } = await carry(many(20), { checkLock, parallelism: 1 });
    expect(summary).toMatchObject({ done: 3, failed: 0, skipped: 37 });
    expect(pbx.calls).toHaveLength(3);
    expect(stops()).toMatchObject([{ code: 'CQ610', stops: 'lock_lost' }]);
    expect(results.at(-1)).toMatchObject({ status: 'skipped', because: 'lock_lost' });
  });
});

test('a step that an interrupt ended while it waited counts as interrupted, not as a failure of its own', async () => {
  const controller = new AbortController();
  const client = {
    ...pbx.client(),
    create: async () => {
      controller.abort();
      throw new AbortedError();
    },
  };
  const { results, interrupted } = await carry(many(3), {
    client,
    signal: controller.signal,
    parallelism: 1,
  });
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
