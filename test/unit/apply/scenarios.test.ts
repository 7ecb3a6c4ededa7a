/**
 * Every project under `test/scenarios` on the embedded PBX: before.yaml is applied, then after.yaml is planned as its
 * expected.plan.json says, applied, and there is nothing left to plan.
 */

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createClient } from '../../../src/api/client.ts';
import { ACTIONS, type Plan } from '../../../src/model/plan.ts';
import { createInProcessTransport } from '../../../src/pbx/in-process.ts';
import { renderPlanJson } from '../../../src/report/plan-json.ts';
import { openLocalStore } from '../../../src/state/local-store.ts';
import {
  applyNow,
  expectAsDesired,
  loadPlanScenario,
  PLAN_SCENARIOS,
  planNow,
  type World,
} from '../../support/plan-scenarios.ts';
import { openTestPbx } from '../pbx/open-test-pbx.ts';

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

test.each(PLAN_SCENARIOS)('%s', async (name) => {
  const scenario = await loadPlanScenario(name);
  await inWorld(async (world) => {
    expect(await applyNow(world, scenario.before)).toEqual([]);
    await scenario.actAtThePortal(world.client);
    const state = await world.store.read();
    if (scenario.losesState && state !== null)
      await world.store.write({ ...state, serial: state.serial + 1, resources: {} });
    const { plan, refusals } = await planNow(world, scenario.after);
    expect(refusals).toEqual([]);
    await expect(golden(plan)).toMatchFileSnapshot(join(scenario.folder, 'expected.plan.json'));
    expect(await applyNow(world, scenario.after)).toEqual([]);
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
