/**
 * The projects under `test/scenarios`: each is a `before.yaml` and an `after.yaml`, and with `options.json` also what
 * becomes of the state between the two and what a person does at the portal meanwhile.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { PbxClient } from '../../src/api/calls.ts';
import { readLive } from '../../src/api/live.ts';
import { applyPlan } from '../../src/apply/apply.ts';
import type { ApplyOptions } from '../../src/apply/options.ts';
import { type LoadOptions, loadProject } from '../../src/config/load.ts';
import { AGENTS } from '../../src/kinds/agents.ts';
import { QUEUE } from '../../src/kinds/queue.ts';
import { SERVER } from '../../src/kinds/server.ts';
import type { AgentEntry, Desired } from '../../src/model/desired.ts';
import { isList } from '../../src/model/desired.ts';
import { CqctlError } from '../../src/model/errors.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { PlannedWork } from '../../src/model/plan.ts';
import { liveNeeds } from '../../src/plan/needs.ts';
import { planChanges } from '../../src/plan/planner.ts';
import type { StateStore } from '../../src/state/store.ts';

const ROOT = join(import.meta.dirname, '../scenarios');
export const PLAN_SCENARIOS: readonly string[] = readdirSync(ROOT, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();

interface Options {
  before?: Partial<LoadOptions>;
  after?: Partial<LoadOptions>;
  losesState?: boolean;
  portal?: {
    create?: JsonObject[];
    createServers?: JsonObject[];
    /** By extension number. */
    update?: { [number: string]: JsonObject };
    agents?: { [number: string]: string[] };
    destroy?: string[];
  };
}

export interface PlanScenario {
  folder: string;
  before: Desired;
  after: Desired;
  losesState: boolean;
  actAtThePortal(client: PbxClient): Promise<void>;
  /** Numbers of queues that are on the PBX in the end without being in `after.yaml`. */
  others: readonly string[];
}

export async function loadPlanScenario(
  name: string,
  folder = join(ROOT, name),
  others: readonly string[] = [],
): Promise<PlanScenario> {
  const file = join(folder, 'options.json');
  const options = (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}) as Options;
  const before = await load(folder, 'before.yaml', options.before);
  const after = await load(folder, 'after.yaml', options.after);
  return {
    folder,
    before,
    after,
    losesState: options.losesState === true,
    actAtThePortal: (client) => act(client, options.portal ?? {}),
    others: othersOf({ before, after, others, portal: options.portal }),
  };
}

async function load(folder: string, path: string, options: Partial<LoadOptions> = {}): Promise<Desired> {
  const { value, diagnostics } = await loadProject({
    path,
    cwd: folder,
    variables: {},
    processEnv: {},
    strict: true,
    ...options,
  });
  if (value === undefined) throw new Error(JSON.stringify(diagnostics));
  return value.desired;
}

function othersOf({
  before,
  after,
  others,
  portal,
}: Pick<PlanScenario, 'before' | 'after' | 'others'> & { portal: Options['portal'] }): string[] {
  if (after.policy.unmanaged === 'destroy') return [];
  const left = before.resources.filter(
    ({ kind, address }) => kind === 'queue' && after.removed.includes(address),
  );
  const made = (portal?.create ?? []).map((fields) => String(fields['extension_number']));
  const all = new Set([...others, ...left.map(({ naturalKey }) => naturalKey), ...made]);
  for (const { kind, naturalKey } of after.resources) if (kind === 'queue') all.delete(naturalKey);
  return [...all];
}

async function act(client: PbxClient, portal: NonNullable<Options['portal']>): Promise<void> {
  const idOf = async (number: string): Promise<string> => String((await client.find(QUEUE, number))?.['id']);
  for (const fields of portal.create ?? []) await client.create(QUEUE, fields);
  for (const fields of portal.createServers ?? []) await client.create(SERVER, fields);
  for (const [number, fields] of Object.entries(portal.update ?? {})) {
    // A PBX may take what an update leaves out for not wanted.
    const { extension_number: _number, polling_strategy, name } = await client.get(QUEUE, await idOf(number));
    await client.update(QUEUE, await idOf(number), {
      name: name ?? null,
      polling_strategy: polling_strategy ?? null,
      ...fields,
    });
  }
  for (const [number, agents] of Object.entries(portal.agents ?? {})) {
    const items = agents.map((extension_number) => ({ extension_number }));
    await client.setItems(AGENTS, await idOf(number), items);
  }
  for (const number of portal.destroy ?? []) await client.destroy(QUEUE, await idOf(number));
}

/** Where a scenario is played. */
export interface World {
  client: PbxClient;
  store: StateStore;
  target: string;
  sleep?: ApplyOptions['sleep'];
}

export async function planNow({ client, store, target }: World, desired: Desired): Promise<PlannedWork> {
  const state = await store.read();
  const live = await readLive(client, liveNeeds(desired, state));
  const options = { targets: [], excludes: [], destroy: false };
  return planChanges({ target, desired, live, state, options });
}

/** What went wrong with a plan or its steps; empty when all was done. */
export async function applyNow(world: World, desired: Desired): Promise<string[]> {
  const { client, store, target, sleep } = world;
  const wrong: string[] = [];
  try {
    await applyPlan({
      work: await planNow(world, desired),
      client,
      store,
      state: await store.read(),
      target,
      parallelism: 4,
      force: false,
      signal: new AbortController().signal,
      onEvent(event) {
        if (event.type === 'step_failed' || event.type === 'step_skipped') wrong.push(JSON.stringify(event));
      },
      ...(sleep === undefined ? {} : { sleep }),
    });
  } catch (error) {
    if (!(error instanceof CqctlError)) throw error;
    wrong.push(error.message);
  }
  return wrong;
}

/** Every value of the project is on the PBX, nothing is there twice, and nothing is there but the others. */
export async function expectAsDesired(
  { client }: Pick<World, 'client'>,
  { after, others }: Pick<PlanScenario, 'after' | 'others'>,
  story = '',
): Promise<void> {
  const [queues, servers] = await Promise.all([client.all(QUEUE), client.all(SERVER)]);
  const desired = { queue: keysOf(after, 'queue'), server: keysOf(after, 'server') };
  const numbers = queues.map((queue) => String(queue['extension_number']));
  expect(numbers.sort(), story).toEqual([...desired.queue, ...others].sort());
  const names = servers.filter(({ type }) => type !== 'INTERNAL').map(({ name }) => String(name));
  expect(names.sort(), story).toEqual(desired.server.sort());
  const idOf = (number: string): string =>
    String(queues.find((queue) => queue['extension_number'] === number)?.['id']);
  for (const resource of after.resources) {
    const { naturalKey, address, lifecycle } = resource;
    const about = `${story} ${address}`;
    if (!isList(resource) && resource.kind === 'server') {
      expect(
        servers.find(({ name }) => name === naturalKey),
        about,
      ).toMatchObject(resource.fields);
      continue;
    }
    const live = await client.get(QUEUE, idOf(naturalKey));
    const isFree = (name: string): boolean => lifecycle.ignoreChanges.includes(name);
    if (!isList(resource)) {
      const fields = Object.entries({ ...resource.fields, ...resource.extra }).filter(
        ([name]) => !isFree(name),
      );
      expect(live, about).toMatchObject(Object.fromEntries(fields));
      for (const [name, prompt] of Object.entries(resource.prompts)) {
        const shown = name.replace(/_id$/, '');
        expect(live, about).toMatchObject({ [`${shown}_name`]: prompt.name, [`${shown}_size`]: prompt.size });
      }
    } else if (!isFree('agents')) {
      const hasOrder = String(live['polling_strategy']).endsWith('PRIORITIZED_HUNT');
      const items = (await client.listItems(AGENTS, idOf(naturalKey))) as unknown as AgentEntry[];
      expect(linesOf(items, hasOrder), about).toEqual(linesOf(resource.items, hasOrder));
    }
  }
}

function keysOf({ resources }: Desired, kind: 'queue' | 'server'): string[] {
  return resources.filter((resource) => resource.kind === kind).map(({ naturalKey }) => naturalKey);
}

function linesOf(agents: readonly AgentEntry[], hasOrder: boolean): string[] {
  const lines = agents.map(({ extension_number, skill_level }) => `${extension_number} ${skill_level ?? 1}`);
  return hasOrder ? lines : lines.sort();
}
