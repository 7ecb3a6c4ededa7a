/**
 * Every project under `test/scenarios`, over HTTP, on a PBX that shares no code with cqctl, with something going wrong
 * at one request: after at most one more run the PBX is as desired, no object is there twice, and nothing is left to plan.
 *
 * One scenario meets each fault at each of its requests, the others at some. `CQCTL_TEST_ALL_FAULTS=1` leaves none out.
 */

import { createHash } from 'node:crypto';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PbxClient } from '../../src/api/calls.ts';
import { createClient } from '../../src/api/client.ts';
import { createHttpTransport } from '../../src/http/http-transport.ts';
import { isList } from '../../src/model/desired.ts';
import type { Transport } from '../../src/model/transport.ts';
import { openLocalStore } from '../../src/state/local-store.ts';
import { FAULTS, type Fault, FaultProxy } from '../support/fault-proxy.ts';
import {
  applyNow,
  expectAsDesired,
  loadPlanScenario,
  PLAN_SCENARIOS,
  type PlanScenario,
  planNow,
  type World,
} from '../support/plan-scenarios.ts';
import { SEED, someOf, upTo } from '../support/seeded.ts';
import { makeSound } from '../support/sound.ts';
import { StrictPbx } from '../support/strict-pbx.ts';

const LOGIN = { username: 'admin', password: 'a password' };
const TOKEN = 'a token';
/** Queues that are nobody's business. */
const FOREIGN = ['7000', '7001'];
/** What hangs is given up soon; everything else has all the time that a busy machine may need. */
const SHORT_MS = 250;
const LONG_MS = 20_000;
const LAG_MS = 30;
/** Most of a run is waiting for what hangs. */
const AT_ONCE = 16;
const SAMPLE = 2;

/** `all`: each fault at each request. `login`: with a password, so that tokens are asked for and renewed. */
const ROWS: { title: string; name: string; all: boolean; login: boolean }[] = [
  ...PLAN_SCENARIOS.map((name) => ({ title: name, name, all: name === '015-all-at-once', login: false })),
  { title: '002-update after a log-in', name: '002-update', all: false, login: true },
];
const leavesNoneOut = (process.env['CQCTL_TEST_ALL_FAULTS'] ?? '') !== '';

let folder = '';
const scenarios = new Map<string, PlanScenario>();
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cqctl-faults-'));
  for (const name of PLAN_SCENARIOS) {
    const copy = join(folder, name);
    await cp(join(import.meta.dirname, '.', name), copy, { recursive: true });
    // An upload of several pieces.
    if (name === '010-prompts') await writeFile(join(copy, 'wait.wav'), makeSound(2_500_000));
    scenarios.set(name, await loadPlanScenario(name, copy, FOREIGN));
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface FaultyWorld extends World {
  /** The same with a client that waits for no answer long. */
  hasty: World;
  pbx: StrictPbx;
  proxy: FaultProxy;
}

/** Twins are taken, so that they can be seen; updates reset what they omit, and show late. */
async function inWorld<T>(
  { login, lagMs }: { login: boolean; lagMs: number },
  work: (world: FaultyWorld) => Promise<T>,
): Promise<T> {
  const place = await mkdtemp(join(folder, 'state-'));
  const pbx = await StrictPbx.start({
    ...(login ? { login: { ...LOGIN, tokenSeconds: 60 } } : { token: TOKEN }),
    foreignQueues: FOREIGN.length,
    updateMode: 'replace',
    lagMs,
    unstableOrder: true,
    acceptsTwins: true,
    newerFields: ['wrap_up_time'],
  });
  const proxy = await FaultProxy.start(pbx.url);
  const open = (timeoutMs: number): Transport =>
    createHttpTransport({
      url: proxy.url,
      timeoutMs,
      connections: 4,
      proxyEnv: {},
      onWarning: () => undefined,
    });
  const transports = { patient: open(LONG_MS), hasty: open(SHORT_MS) };
  // Waits are there, but short: what counts is what is sent, and in which order.
  const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms / 20));
  const connect = (transport: Transport, timeoutMs: number): PbxClient =>
    createClient({
      transport,
      credentials: login ? { kind: 'password', ...LOGIN } : { kind: 'token', token: TOKEN },
      parallelism: 4,
      timeoutMs,
      sleep,
    });
  const store = openLocalStore(join(place, 'state.json'));
  const world = { client: connect(transports.patient, LONG_MS), store, target: proxy.url, sleep };
  const hasty = { ...world, client: connect(transports.hasty, SHORT_MS) };
  try {
    return await work({ ...world, hasty, pbx, proxy });
  } finally {
    await transports.patient.close();
    await transports.hasty.close();
    await proxy.stop();
    await pbx.stop();
  }
}

async function prepare(world: FaultyWorld, scenario: PlanScenario): Promise<void> {
  expect(await applyNow(world, scenario.before)).toEqual([]);
  await scenario.actAtThePortal(world.client);
  world.pbx.showAll();
  const state = await world.store.read();
  if (scenario.losesState && state !== null)
    await world.store.write({ ...state, serial: state.serial + 1, resources: {} });
}

/** How many requests the apply of a scenario makes at least, when nothing goes wrong and nothing shows late. */
function countRequests(scenario: PlanScenario, login: boolean): Promise<number> {
  return inWorld({ login, lagMs: 0 }, async (world) => {
    await prepare(world, scenario);
    world.proxy.plan(null);
    expect(await applyNow(world, scenario.after)).toEqual([]);
    return world.proxy.seen;
  });
}

interface Meeting {
  fault: Fault;
  /** From 0. */
  at: number;
  login: boolean;
}

function meet(scenario: PlanScenario, { fault, at, login }: Meeting): Promise<void> {
  return inWorld({ login, lagMs: LAG_MS }, async (world) => {
    const { proxy, pbx } = world;
    await prepare(world, scenario);
    proxy.plan(fault, at);
    const wrong = await applyNow(fault.startsWith('hang') ? world.hasty : world, scenario.after);
    const story = `${fault} at request ${at}, seed ${SEED}\n${wrong.join('\n')}`;
    expect(proxy.seen, story).toBeGreaterThan(at);
    proxy.plan(null);
    if (wrong.length > 0) expect(await applyNow(world, scenario.after), story).toEqual([]);
    expect((await planNow(world, scenario.after)).plan.changes, story).toEqual([]);
    await expectAsDesired(world, scenario, story);
    expectPrompts(pbx, scenario, story);
  });
}

function expectPrompts(pbx: StrictPbx, { after }: PlanScenario, story: string): void {
  for (const resource of after.resources) {
    if (isList(resource)) continue;
    for (const [name, { sha256 }] of Object.entries(resource.prompts)) {
      const id = pbx.queue(resource.naturalKey).prompts.get(name.replace('_prompt_file_id', '')) ?? '';
      const content = pbx.files.get(id)?.content ?? '';
      expect(createHash('sha256').update(content).digest('hex'), story).toBe(sha256);
    }
  }
}

test.each(ROWS.map((row) => [row.title, row] as const))('%s', { timeout: 600_000 }, async (_title, row) => {
  const { name, all, login } = row;
  const scenario = scenarios.get(name) as PlanScenario;
  const count = await countRequests(scenario, login);
  const places = upTo(count).map((number) => number - 1);
  const meetings = FAULTS.flatMap((fault, index) => {
    // Other places for each fault, of one sample.
    const some = someOf(places, SAMPLE).map((at) => (at + index) % count);
    return (all || leavesNoneOut ? places : some).map((at) => ({ fault, at, login }));
  });
  const limit = pLimit(AT_ONCE);
  const ended = await Promise.allSettled(meetings.map((meeting) => limit(() => meet(scenario, meeting))));
  for (const end of ended) if (end.status === 'rejected') throw end.reason;
});
