/**
 * Every project under `test/scenarios` on the embedded PBX: before.yaml is applied, then after.yaml is planned as its
 * expected.plan.json says, applied, and there is nothing left to plan.
 */

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createClient } from '../../src/api/client.ts';
import { readLive } from '../../src/api/live.ts';
import { identity } from '../../src/kinds/identity.ts';
import type { Desired } from '../../src/model/desired.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { ACTIONS, type Plan } from '../../src/model/plan.ts';
import { createInProcessTransport } from '../../src/pbx/in-process.ts';
import { liveNeeds } from '../../src/plan/needs.ts';
import { type World as ProjectedWorld, projectPlan } from '../../src/plan/project.ts';
import { renderPlanJson } from '../../src/report/plan-json.ts';
import { openLocalStore } from '../../src/state/local-store.ts';
import { openTestPbx } from '../support/open-test-pbx.ts';
import {
  applyNow,
  expectAsDesired,
  loadPlanScenario,
  PLAN_SCENARIOS,
  planNow,
  type World,
} from '../support/plan-scenarios.ts';

async function inWorld(work: (world: World) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'cqctl-scenario-'));
  const pbx = await openTestPbx();
  const transport = createInProcessTransport(pbx.pbx);
  const credentials = { kind: 'none' } as const;
  try {
    await work({
      client: createClient({ transport, credentials, parallelism: 4, timeoutMs: 5000 }),
      store: openLocalStore(join(folder, 'state.json')),
      target: 'embedded',
    });
  } finally {
    await pbx.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function readWorld({ client, store }: World, desired: Desired): Promise<ProjectedWorld> {
  const state = await store.read();
  const live = await readLive(client, liveNeeds(desired, state));
  return { live, resources: state?.resources ?? {} };
}

/** What is another each time is only said to be there; the hash is of ids too. */
function golden(plan: Plan): string {
  const named = <T extends { id: string | null }>(object: T): T =>
    object.id === null ? object : { ...object, id: 'an id' };
  return renderPlanJson({
    ...plan,
    hash: 'a hash',
    changes: plan.changes.map(named),
    unmanaged: plan.unmanaged.map(named),
  });
}

/** Ids are for the PBX to make, and so is where it keeps files; what it adds to what was sent is its own affair. */
const isMadeByPbx = (name: string): boolean => name === 'id' || name.endsWith('_url');

const sentOf = (fields: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !isMadeByPbx(name)));

function entriesOf({ live, resources }: ProjectedWorld): object {
  const names = new Map(live.objects.map(({ id, kind, key }) => [id, identity(kind, key)]));
  return Object.fromEntries(
    Object.entries(resources).map(([address, { id, prompts, ...entry }]) => {
      const shown = Object.entries(prompts ?? {}).map(
        ([
          field,
          {
            sha256,
            shown: { name, size },
          },
        ]) => [field, { sha256, name, size }],
      );
      return [address, { ...entry, object: names.get(id), prompts: Object.fromEntries(shown) }];
    }),
  );
}

/** The world after the apply is the one that the plan was projected to. */
function expectProjected(projected: ProjectedWorld, found: ProjectedWorld): void {
  const byKey = new Map(found.live.objects.map((object) => [identity(object.kind, object.key), object]));
  const keys = projected.live.objects.map(({ kind, key }) => identity(kind, key));
  expect(keys.sort()).toEqual([...byKey.keys()].sort());
  for (const { kind, key, fields, items } of projected.live.objects) {
    const object = byKey.get(identity(kind, key));
    if (fields !== undefined && object?.fields !== undefined)
      expect(object.fields).toMatchObject(sentOf(fields));
    if (items !== undefined && object?.items !== undefined) {
      const numbers = (list: typeof items) => list.map(({ extension_number }) => extension_number);
      expect(numbers(object.items)).toEqual(numbers(items));
    }
  }
  expect(entriesOf(found)).toEqual(entriesOf(projected));
}

test.for(PLAN_SCENARIOS)('%s', async (name, { expect }) => {
  const scenario = await loadPlanScenario(name);
  await inWorld(async (world) => {
    expect(await applyNow(world, scenario.before)).toEqual([]);
    await scenario.actAtThePortal(world.client);
    const state = await world.store.read();
    if (scenario.losesState && state !== null)
      await world.store.write({ ...state, serial: state.serial + 1, resources: {} });
    const work = await planNow(world, scenario.after);
    const { plan, refusals } = work;
    expect(refusals).toEqual([]);
    const projected = projectPlan(work, await readWorld(world, scenario.after));
    await expect(golden(plan)).toMatchFileSnapshot(join(scenario.folder, 'expected.plan.json'));
    expect(await applyNow(world, scenario.after)).toEqual([]);
    expectProjected(projected, await readWorld(world, scenario.after));
    const left = await planNow(world, scenario.after);
    expect(left.plan.changes).toEqual([]);
    await expectAsDesired(world, scenario);
  });
});

test('every action is in the plan of some scenario', async () => {
  const seen = new Set<string>();
  for (const name of PLAN_SCENARIOS) {
    const { folder } = await loadPlanScenario(name);
    const plan = JSON.parse(await readFile(join(folder, 'expected.plan.json'), 'utf8')) as Plan;
    for (const { action } of plan.changes) seen.add(action);
  }
  expect([...seen].sort()).toEqual([...ACTIONS].sort());
});
