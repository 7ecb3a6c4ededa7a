/** What apply sends, waits for, and writes down, step by step, against a PBX in memory that can lag, forget and reset. */

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readLive } from '../../../src/api/live.ts';
import { applyPlan } from '../../../src/apply/apply.ts';
import type { ApplyOptions } from '../../../src/apply/options.ts';
import { PATIENCE_MS } from '../../../src/apply/read-back.ts';
import type { Kind } from '../../../src/kinds/kind.ts';
import { QUEUE } from '../../../src/kinds/queue.ts';
import type { DesiredObject, DesiredPrompt } from '../../../src/model/desired.ts';
import { GateError, StateError } from '../../../src/model/errors.ts';
import type { PlannedWork } from '../../../src/model/plan.ts';
import type { ApplyEvent } from '../../../src/model/step.ts';
import { planDrift } from '../../../src/plan/drift.ts';
import { liveNeeds } from '../../../src/plan/needs.ts';
import { type PlanInput, type PlanOptions, planChanges } from '../../../src/plan/planner.ts';
import { openLocalStore } from '../../../src/state/local-store.ts';
import type { StateStore } from '../../../src/state/store.ts';
import { buildDesired, type DesiredSpec, type QueueSpec } from '../../support/builders.ts';
import { FakePbx, refuse } from '../../support/fake-client.ts';

const TARGET = 'http://pbx.invalid';
let folder = '';
let store: StateStore;
let pbx: FakePbx;
let events: ApplyEvent[] = [];
/** Goes on only while apply sleeps. */
let nowMs = 0;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cqctl-carry-'));
  store = openLocalStore(join(folder, 'state.json'));
  pbx = new FakePbx();
  events = [];
  nowMs = 0;
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function planOf(
  spec: DesiredSpec,
  prompts: { [key: string]: DesiredPrompt } = {},
  options: Partial<PlanOptions> = {},
  client = pbx.client(),
): Promise<PlannedWork> {
  return planChanges(await inputOf(spec, prompts, options, client));
}

async function inputOf(
  spec: DesiredSpec,
  prompts: { [key: string]: DesiredPrompt } = {},
  options: Partial<PlanOptions> = {},
  client = pbx.client(),
): Promise<PlanInput> {
  const desired = buildDesired(spec);
  for (const resource of desired.resources) {
    const prompt = prompts[resource.key];
    if (resource.kind === 'queue' && prompt !== undefined) {
      (resource as DesiredObject).prompts = { moh_prompt_file_id: prompt };
    }
  }
  const state = await store.read();
  const live = await readLive(client, liveNeeds(desired, state));
  return {
    target: TARGET,
    desired,
    live,
    state,
    options: { targets: [], excludes: [], destroy: false, ...options },
  };
}

async function carry(work: PlannedWork, options: Partial<ApplyOptions> = {}) {
  return applyPlan({
    work,
    client: pbx.client(),
    store,
    state: await store.read(),
    target: TARGET,
    parallelism: 4,
    force: false,
    signal: new AbortController().signal,
    onEvent: (event) => events.push(event),
    now: () => nowMs,
    sleep: async (ms, signal) => {
      if (signal?.aborted !== true) nowMs += ms;
      await new Promise((resolve) => setImmediate(resolve));
    },
    ...options,
  });
}

async function apply(spec: DesiredSpec, prompts: { [key: string]: DesiredPrompt } = {}): Promise<void> {
  const { results } = await carry(await planOf(spec, prompts));
  expect(results.filter(({ status }) => status !== 'done')).toEqual([]);
  expect((await planOf(spec, prompts)).plan.changes).toEqual([]);
}

const queues = (specs: { [key: string]: QueueSpec }): DesiredSpec => ({ queues: specs });
const stateNow = async () => (await store.read())?.resources ?? {};
const warnings = () => events.filter((event) => event.type === 'warning');
const wav = (name: string, sha256: string, size = 100): DesiredPrompt => ({
  written: `./${name}`,
  path: `/nowhere/${name}`,
  name,
  size,
  sha256,
});

describe('an update', () => {
  test('sends all that the PBX reported and can be told, and the change; nothing else, nothing null', async () => {
    pbx.addQueue('8000', {
      ring_time: 20,
      sla_time: null,
      language: 'en-US',
      no_answer_forward_rule: {
        action: 'FORWARD_TO_NUMBER',
        number: '1',
        display_name: 'new in a later version',
      },
      night_mode_forward_rule: { action: null },
      outbound_caller_ids: [{ provider_id: 'p', caller_id: '5', provider_name: 'read only' }],
      invented: 7,
    });
    await apply(queues({ a: { number: '8000', fields: { ring_time: 30 } } }));
    expect(pbx.callsOf('updateQueue').map(({ body }) => body)).toEqual([
      {
        name: '8000',
        polling_strategy: 'CYCLIC_HUNT',
        ring_time: 30,
        language: 'en-US',
        no_answer_forward_rule: { action: 'FORWARD_TO_NUMBER', number: '1' },
        outbound_caller_ids: [{ provider_id: 'p', caller_id: '5' }],
      },
    ]);
  });

  test('of a server sends `enabled` only', async () => {
    pbx.addServer('edge', { ipv4: '192.0.2.1' });
    await apply({ servers: { edge: { fields: { ipv4: '192.0.2.1', enabled: false } } } });
    expect(pbx.calls).toMatchObject([{ name: 'updateServer', body: { enabled: false } }]);
  });

  test('sends written extra fields, and those whose changes are ignored as they are', async () => {
    pbx.addQueue('8000', { ring_time: 20, wrap_up_time: 5, tone: 'low' });
    const spec = {
      number: '8000',
      fields: { ring_time: 30 },
      extra: { wrap_up_time: 30, tone: 'high' },
      lifecycle: { ignoreChanges: ['tone'] },
    };
    await apply(queues({ a: spec }));
    expect(pbx.calls[0]?.body).toMatchObject({ wrap_up_time: 30, tone: 'low' });
    expect((await stateNow())['queue.a']?.applied).not.toHaveProperty('tone');
  });

  test('sends nothing when somebody has made the same change meanwhile', async () => {
    const id = pbx.addQueue('8000', { ring_time: 20 });
    const work = await planOf(queues({ a: { number: '8000', fields: { ring_time: 30 } } }));
    const object = pbx.queues.get(id);
    if (object !== undefined) object.fields = { ...object.fields, ring_time: 30 };
    expect((await carry(work)).summary).toEqual({ done: 1, unsaved: 0, failed: 0, skipped: 0 });
    expect(pbx.calls).toEqual([]);
  });

  test.each([
    ['a field that it touches', { ring_time: 25 }, 'ring_time was 20 and is 25'],
    ['a field that is gone', { ring_time: null }, 'ring_time was 20 and is null'],
    [
      'one more key of an object',
      { no_answer_forward_rule: { action: 'HANGUP', number: '7' } },
      'no_answer_forward_rule',
    ],
  ])('is not made over somebody else’s change of %s', async (_what, meanwhile, message) => {
    const id = pbx.addQueue('8000', { ring_time: 20, no_answer_forward_rule: { action: 'HANGUP' } });
    const fields = { ring_time: 30, no_answer_forward_rule: { action: 'FORWARD_TO_NUMBER', number: '8' } };
    const work = await planOf(queues({ a: { number: '8000', fields } }));
    const object = pbx.queues.get(id);
    if (object !== undefined) object.fields = { ...object.fields, ...meanwhile };
    const { results } = await carry(work);
    expect(results[0]).toMatchObject({
      status: 'failed',
      error: {
        code: 'CQ422',
        message: expect.stringContaining(message),
        hint: expect.stringContaining('plan again'),
      },
    });
    expect(pbx.calls).toEqual([]);
  });

  test('does not mind another order or spelling of what it was planned with', async () => {
    const [one, two] = [
      { provider_id: 'p', caller_id: '1' },
      { provider_id: 'q', caller_id: '2' },
    ];
    const id = pbx.addQueue('8000', { language: 'en-US', outbound_caller_ids: [one, two] });
    const fields = { language: 'de-DE', outbound_caller_ids: [one] };
    const work = await planOf(queues({ a: { number: '8000', fields } }));
    const object = pbx.queues.get(id);
    if (object !== undefined)
      object.fields = { ...object.fields, language: 'en-us', outbound_caller_ids: [two, one] };
    expect((await carry(work)).summary.done).toBe(1);
  });

  test('tells of what a PBX reset that was not to change', async () => {
    pbx.addQueue('8000', { ring_time: 20, sla_time: 9, wrap_up_time: 30, revision: 1, changed_by: 'me' });
    pbx.resetsTo = { wrap_up_time: 10, revision: 2, changed_by: 'you' };
    pbx.forgets = ['sla_time'];
    const { summary } = await carry(
      await planOf(queues({ a: { number: '8000', fields: { ring_time: 30 } } })),
    );
    expect(summary.done).toBe(1);
    expect(warnings()).toEqual([
      {
        type: 'warning',
        code: 'CQ423',
        address: 'queue.a',
        message: 'the PBX changed more than was asked for: sla_time (9 -> nothing), wrap_up_time (30 -> 10)',
      },
    ]);
  });
});

describe('an agent list', () => {
  const agents = (...numbers: string[]) => numbers.map((extension_number) => ({ extension_number }));
  const levels = (level: number) => [{ extension_number: '2001', skill_level: level }];
  const FIRST = agents('2001', '2002');

  async function planned(
    strategy: string,
    wanted: NonNullable<QueueSpec['agents']>,
    has: NonNullable<QueueSpec['agents']> = FIRST,
  ) {
    const fields = { polling_strategy: strategy };
    await apply(queues({ a: { number: '8000', fields, agents: has } }));
    pbx.calls.length = 0;
    events = [];
    return planOf(queues({ a: { number: '8000', fields, agents: wanted } }));
  }
  const atThePortal = (items: readonly object[]): void => {
    const queue = pbx.queue('8000');
    if (queue !== undefined) queue.agents = structuredClone(items) as typeof queue.agents;
  };
  const said = async () => (await stateNow())['agents.a']?.applied['items'];

  test.each([
    ['CYCLIC_HUNT', 'added one', agents('2001', '2002', '2009')],
    ['CYCLIC_HUNT', 'took one away', agents('2001')],
    ['CYCLIC_HUNT', 'took all away', []],
    ['CYCLIC_HUNT', 'put another in the place of one', agents('2001', '2009')],
    ['PRIORITIZED_HUNT', 'turned the order round', agents('2002', '2001')],
  ])('under %s is not sent over that of somebody who %s', async (strategy, _what, meanwhile) => {
    const work = await planned(strategy, agents('2001', '2003'));
    atThePortal(meanwhile);
    const { results, summary } = await carry(work);
    expect(summary).toMatchObject({ done: 0, failed: 1, skipped: 0 });
    expect(results).toMatchObject([
      {
        address: 'agents.a',
        status: 'failed',
        error: {
          code: 'CQ422',
          message: 'agents.a changed on the PBX since it was planned',
          hint: expect.stringContaining('plan again'),
        },
      },
    ]);
    expect(pbx.calls).toEqual([]);
    expect(pbx.queue('8000')?.agents).toEqual(meanwhile);
    expect(await said()).toEqual(FIRST);
    // The next plan shows what somebody did, and does what was asked for.
    await apply(
      queues({
        a: { number: '8000', fields: { polling_strategy: strategy }, agents: agents('2001', '2003') },
      }),
    );
    expect(pbx.queue('8000')?.agents).toMatchObject(agents('2001', '2003'));
  });

  test('under a skill strategy is not sent over another level', async () => {
    const work = await planned('SKILL_BASED_ROUTING_CYCLIC_HUNT', levels(5), levels(2));
    atThePortal(levels(3));
    expect((await carry(work)).results).toMatchObject([{ status: 'failed', error: { code: 'CQ422' } }]);
    expect(pbx.calls).toEqual([]);
  });

  test.each([
    ['in another order, where that does not count', 'CYCLIC_HUNT', agents('2002', '2001')],
    ['of other levels, where these do not count', 'CYCLIC_HUNT', [...levels(9), ...agents('2002')]],
  ])('is sent when what it was planned with is shown %s', async (_what, strategy, meanwhile) => {
    const work = await planned(strategy, agents('2001', '2003'));
    atThePortal(meanwhile);
    expect((await carry(work)).summary).toMatchObject({ done: 1, failed: 0 });
    expect(pbx.callsOf('setAgents')).toHaveLength(1);
  });

  test('is not sent when somebody made it what is wanted, and is ours then', async () => {
    const work = await planned('CYCLIC_HUNT', agents('2001', '2003'));
    atThePortal(agents('2003', '2001'));
    expect((await carry(work)).summary).toMatchObject({ done: 1, failed: 0 });
    expect(pbx.calls).toEqual([]);
    expect(await said()).toEqual(agents('2001', '2003'));
  });

  test('of a queue whose strategy changes with it may be shown by either strategy’s rules', async () => {
    await planned('CYCLIC_HUNT', FIRST);
    const fields = { polling_strategy: 'PRIORITIZED_HUNT' };
    const work = await planOf(queues({ a: { number: '8000', fields, agents: agents('2001', '2003') } }));
    atThePortal(agents('2002', '2001'));
    expect((await carry(work)).summary).toMatchObject({ done: 2, failed: 0 });
    expect(pbx.queue('8000')?.agents).toMatchObject(agents('2001', '2003'));
  });

  test('of a queue that gets a skill strategy is not held to levels from before', async () => {
    await planned('CYCLIC_HUNT', FIRST);
    const fields = { polling_strategy: 'SKILL_BASED_ROUTING_CYCLIC_HUNT' };
    const work = await planOf(queues({ a: { number: '8000', fields, agents: levels(5) } }));
    atThePortal([...levels(7), ...agents('2002')]);
    expect((await carry(work)).summary).toMatchObject({ done: 2, failed: 0 });
    expect(pbx.queue('8000')?.agents).toEqual(levels(5));
  });
});

describe('reading back', () => {
  test('goes on while the old value is shown, also of what is created', async () => {
    pbx.lag = 4;
    await apply(queues({ a: { number: '8000', fields: { ring_time: 20 } } }));
    expect(nowMs).toBeGreaterThan(0);
    expect(nowMs).toBeLessThan(2000);
    pbx.lag = 4;
    pbx.before = (call) => {
      if (call.name === 'updateQueue') pbx.lag = 4;
    };
    await apply(queues({ a: { number: '8000', fields: { ring_time: 30 } } }));
    expect(pbx.callsOf('createQueue')).toHaveLength(1);
  });

  test('takes null for an empty text or list, on create and on update', async () => {
    pbx.showsEmptyAsNull = true;
    pbx.addQueue('8001', {
      callback_outbound_prefix: '9',
      outbound_caller_ids: [{ provider_id: 'p', caller_id: '5' }],
    });
    const fields = { callback_outbound_prefix: '', outbound_caller_ids: [] };
    const spec = queues({ a: { number: '8000', fields }, b: { number: '8001', fields } });
    await apply(spec);
    expect(pbx.queue('8001')?.fields).toMatchObject({
      callback_outbound_prefix: null,
      outbound_caller_ids: null,
    });
    expect(planDrift(await inputOf(spec)).changes).toEqual([]);
  });

  test('ends after some seconds with a failure that names field, sent and kept; the object is ours all the same', async () => {
    pbx.forgets = ['ring_time'];
    const spec = queues({ a: { number: '8000', fields: { ring_time: 30, sla_time: 3 } } });
    const { results } = await carry(await planOf(spec));
    expect(results[0]).toMatchObject({
      status: 'failed',
      error: { code: 'CQ420', message: expect.stringContaining('ring_time: sent 30, kept nothing') },
    });
    const patience = PATIENCE_MS.reduce((sum, ms) => sum + ms, 0);
    expect(patience).toBeGreaterThan(3000);
    expect(nowMs).toBeGreaterThanOrEqual(patience);
    expect((await stateNow())['queue.a']).toMatchObject({ id: 'id-1', applied: { sla_time: 3 } });
    expect((await stateNow())['queue.a']?.applied).not.toHaveProperty('ring_time');
    pbx.forgets = [];
    await apply(spec);
    expect(pbx.queues.size).toBe(1);
  });

  test('that fails leaves the id of what was created in state, and the agents are set', async () => {
    pbx.before = ({ name }) => {
      if (name === 'getQueue') refuse('/api/call_queues/id-1', 500);
    };
    const { results } = await carry(await planOf(queues({ a: { number: '8000', agents: [] } })));
    expect(results).toMatchObject([
      { address: 'queue.a', status: 'failed' },
      { address: 'agents.a', status: 'done' },
    ]);
    expect(await stateNow()).toMatchObject({ 'queue.a': { id: 'id-1', applied: {} } });
  });

  test('of agents compares under the rules of the strategy', async () => {
    const two = [{ extension_number: '2001' }, { extension_number: '2002', skill_level: 4 }];
    const reversing = { ...pbx.client() };
    reversing.listItems = async (list, id) => (await pbx.client().listItems(list, id)).reverse();
    const spec = (strategy: string) =>
      queues({ a: { number: '8000', fields: { polling_strategy: strategy }, agents: two } });
    const free = await carry(await planOf(spec('CYCLIC_HUNT')), { client: reversing });
    expect(free.summary).toMatchObject({ done: 2, failed: 0 });
    const id = pbx.queue('8000')?.fields['id'];
    expect(pbx.callsOf('setAgents')).toMatchObject([{ id, body: two }]);
    pbx = new FakePbx();
    await rm(join(folder, 'state.json'));
    store = openLocalStore(join(folder, 'state.json'));
    const turned = { ...pbx.client() };
    turned.listItems = async (list, queueId) => (await pbx.client().listItems(list, queueId)).reverse();
    const ordered = await carry(await planOf(spec('PRIORITIZED_HUNT')), { client: turned });
    expect(ordered.results[1]).toMatchObject({
      status: 'failed',
      error: { code: 'CQ420', message: expect.stringContaining('sent 2001, 2002; kept 2002, 2001') },
    });
  });

  test('of agents of a queue that is made anew goes by the strategy that it is made with', async () => {
    const agents = [{ extension_number: '2002' }, { extension_number: '2001' }];
    await apply(queues({ a: { number: '8000', agents } }));
    const old = pbx.queue('8000');
    if (old !== undefined) old.fields['polling_strategy'] = 'SKILL_BASED_ROUTING_PRIORITIZED_HUNT';
    const work = await planOf(queues({ a: { number: '8005', agents } }));
    const turned = { ...pbx.client() };
    turned.listItems = async (list, queueId) => (await pbx.client().listItems(list, queueId)).reverse();
    expect((await carry(work, { client: turned })).summary).toMatchObject({ done: 2, failed: 0 });
    expect(pbx.queue('8005')).toMatchObject({ fields: { polling_strategy: 'RING_SIMULTANEOUSLY' }, agents });
    expect((await stateNow())['agents.a']?.applied).toEqual({ items: agents });
  });

  test.each([
    ['CYCLIC_HUNT', 'SKILL_BASED_ROUTING_PRIORITIZED_HUNT'],
    ['SKILL_BASED_ROUTING_PRIORITIZED_HUNT', 'CYCLIC_HUNT'],
  ])('of agents takes what a change from %s to %s shows in another way for no change', async (from, to) => {
    const sorted = { ...pbx.client() };
    sorted.listItems = async (list, queueId) => {
      const items = await pbx.client().listItems(list, queueId);
      if (pbx.queue('8000')?.fields['polling_strategy'] !== 'CYCLIC_HUNT') return items;
      return items.reverse().map(({ skill_level: _level, ...item }) => item);
    };
    const spec = (strategy: string, ...numbers: string[]) => {
      const agents = numbers.map((extension_number) => ({ extension_number, skill_level: 2 }));
      return queues({ a: { number: '8000', fields: { polling_strategy: strategy }, agents } });
    };
    expect((await carry(await planOf(spec(from, '2002', '2001')), { client: sorted })).summary.failed).toBe(
      0,
    );
    const work = await planOf(spec(to, '2002', '2001', '2003'), {}, {}, sorted);
    expect((await carry(work, { client: sorted })).summary).toMatchObject({ done: 2, failed: 0 });
    expect(pbx.queue('8000')?.agents).toHaveLength(3);
  });
});

describe('prompts', () => {
  test('serve several queues with one upload, and later queues and drift with none', async () => {
    const hold = wav('hold.wav', 'aa');
    await apply(queues({ a: { number: '8000' }, b: { number: '8001' } }), { a: hold, b: hold });
    expect(pbx.callsOf('uploadFile')).toHaveLength(1);
    await apply(queues({ a: { number: '8000' }, b: { number: '8001' }, c: { number: '8002' } }), {
      a: hold,
      b: hold,
      c: hold,
    });
    const other = pbx.addFile('other.wav', 5);
    await pbx.client().update(QUEUE, 'id-3', { moh_prompt_file_id: other });
    await apply(queues({ a: { number: '8000' }, b: { number: '8001' } }), { a: hold, b: hold });
    expect(pbx.callsOf('uploadFile')).toHaveLength(1);
  });

  test('are uploaded again when the file is gone from the PBX, or its content changed', async () => {
    await apply(queues({ a: { number: '8000' } }), { a: wav('hold.wav', 'aa') });
    pbx.files.clear();
    await apply(queues({ a: { number: '8000' }, b: { number: '8001' } }), {
      a: wav('hold.wav', 'aa'),
      b: wav('hold.wav', 'aa'),
    });
    expect(pbx.callsOf('uploadFile')).toHaveLength(2);
    await apply(queues({ a: { number: '8000' }, b: { number: '8001' } }), {
      a: wav('hold.wav', 'bb'),
      b: wav('hold.wav', 'aa'),
    });
    expect(pbx.callsOf('uploadFile').map(({ id }) => id)).toEqual(['aa', 'aa', 'bb']);
  });

  test('that are known are sent again with every update, else those found by name and size, else none', async () => {
    const prompts = { a: wav('hold.wav', 'aa') };
    await apply(queues({ a: { number: '8000' } }), prompts);
    const fileId = (await stateNow())['queue.a']?.prompts?.moh_prompt_file_id?.file_id;
    const intro = pbx.addFile('intro.wav', 7);
    const queue = pbx.queue('8000');
    if (queue !== undefined) {
      Object.assign(queue.fields, { intro_prompt_file_name: 'intro.wav', intro_prompt_file_size: 7 });
    }
    pbx.resetsTo = {};
    await apply(queues({ a: { number: '8000', fields: { ring_time: 30 } } }), prompts);
    expect(pbx.callsOf('updateQueue')[0]?.body).toMatchObject({
      moh_prompt_file_id: fileId,
      intro_prompt_file_id: intro,
    });
    pbx.addFile('intro.wav', 7);
    Object.assign(pbx.queue('8000')?.fields ?? {}, { intro_prompt_file_url: '/elsewhere' });
    await apply(queues({ a: { number: '8000', fields: { ring_time: 40 } } }), prompts);
    expect(pbx.callsOf('updateQueue')[1]?.body).not.toHaveProperty('intro_prompt_file_id');
    expect(warnings()).toMatchObject([{ code: 'CQ423', message: expect.stringContaining('intro.wav') }]);
  });

  test('that the PBX does not take are a failure, and are tried again', async () => {
    pbx.addQueue('8000', { moh_prompt_file_name: 'old.wav', moh_prompt_file_size: 5 });
    pbx.forgets = ['moh_prompt_file_id'];
    const spec = queues({ a: { number: '8000' } });
    const prompts = { a: wav('hold.wav', 'aa') };
    const { results } = await carry(await planOf(spec, prompts));
    expect(results[0]).toMatchObject({
      status: 'failed',
      error: { code: 'CQ420', message: expect.stringContaining('kept "old.wav"') },
    });
    pbx.forgets = [];
    await apply(spec, prompts);
  });

  test('that are there already are adopted with the id they are found under', async () => {
    const fileId = pbx.addFile('hold.wav', 100);
    pbx.addQueue('8000', { moh_prompt_file_name: 'hold.wav', moh_prompt_file_size: 100 });
    await apply(queues({ a: { number: '8000' } }), { a: wav('hold.wav', 'aa') });
    expect(pbx.calls).toEqual([]);
    expect((await stateNow())['queue.a']?.prompts).toEqual({
      moh_prompt_file_id: { file_id: fileId, sha256: 'aa', shown: { name: 'hold.wav', size: 100 } },
    });
  });
});

describe('callers who wait', () => {
  const caller = { session_id: 's', extension_number: '1', waiting_time: 3 };
  const busy = async (count = 1): Promise<PlannedWork> => {
    await apply(queues({ a: { number: '8000' }, b: { number: '8001' } }));
    const queue = pbx.queue('8000');
    if (queue !== undefined) queue.waiting = Array.from({ length: count }, () => caller);
    pbx.calls.length = 0;
    events = [];
    return planOf(queues({ a: { number: '8005' } }));
  };

  test('keep everything from being begun', async () => {
    const work = await busy(2);
    await expect(carry(work)).rejects.toThrow(GateError);
    await expect(carry(work)).rejects.toMatchObject({
      code: 'CQ421',
      message: 'callers are waiting in queue.a (2)',
      hint: expect.stringMatching(/--drain.*--force/),
    });
    expect(pbx.calls).toEqual([]);
    expect(events).toEqual([]);
  });

  test('are dropped with force', async () => {
    expect((await carry(await busy(), { force: true })).summary).toEqual({
      done: 2,
      unsaved: 0,
      failed: 0,
      skipped: 0,
    });
  });

  test('are waited for with drain, as long as it takes', async () => {
    const work = await busy(2);
    const sleep = async (ms: number): Promise<void> => {
      nowMs += ms;
      await new Promise((resolve) => setImmediate(resolve));
      if (nowMs > 5000) pbx.queue('8000')?.waiting.pop();
    };
    const { summary } = await carry(work, { drainSeconds: 300, sleep });
    expect(summary.done).toBe(2);
    expect(nowMs).toBeGreaterThan(5000);
    const told = events.filter((event) => event.type === 'step_progress');
    expect(told).toMatchObject([
      { address: 'queue.a', message: expect.stringContaining('2') },
      { address: 'queue.a', message: expect.stringContaining('1') },
    ]);
  });

  test('who stay longer than that fail the step and nothing else', async () => {
    const { results } = await carry(await busy(), { drainSeconds: 5 });
    expect(results).toMatchObject([
      { address: 'queue.b', status: 'done' },
      { address: 'queue.a', status: 'failed', error: { code: 'CQ421' } },
    ]);
    expect(pbx.queue('8000')).toBeDefined();
  });

  test('are waited for no longer after an interrupt', async () => {
    const work = await busy();
    const controller = new AbortController();
    const sleep = async (ms: number): Promise<void> => {
      nowMs += ms;
      if (nowMs >= 3000) controller.abort();
      await new Promise((resolve) => setImmediate(resolve));
    };
    const { results, interrupted } = await carry(work, {
      drainSeconds: 600,
      sleep,
      signal: controller.signal,
    });
    expect(interrupted).toBe(true);
    expect(results.find(({ address }) => address === 'queue.a')).toMatchObject({
      status: 'failed',
      error: { code: 'CQ902' },
    });
    expect(pbx.queue('8000')).toBeDefined();
  });

  test('who came after the check keep their queue', async () => {
    const work = await busy(0);
    const once = pbx.client().listWaiting;
    let asked = 0;
    const client = {
      ...pbx.client(),
      listWaiting: async (kind: Kind, id: string) => (asked++ < 2 ? once(kind, id) : [caller]),
    };
    const { results } = await carry(work, { client, parallelism: 1 });
    expect(results.map(({ status }) => status)).toEqual(['failed', 'failed']);
    expect(pbx.calls).toEqual([]);
  });
});

describe('what goes', () => {
  test('counts as gone when somebody was faster', async () => {
    await apply(queues({ a: { number: '8000' } }));
    const work = await planOf({});
    pbx.queues.clear();
    expect((await carry(work)).summary.done).toBe(1);
    expect(await stateNow()).toEqual({});
  });

  test('is not done while the PBX still has it, and stays in state', async () => {
    await apply({ servers: { edge: { fields: { ipv4: '192.0.2.1' } } } });
    const client = { ...pbx.client(), destroy: async () => undefined };
    const { results } = await carry(await planOf({}), { client });
    expect(results[0]).toMatchObject({ status: 'failed', error: { code: 'CQ424' } });
    expect(Object.keys(await stateNow())).toEqual(['server.edge']);
    await apply({});
  });

  test('takes the entry of its agents along', async () => {
    await apply(queues({ a: { number: '8000', agents: [{ extension_number: '2001' }] } }));
    await apply({});
    expect(await stateNow()).toEqual({});
  });

  test('in a replace is out of the saved state before the new one is asked for', async () => {
    const agents = [{ extension_number: '2001' }];
    await apply(queues({ a: { number: '8000', agents } }));
    let seen: string[] | undefined;
    pbx.before = async ({ name }) => {
      if (name !== 'createQueue') return;
      seen = Object.keys(JSON.parse(await readFile(join(folder, 'state.json'), 'utf8')).resources);
      refuse('/api/call_queues', 500);
    };
    const spec = queues({ a: { number: '8005', agents } });
    const { results } = await carry(await planOf(spec));
    expect(seen).toEqual([]);
    expect(results).toMatchObject([{ status: 'failed' }, { status: 'skipped', because: 'queue.a' }]);
    pbx.before = () => undefined;
    const again = await planOf(spec);
    expect(again.plan.changes.map(({ action }) => action)).toEqual(['create', 'create']);
    await apply(spec);
    expect(pbx.queues.size).toBe(1);
    expect(pbx.queue('8005')?.agents).toMatchObject(agents);
  });
});

describe('numbers that pass round in a circle', () => {
  const caller = { session_id: 's', extension_number: '1', waiting_time: 3 };
  const swapped = queues({ a: { number: '8001' }, b: { number: '8000' } });
  beforeEach(() => apply(queues({ a: { number: '8000' }, b: { number: '8001' } })));

  test('go only once nobody waits in any of the queues', async () => {
    const queue = pbx.queue('8001');
    if (queue !== undefined) queue.waiting = [caller];
    pbx.calls.length = 0;
    const { results } = await carry(await planOf(swapped), { drainSeconds: 5 });
    expect(results.map(({ status }) => status)).toEqual(['failed', 'skipped']);
    expect(pbx.calls).toEqual([]);
    expect(Object.keys(await stateNow())).toEqual(['queue.a', 'queue.b']);
  });

  test('that fail half way: state knows what is gone, and it is said', async () => {
    let destroyed = 0;
    pbx.before = ({ name }) => {
      if (name === 'destroyQueue' && ++destroyed === 2) refuse('/api/call_queues/x/destroy', 400);
    };
    const { results } = await carry(await planOf(swapped));
    expect(results.map(({ status }) => status)).toEqual(['failed', 'skipped']);
    expect(Object.keys(await stateNow())).toHaveLength(1);
    expect(warnings()).toMatchObject([{ code: 'CQ425', message: expect.stringContaining('queue.a') }]);
    pbx.before = () => undefined;
    await apply(swapped);
    expect(pbx.queues.size).toBe(2);
  });
});

describe('a kill', () => {
  const spec = queues(
    Object.fromEntries(
      Array.from({ length: 12 }, (_unused, index) => [
        `q${index}`,
        { number: String(8000 + index), agents: [{ extension_number: '2001' }] },
      ]),
    ),
  );

  // A run that is never heard of again, and another that finds what it left.
  test.each([1, 2, 5, 9, 14, 20, 23])('at write %i loses nothing and makes nothing twice', async (at) => {
    const dead = openLocalStore(join(folder, 'state.json'));
    let isDead = false;
    const forever = new Promise<never>(() => undefined);
    let lastWrite: Promise<void> = Promise.resolve();
    const write: StateStore['write'] = (document) => {
      if (isDead) return forever;
      lastWrite = dead.write(document);
      return lastWrite;
    };
    const mortal: StateStore = { ...dead, write };
    let writes = 0;
    const died = new Promise<void>((resolve) => {
      pbx.before = async ({ name }) => {
        if (name.startsWith('get')) return;
        if (isDead) return forever;
        // Half of them after the PBX has acted: the answer is what is lost.
        if (++writes < at) return;
        isDead = true;
        setImmediate(resolve);
        if (at % 2 === 0) await forever;
      };
    });
    void carry(await planOf(spec), { store: mortal, parallelism: 3 });
    await died;
    // What was being written when it died is written or not; it does not come later.
    await lastWrite;
    pbx.before = () => undefined;
    store = openLocalStore(join(folder, 'state.json'));
    await apply(spec);
    expect(pbx.queues.size).toBe(12);
    expect(Object.keys(await stateNow())).toHaveLength(24);
  });
});

describe('state', () => {
  const many = (count: number): DesiredSpec =>
    queues(
      Object.fromEntries(
        Array.from({ length: count }, (_unused, index) => [`q${index}`, { number: String(10_000 + index) }]),
      ),
    );

  /** Counts writes, and holds that every step told of as done is in what was written before. */
  function watched(): { store: StateStore; writes: () => number; onEvent: (event: ApplyEvent) => void } {
    let saved = new Set<string>();
    let writes = 0;
    return {
      store: {
        ...store,
        write: async (document) => {
          await store.write(document);
          writes++;
          saved = new Set(Object.keys(document.resources));
        },
      },
      writes: () => writes,
      onEvent: (event) => {
        events.push(event);
        if (event.type === 'step_done') expect(saved.has(event.address)).toBe(true);
      },
    };
  }

  test.each([300, 3000])(
    'holds each of %i steps before it is told of as done, and is saved in groups',
    async (count) => {
      const work = await planOf(many(count));
      const watch = watched();
      const { summary } = await carry(work, {
        store: watch.store,
        onEvent: watch.onEvent,
        parallelism: 16,
        now: () => performance.now(),
        sleep: (ms, signal) =>
          new Promise((resolve) => {
            const timer = setTimeout(resolve, ms);
            signal?.addEventListener('abort', () => {
              clearTimeout(timer);
              resolve();
            });
          }),
      });
      expect(summary.done).toBe(count);
      // A write for each step would be the whole file each time.
      expect(watch.writes()).toBeLessThan(count / 5);
    },
  );

  test('is not written when nothing changes, and is when only the PBX’s address does', async () => {
    const spec = queues({ a: { number: '8000' } });
    await carry(await planOf({}));
    expect(await store.read()).toBeNull();
    await apply(spec);
    const serial = (await store.read())?.serial;
    await carry(await planOf(spec));
    expect((await store.read())?.serial).toBe(serial);
    await carry(await planOf(spec), { target: 'http://elsewhere.invalid' });
    expect(await store.read()).toMatchObject({
      serial: (serial ?? 0) + 1,
      target: 'http://elsewhere.invalid',
    });
  });

  test('follows what needs no step: protection, and what files and PBX came to agree on', async () => {
    const agents = (...numbers: string[]) => numbers.map((extension_number) => ({ extension_number }));
    const spec = (ring_time: number, more: Partial<QueueSpec> = {}) =>
      queues({ a: { number: '8000', fields: { ring_time }, agents: agents('2001'), ...more } });
    const prompts = { a: wav('hold.wav', 'aa') };
    await apply(spec(20), prompts);
    const first = await stateNow();
    pbx.calls.length = 0;
    const settle = async (wanted: DesiredSpec) => {
      const work = await planOf(wanted, prompts);
      expect(work.plan.changes).toEqual([]);
      const serial = (await store.read())?.serial ?? 0;
      expect((await carry(work)).summary).toMatchObject({ done: 0, failed: 0, skipped: 0 });
      expect((await store.read())?.serial).toBe(serial + 1);
      await carry(await planOf(wanted, prompts));
      expect((await store.read())?.serial).toBe(serial + 1);
      const { target, desired, live, state, options } = await inputOf(wanted, prompts);
      expect(planDrift({ target, desired, live, state, options }).changes).toEqual([]);
    };
    const lifecycle = { preventDestroy: true };
    await settle(spec(20, { lifecycle }));
    expect(await stateNow()).toEqual({ ...first, 'queue.a': { ...first['queue.a'], prevent_destroy: true } });
    const queue = pbx.queue('8000');
    if (queue !== undefined) {
      queue.fields = { ...queue.fields, ring_time: 30 };
      queue.agents = agents('2001', '2002');
    }
    await settle(spec(30, { lifecycle, agents: agents('2001', '2002') }));
    const after = await stateNow();
    expect(after['queue.a']?.applied).toMatchObject({ ring_time: 30 });
    expect(after['queue.a']?.prompts).toEqual(first['queue.a']?.prompts);
    expect(after['agents.a']?.applied).toEqual({ items: agents('2001', '2002') });
    expect(pbx.calls).toEqual([]);
  });

  test('forgets what is no longer managed, and agents whose changes are ignored hold nothing', async () => {
    const agents = [{ extension_number: '2001' }];
    const lifecycle = { ignoreChanges: ['agents'] };
    await apply(queues({ a: { number: '8000', agents, lifecycle }, b: { number: '8001' } }));
    expect((await stateNow())['agents.a']?.applied).toEqual({});
    const serial = (await store.read())?.serial;
    await carry(await planOf(queues({ a: { number: '8000', agents, lifecycle }, b: { number: '8001' } })));
    expect((await store.read())?.serial).toBe(serial);
    await apply({ ...queues({ a: { number: '8000', agents, lifecycle } }), removed: ['queue.b'] });
    expect(Object.keys(await stateNow()).sort()).toEqual(['agents.a', 'queue.a']);
    expect(pbx.queue('8001')).toBeDefined();
  });

  test('says what `removed` names for as long as it does, and is written only when that changes', async () => {
    const kept = queues({ a: { number: '8000' } });
    await apply(queues({ a: { number: '8000' }, b: { number: '8001' } }));
    const spec: DesiredSpec = { ...kept, removed: ['queue.b'], policy: { unmanaged: 'destroy' } };
    await apply(spec);
    const saved = await store.read();
    expect(saved?.released).toEqual({ 'queue.b': '8001' });
    await apply(spec);
    expect(await store.read()).toEqual(saved);
    expect(pbx.queue('8001')).toBeDefined();
    await apply(kept);
    expect(await store.read()).not.toHaveProperty('released');
  });

  test('that cannot be saved ends the run; what running steps still do is rescued too', async () => {
    const failing: StateStore = {
      ...store,
      write: async () => {
        throw new StateError('cannot write state.json: there is no space left on the disk', {
          code: 'CQ600',
        });
      },
    };
    let others = 0;
    pbx.before = async ({ name }) => {
      // The first is done long before the second, which so ends after the save has failed.
      if (name === 'createQueue' && others++ > 0) await new Promise((resolve) => setTimeout(resolve, 30));
    };
    const { results, interrupted } = await carry(await planOf(many(6)), { store: failing, parallelism: 2 });
    expect(interrupted).toBe(false);
    expect(results.map(({ status }) => status)).toContain('skipped');
    expect(results.map(({ status }) => status)).not.toContain('done');
    expect(warnings()).toMatchObject([
      { code: 'CQ604', message: expect.stringMatching(/no space left.*state push .*state\.json\.unsaved/) },
    ]);
    expect(events.at(-1)?.type).toBe('summary');
    const rescued = JSON.parse(await readFile(join(folder, 'state.json.unsaved'), 'utf8'));
    expect(Object.keys(rescued.resources)).toHaveLength(pbx.queues.size);
    expect(pbx.queues.size).toBeGreaterThan(1);
    await apply(many(6));
  });
});

describe('the run', () => {
  test('tells of all in order: the plan first, each step from its start, the summary last', async () => {
    await apply(queues({ a: { number: '8000', agents: [{ extension_number: '2001' }] } }));
    expect(
      events.map((event) => ('address' in event ? `${event.type} ${event.address}` : event.type)),
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
    pbx.addServer('inside', { type: 'INTERNAL', ipv4: '192.0.2.1' });
    const work = await planOf({ servers: { inside: { fields: { ipv4: '192.0.2.9' } } } });
    expect(work.refusals).toHaveLength(1);
    await expect(carry(work)).rejects.toMatchObject({ code: 'CQ405' });
    expect(events).toEqual([]);
  });

  test('passes a bug on, after what was done is saved', async () => {
    pbx.before = ({ name, body }) => {
      if (name === 'createQueue' && (body as { extension_number?: string })?.extension_number === '8001')
        throw new TypeError('a bug');
    };
    const work = await planOf(queues({ a: { number: '8000' }, b: { number: '8001' } }));
    await expect(carry(work)).rejects.toThrow(TypeError);
    expect(Object.keys(await stateNow())).toEqual(['queue.a']);
  });
});
