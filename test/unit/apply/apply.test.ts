/** Apply against the embedded PBX in process, with real state on disk: every action, what fails, what is skipped. */

import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PbxClient } from '../../../src/api/calls.ts';
import { createClient } from '../../../src/api/client.ts';
import { readLive } from '../../../src/api/live.ts';
import { applyPlan } from '../../../src/apply/apply.ts';
import type { ApplyOptions } from '../../../src/apply/options.ts';
import { AGENTS } from '../../../src/kinds/agents.ts';
import { QUEUE } from '../../../src/kinds/queue.ts';
import type { Desired, DesiredObject } from '../../../src/model/desired.ts';
import { StateError } from '../../../src/model/errors.ts';
import type { PlannedWork } from '../../../src/model/plan.ts';
import type { ApplyEvent } from '../../../src/model/step.ts';
import { createInProcessTransport } from '../../../src/pbx/in-process.ts';
import { liveNeeds } from '../../../src/plan/needs.ts';
import { type PlanOptions, planChanges } from '../../../src/plan/planner.ts';
import { openLocalStore } from '../../../src/state/local-store.ts';
import type { StateStore } from '../../../src/state/store.ts';
import { buildDesired, type DesiredSpec } from '../../support/builders.ts';
import { openTestPbx, type TestPbx } from '../pbx/open-test-pbx.ts';

const TARGET = 'embedded';
let folder = '';
let pbx: TestPbx;
let client: PbxClient;
let store: StateStore;
let events: ApplyEvent[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cqctl-apply-'));
  await open({});
  store = openLocalStore(join(folder, 'state.json'));
  events = [];
});
afterEach(async () => {
  await pbx.close();
  await rm(folder, { recursive: true, force: true });
});

async function open(options: Parameters<typeof openTestPbx>[0]): Promise<void> {
  await pbx?.close();
  pbx = await openTestPbx(options);
  client = createClient({
    transport: createInProcessTransport(pbx.pbx),
    credentials: { kind: 'none' },
    parallelism: 8,
    timeoutMs: 2000,
  });
}

async function planNow(desired: Desired, options: Partial<PlanOptions> = {}): Promise<PlannedWork> {
  const state = await store.read();
  const live = await readLive(client, liveNeeds(desired, state));
  return planChanges({
    target: TARGET,
    desired,
    live,
    state,
    options: { targets: [], excludes: [], destroy: false, ...options },
  });
}

async function carry(work: PlannedWork, options: Partial<ApplyOptions> = {}) {
  return applyPlan({
    work,
    client,
    store,
    state: await store.read(),
    target: TARGET,
    parallelism: 4,
    force: false,
    signal: new AbortController().signal,
    onEvent: (event) => events.push(event),
    ...options,
  });
}

async function apply(spec: DesiredSpec | Desired): Promise<void> {
  const desired = 'resources' in spec ? spec : buildDesired(spec);
  const work = await planNow(desired);
  expect(work.refusals).toEqual([]);
  const { results } = await carry(work);
  expect(results.filter((result) => result.status !== 'done')).toEqual([]);
  expect((await planNow(desired)).plan.changes).toEqual([]);
}

const agents = (...numbers: string[]) => numbers.map((extension_number) => ({ extension_number }));
const queueOf = async (number: string) =>
  client.get(QUEUE, String((await client.find(QUEUE, number))?.['id']));

describe('what is carried out', () => {
  test('create, update, adopt, replace, destroy, each ending in nothing to plan', async () => {
    const strategy = { polling_strategy: 'PRIORITIZED_HUNT' };
    await apply({
      servers: { 'edge-1': { fields: { ipv4: '192.0.2.10' } } },
      queues: {
        a: { number: '8000', fields: strategy, agents: agents('2001', '2002') },
        b: { number: '8001' },
      },
    });
    expect((await store.read())?.resources['queue.a']).toMatchObject({ key: '8000', applied: strategy });
    await apply({
      servers: { 'edge-1': { fields: { ipv4: '192.0.2.10', enabled: false } } },
      queues: {
        a: { number: '8000', fields: { ...strategy, ring_time: 33 }, agents: agents('2002', '2001') },
        b: { number: '8001' },
      },
    });
    const { items } = {
      items: await client.listItems(AGENTS, String((await client.find(QUEUE, '8000'))?.['id'])),
    };
    expect(items.map((agent) => agent['extension_number'])).toEqual(['2002', '2001']);
    await rm(join(folder, 'state.json'));
    await apply({ queues: { a: { number: '8000', fields: { ring_time: 34 } } } });
    await apply({ queues: { a: { number: '8005', agents: agents('2001') } } });
    expect(await client.find(QUEUE, '8000')).toBeUndefined();
    await apply({});
    expect(await client.find(QUEUE, '8005')).toBeUndefined();
    expect(await client.find(QUEUE, '8001')).toBeDefined();
    expect((await store.read())?.resources).toEqual({});
  });

  test('a pure move and what holds already are written down, once, without a request that writes', async () => {
    await apply({ queues: { a: { number: '8000', agents: agents('2001') } } });
    const serial = (await store.read())?.serial ?? 0;
    await apply({ queues: { b: { number: '8000', agents: agents('2001') } } });
    const moved = await store.read();
    expect(Object.keys(moved?.resources ?? {}).sort()).toEqual(['agents.b', 'queue.b']);
    expect(moved?.serial).toBeGreaterThan(serial);
    await carry(await planNow(buildDesired({ queues: { b: { number: '8000', agents: agents('2001') } } })));
    expect((await store.read())?.serial).toBe(moved?.serial);
  });

  test('an update keeps what a PBX that resets what is omitted would lose', async () => {
    await open({ updateMode: 'replace' });
    await client.create(QUEUE, {
      name: 'By hand',
      extension_number: '8000',
      polling_strategy: 'CYCLIC_HUNT',
      sla_time: 44,
      no_answer_forward_rule: { action: 'HANGUP' },
    });
    await apply({ queues: { a: { number: '8000', fields: { ring_time: 33 } } } });
    expect(await queueOf('8000')).toMatchObject({
      name: 'By hand',
      sla_time: 44,
      ring_time: 33,
      polling_strategy: 'CYCLIC_HUNT',
    });
    expect(events.filter((event) => event.type === 'warning')).toEqual([]);
  });

  test('unwritten levels stay where they do not count', async () => {
    await apply({
      queues: { a: { number: '8000', agents: [{ extension_number: '2001', skill_level: 7 }] } },
    });
    await apply({ queues: { a: { number: '8000', agents: agents('2001', '2002') } } });
    const id = String((await client.find(QUEUE, '8000'))?.['id']);
    expect((await client.listItems(AGENTS, id)).map((agent) => agent['skill_level'])).toEqual([7, 1]);
  });
});

describe('prompts', () => {
  const withPrompt = async (name: string, content: Buffer): Promise<Desired> => {
    const path = join(folder, name);
    await writeFile(path, content);
    const desired = buildDesired({ queues: { a: { number: '8000' }, b: { number: '8001' } } });
    const sha256 = createHash('sha256').update(content).digest('hex');
    const prompt = { written: `./${name}`, path, name, size: content.length, sha256 };
    for (const resource of desired.resources)
      (resource as DesiredObject).prompts = { moh_prompt_file_id: prompt };
    return desired;
  };

  test('are uploaded once for all queues, replaced when their content changes, and drift is put right', async () => {
    await apply(await withPrompt('hold.wav', Buffer.alloc(3000, 1)));
    expect((await client.listFiles()).items).toHaveLength(1);
    expect(await queueOf('8000')).toMatchObject({
      moh_prompt_file_name: 'hold.wav',
      moh_prompt_file_size: 3000,
    });
    const changed = await withPrompt('hold.wav', Buffer.alloc(3000, 2));
    await apply(changed);
    expect((await client.listFiles()).items).toHaveLength(2);
    const id = String((await queueOf('8000'))['id']);
    await pbx.send('POST', `/api/call_queues/${id}`, { moh_prompt_file_id: null });
    const drifted = await planNow(changed);
    expect(
      drifted.plan.changes.map((change) => change.fields.map(({ path, cause }) => [path, cause])),
    ).toEqual([[['moh_prompt_file', 'drift']]]);
    await apply(changed);
    expect(await queueOf('8000')).toMatchObject({ moh_prompt_file_name: 'hold.wav' });
  });

  test('that were set by hand survive an update of a PBX that resets what is omitted', async () => {
    await open({ updateMode: 'replace' });
    const path = join(folder, 'own.wav');
    const content = Buffer.alloc(10, 3);
    await writeFile(path, content);
    const sha256 = createHash('sha256').update(content).digest('hex');
    const fileId = await client.uploadFile({ name: 'own.wav', path, sha256, size: 10 });
    await client.create(QUEUE, {
      name: 'x',
      extension_number: '8000',
      polling_strategy: 'CYCLIC_HUNT',
      moh_prompt_file_id: fileId,
    });
    await apply({ queues: { a: { number: '8000', fields: { ring_time: 33 } } } });
    expect(await queueOf('8000')).toMatchObject({ moh_prompt_file_name: 'own.wav' });
  });
});

describe('what goes wrong', () => {
  test('a failed step skips what waits for it, names the code of the PBX, and the rest goes on', async () => {
    const desired = buildDesired({
      queues: {
        bad: { number: '8000', fields: { ring_time: 0 }, agents: agents('2001') },
        good: { number: '8001' },
      },
    });
    const { results, summary } = await carry(await planNow(desired));
    expect(results.map((result) => [result.address, result.status])).toEqual([
      ['queue.bad', 'failed'],
      ['agents.bad', 'skipped'],
      ['queue.good', 'done'],
    ]);
    expect(results[0]).toMatchObject({ error: { api_codes: ['VALIDATE_FAILED'] } });
    expect(summary).toEqual({ done: 1, unsaved: 0, failed: 1, skipped: 1 });
    expect(events.at(-1)?.type).toBe('summary');
  });

  test('somebody changed the field since the plan: left as it is', async () => {
    await apply({ queues: { a: { number: '8000', fields: { ring_time: 20 } } } });
    const work = await planNow(
      buildDesired({ queues: { a: { number: '8000', fields: { ring_time: 30 } } } }),
    );
    const id = String((await queueOf('8000'))['id']);
    await client.update(QUEUE, id, { ring_time: 25 });
    const { results } = await carry(work);
    expect(results[0]).toMatchObject({ status: 'failed', error: { code: 'CQ422' } });
    expect(await queueOf('8000')).toMatchObject({ ring_time: 25 });
    await client.update(QUEUE, id, { ring_time: 30 });
    expect((await carry(work)).summary.done).toBe(1);
  });

  test('a value that is not kept is named, and what was made is ours all the same', async () => {
    const forgetful: PbxClient = {
      ...client,
      get: async (kind, id) => ({ ...(await client.get(kind, id)), ring_time: 20 }),
    };
    const work = await planNow(
      buildDesired({ queues: { a: { number: '8000', fields: { ring_time: 30 } } } }),
    );
    const { results } = await carry(work, { client: forgetful, sleep: async () => undefined });
    expect(results[0]).toMatchObject({
      status: 'failed',
      error: { code: 'CQ420', message: expect.stringMatching(/ring_time: sent 30, kept 20/) },
    });
    expect((await store.read())?.resources['queue.a']).toMatchObject({ key: '8000' });
  });

  test('a state that cannot be saved stops the run and is kept aside', async () => {
    const work = await planNow(buildDesired({ queues: { a: { number: '8000' }, b: { number: '8001' } } }));
    const full: StateStore = {
      ...store,
      write: async () => {
        throw new Error('no space');
      },
    };
    await expect(
      carry(work, { store: { ...full, rescue: store.rescue }, parallelism: 1 }),
    ).resolves.toMatchObject({
      summary: { done: 0 },
    });
    expect(events.filter((event) => event.type === 'warning')).toMatchObject([
      { code: 'CQ604', message: expect.stringContaining('.unsaved') },
    ]);
    await apply({ queues: { a: { number: '8000' }, b: { number: '8001' } } });
  });

  test.each([0, 1, 3])(
    'a lock that is lost after %d steps begins no more, and is told once',
    async (kept) => {
      const names = ['a', 'b', 'c', 'd'];
      const queues = Object.fromEntries(
        names.map((name, at) => [name, { number: `800${at}`, agents: agents('2001') }]),
      );
      let asked = 0;
      const outcome = await carry(await planNow(buildDesired({ queues })), {
        parallelism: 1,
        checkLock: async () => {
          asked += 1;
          if (asked > kept) throw new StateError('this run has lost the lock', { code: 'CQ612' });
        },
      });
      expect(outcome).toMatchObject({
        isLocked: false,
        isSaved: true,
        summary: { done: kept, failed: 0, skipped: 8 - kept },
      });
      expect(events.filter(({ type }) => type === 'step_start')).toHaveLength(kept);
      expect(events.filter(({ type }) => type === 'warning')).toMatchObject([{ code: 'CQ612' }]);
      expect(Object.keys((await store.read())?.resources ?? {})).toHaveLength(kept);
    },
  );

  test('the lock is asked for before each step, and held it hinders none', async () => {
    const order: string[] = [];
    const work = await planNow(buildDesired({ queues: { a: { number: '8000' }, b: { number: '8001' } } }));
    const outcome = await carry(work, {
      parallelism: 1,
      checkLock: async () => void order.push('asked'),
      onEvent: ({ type }) => {
        if (type === 'step_start') order.push(type);
      },
    });
    expect(outcome).toMatchObject({ isLocked: true, summary: { done: 2 } });
    expect(order).toEqual(['asked', 'step_start', 'asked', 'step_start']);
  });

  test('an interrupt lets running steps finish and begins no more', async () => {
    const controller = new AbortController();
    const work = await planNow(buildDesired({ queues: { a: { number: '8000' }, b: { number: '8001' } } }));
    const { results, interrupted } = await carry(work, {
      parallelism: 1,
      signal: controller.signal,
      onEvent: (event) => {
        if (event.type === 'step_start') controller.abort();
      },
    });
    expect(interrupted).toBe(true);
    expect(results.map((result) => result.status)).toEqual(['done', 'skipped']);
  });
});
