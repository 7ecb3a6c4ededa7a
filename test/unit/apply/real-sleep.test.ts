/** Apply sleeps for real where nobody gives it another sleep: between readings, and while callers wait. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PbxClient } from '../../../src/api/calls.ts';
import { readLive } from '../../../src/api/live.ts';
import { applyPlan } from '../../../src/apply/apply.ts';
import { PATIENCE_MS } from '../../../src/apply/read-back.ts';
import { liveNeeds } from '../../../src/plan/needs.ts';
import { planChanges } from '../../../src/plan/planner.ts';
import { openLocalStore } from '../../../src/state/local-store.ts';
import { buildDesired, buildState, type DesiredSpec, stateEntry } from '../../support/builders.ts';
import { FakePbx } from '../../support/fake-client.ts';

const TARGET = 'http://127.0.0.1:8887';
/** Timers may come a little early by the clock that measures them. */
const EARLY_MS = 5;

let folder = '';
let pbx: FakePbx;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cqctl-sleep-'));
  pbx = new FakePbx();
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function carry(
  spec: DesiredSpec,
  client: PbxClient,
  { signal = new AbortController().signal, drainSeconds = 20 } = {},
) {
  const desired = buildDesired(spec);
  const owned = [...pbx.queues].map(([id, { fields }]) =>
    stateEntry('queue', id, String(fields['extension_number'])),
  );
  const state = buildState(Object.fromEntries(owned.map((entry) => [`queue.q${entry.key}`, entry])));
  const live = await readLive(client, liveNeeds(desired, state));
  const options = { targets: [], excludes: [], destroy: false };
  return applyPlan({
    work: planChanges({ target: TARGET, desired, live, state, options }),
    client,
    store: openLocalStore(join(folder, 'state.json')),
    state,
    target: TARGET,
    parallelism: 4,
    force: false,
    drainSeconds,
    signal,
    onEvent: () => undefined,
  });
}

test('between readings of an object that still shows the old value', async () => {
  pbx.lag = 4;
  const readAt: number[] = [];
  const client = pbx.client();
  const watched: PbxClient = {
    ...client,
    get: (kind, id) => {
      readAt.push(performance.now());
      return client.get(kind, id);
    },
  };
  const { summary } = await carry({ queues: { a: { number: '8000' } } }, watched);
  expect(summary).toMatchObject({ done: 1, failed: 0 });
  const gaps = readAt.slice(1).map((at, index) => at - (readAt[index] as number));
  expect(gaps).toHaveLength(4);
  for (const [index, gap] of gaps.entries()) {
    expect(gap).toBeGreaterThanOrEqual((PATIENCE_MS[index] as number) - EARLY_MS);
  }
});

const caller = { session_id: 's', extension_number: '1', waiting_time: 3 };

/** A queue with a caller who hangs up after a while, and when it was asked who waits. */
function busyQueue(hangsUpAfterMs: number) {
  const queue = pbx.queues.get(pbx.addQueue('8000'));
  if (queue === undefined) throw new Error('the queue that was added is not there');
  queue.waiting = [caller];
  const askedAt: number[] = [];
  const client = pbx.client();
  const watched: PbxClient = {
    ...client,
    listWaiting: (kind, id) => {
      askedAt.push(performance.now());
      if (askedAt.length === 1) {
        const timer = setTimeout(() => {
          queue.waiting = [];
        }, hangsUpAfterMs);
        timer.unref();
      }
      return client.listWaiting(kind, id);
    },
  };
  return { watched, askedAt };
}

test('a second between looks at a queue that is to be empty before it goes', async () => {
  const { watched, askedAt } = busyQueue(1200);
  const { summary } = await carry({}, watched);
  expect(summary).toMatchObject({ done: 1, failed: 0 });
  expect(askedAt).toHaveLength(3);
  for (const [index, at] of askedAt.slice(1).entries()) {
    expect(at - (askedAt[index] as number)).toBeGreaterThanOrEqual(1000 - EARLY_MS);
  }
});

test('no longer than the time that was given for it', async () => {
  const { watched } = busyQueue(60_000);
  const beganAt = performance.now();
  const { results } = await carry({}, watched, { drainSeconds: 0.2 });
  const tookMs = performance.now() - beganAt;
  expect(results).toMatchObject([{ status: 'failed', error: { code: 'CQ421' } }]);
  expect(tookMs).toBeGreaterThanOrEqual(200 - EARLY_MS);
  expect(tookMs).toBeLessThan(950);
});

test('and not on after an interrupt', async () => {
  const { watched } = busyQueue(60_000);
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), 200);
  const beganAt = performance.now();
  const { interrupted } = await carry({}, watched, { signal: controller.signal });
  clearTimeout(timer);
  expect(interrupted).toBe(true);
  expect(performance.now() - beganAt).toBeLessThan(900);
});
