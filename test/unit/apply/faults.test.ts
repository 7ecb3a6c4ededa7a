/**
 * Each fault at each request in turn, over HTTP, against a PBX that shares no code with cqctl: after at most one more
 * run the PBX is as desired, no object is there twice, and nothing is left to plan.
 */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createClient, type PbxClient } from '../../../src/api/client.ts';
import { createHttpTransport } from '../../../src/api/http-transport.ts';
import { readLive } from '../../../src/api/live.ts';
import { applyPlan } from '../../../src/apply/apply.ts';
import { CqctlError } from '../../../src/model/errors.ts';
import type { PlannedWork } from '../../../src/model/plan.ts';
import { liveNeeds } from '../../../src/plan/needs.ts';
import { planChanges } from '../../../src/plan/planner.ts';
import { openLocalStore } from '../../../src/state/local-store.ts';
import type { StateStore } from '../../../src/state/store.ts';
import { buildDesired } from '../../support/builders.ts';
import { FAULTS, type Fault, FaultProxy } from '../../support/fault-proxy.ts';
import { StrictPbx } from '../../support/strict-pbx.ts';

const TOKEN = 'a token';
const options = { targets: [], excludes: [], destroy: false };
const agents = [{ extension_number: '2001', skill_level: 1 }];

/** One to create with its agents, one to adopt and update, one to destroy, one to replace. */
const desired = buildDesired({
  servers: { 'edge-1': { fields: { name: 'edge-1', ipv4: '192.0.2.10' } } },
  queues: {
    fresh: { number: '8000', agents },
    known: { number: '8001', fields: { ring_time: 33 } },
    moved: { number: '8009', agents },
  },
});

interface World {
  pbx: StrictPbx;
  proxy: FaultProxy;
  client: PbxClient;
  store: StateStore;
  close(): Promise<void>;
}

async function openWorld(): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'cqctl-faults-'));
  const pbx = await StrictPbx.start({ token: TOKEN, foreignQueues: 2, updateMode: 'replace' });
  const proxy = await FaultProxy.start(pbx.url);
  pbx.addQueue({ name: 'known', extension_number: '8001', sla_time: 9 });
  const store = openLocalStore(join(folder, 'state.json'));
  const old = pbx.addQueue({ name: 'old', extension_number: '8002' });
  const moved = pbx.addQueue({ name: 'moved', extension_number: '8003' });
  const entry = (id: string, key: string) =>
    ({ kind: 'queue', id, key, applied: {}, prevent_destroy: false }) as const;
  await store.write({
    version: 1,
    lineage: 'test',
    serial: 1,
    target: proxy.url,
    resources: { 'queue.old': entry(old, '8002'), 'queue.moved': entry(moved, '8003') },
  });
  const transport = createHttpTransport({
    url: proxy.url,
    timeoutMs: 250,
    connections: 4,
    proxyEnv: {},
    onWarning: () => undefined,
  });
  const client = createClient({
    transport,
    credentials: { kind: 'token', token: TOKEN },
    parallelism: 4,
    timeoutMs: 250,
    // Waits are there, but short: what counts is what is sent, and in which order.
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms / 20)),
  });
  return {
    pbx,
    proxy,
    client,
    store,
    async close() {
      await transport.close();
      await proxy.stop();
      await pbx.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function planNow({ client, store, proxy }: World): Promise<PlannedWork> {
  const state = await store.read();
  const live = await readLive(client, liveNeeds(desired, state));
  return planChanges({ target: proxy.url, desired, live, state, options });
}

/** True when all was done. */
async function run(world: World): Promise<boolean> {
  try {
    const { summary } = await applyPlan({
      work: await planNow(world),
      client: world.client,
      store: world.store,
      state: await world.store.read(),
      target: world.proxy.url,
      parallelism: 4,
      force: false,
      signal: new AbortController().signal,
      onEvent: () => undefined,
    });
    return summary.failed + summary.skipped === 0;
  } catch (error) {
    if (error instanceof CqctlError) return false;
    throw error;
  }
}

/** Whether the run came as far as the fault. */
async function meet(fault: Fault, at: number): Promise<boolean> {
  const world = await openWorld();
  const { pbx, proxy } = world;
  const story = `${fault} at request ${at}`;
  try {
    proxy.plan(fault, at);
    const isDone = await run(world);
    const isMet = proxy.seen > at;
    proxy.plan(null);
    if (!isDone) expect(await run(world), story).toBe(true);
    const numbers = [...pbx.queues.values()].map((queue) => queue.fields['extension_number']).sort();
    expect(numbers, story).toEqual(['7000', '7001', '8000', '8001', '8009']);
    expect(pbx.queue('8000').agents, story).toEqual(agents);
    expect(pbx.queue('8009').agents, story).toEqual(agents);
    expect(pbx.queue('8001').fields, story).toMatchObject({ name: 'known', ring_time: 33, sla_time: 9 });
    expect(
      [...pbx.servers.values()].map((server) => server['name']),
      story,
    ).toEqual(['built-in', 'edge-1']);
    expect((await planNow(world)).plan.changes, story).toEqual([]);
    return isMet;
  } finally {
    await world.close();
  }
}

describe('a fault at each request in turn', () => {
  test.each([...FAULTS])('%s', { timeout: 120_000 }, async (fault) => {
    let at = 0;
    while (await meet(fault, at)) at++;
    expect(at).toBeGreaterThan(15);
  });
});
