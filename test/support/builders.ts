/** Desired, live and state in a few words, and an apply in memory: what the planner's tests are made of. */

import { withReleased } from '../../src/apply/unchanged-entries.ts';
import type { Address } from '../../src/model/address.ts';
import type { Desired, DesiredObject, DesiredResource, Lifecycle, Policy } from '../../src/model/desired.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { Live, LiveAgent, LiveObject } from '../../src/model/live.ts';
import type { PlannedWork } from '../../src/model/plan.ts';
import type { StateDocument, StateResource } from '../../src/model/state.ts';
import { type PlanOptions, planChanges } from '../../src/plan/planner.ts';
import { projectPlan } from '../../src/plan/project.ts';

const NO_LIFECYCLE: Lifecycle = { ignoreChanges: [] };

export interface QueueSpec {
  number: string;
  fields?: JsonObject;
  extra?: JsonObject;
  prompts?: DesiredObject['prompts'];
  agents?: { extension_number: string; skill_level?: number }[];
  lifecycle?: Partial<Lifecycle>;
}

export interface ServerSpec {
  fields?: JsonObject;
  extra?: JsonObject;
  lifecycle?: Partial<Lifecycle>;
}

export interface DesiredSpec {
  servers?: { [key: string]: ServerSpec };
  queues?: { [key: string]: QueueSpec };
  moved?: [from: Address, to: Address][];
  removed?: Address[];
  policy?: Partial<Policy>;
}

export function buildDesired(spec: DesiredSpec): Desired {
  let line = 1;
  const source = () => ({ file: 'cqctl.yaml', line: line++, column: 3 });
  const resources: DesiredResource[] = [];
  for (const [key, server] of Object.entries(spec.servers ?? {})) {
    const fields = server.fields ?? {};
    resources.push({
      kind: 'server',
      address: `server.${key}`,
      key,
      naturalKey: String(fields['name'] ?? key),
      source: source(),
      lifecycle: { ...NO_LIFECYCLE, ...server.lifecycle },
      fields,
      extra: server.extra ?? {},
      prompts: {},
    });
  }
  for (const [key, queue] of Object.entries(spec.queues ?? {})) {
    const base = {
      key,
      naturalKey: queue.number,
      source: source(),
      lifecycle: { ...NO_LIFECYCLE, ...queue.lifecycle },
    };
    resources.push({
      ...base,
      kind: 'queue',
      address: `queue.${key}`,
      fields: { extension_number: queue.number, ...queue.fields },
      extra: queue.extra ?? {},
      prompts: queue.prompts ?? {},
    });
    if (queue.agents === undefined) continue;
    resources.push({
      ...base,
      kind: 'agents',
      address: `agents.${key}`,
      parent: `queue.${key}`,
      items: queue.agents,
    });
  }
  return {
    resources,
    moved: (spec.moved ?? []).map(([from, to]) => ({ from, to, source: source() })),
    removed: spec.removed ?? [],
    policy: {
      routing: { figures: [] },
      unmanaged: 'report',
      maxUpdates: { share: 1 },
      maxDestroys: { count: 10 },
      ...spec.policy,
    },
  };
}

export interface LiveQueueSpec {
  id: string;
  number: string;
  fields?: JsonObject;
  agents?: LiveAgent[];
}

export function liveQueue({ id, number, fields, agents }: LiveQueueSpec): LiveObject {
  const all: JsonObject = { name: `Queue ${number}`, polling_strategy: 'RING_SIMULTANEOUSLY', ...fields };
  return {
    kind: 'queue',
    id,
    key: number,
    name: String(all['name']),
    internal: false,
    fields: { id, extension_number: number, ...all },
    items: agents ?? [],
  };
}

export function liveServer(id: string, name: string, fields: JsonObject = {}, internal = false): LiveObject {
  const type = internal ? 'INTERNAL' : 'EXTERNAL';
  return {
    kind: 'server',
    id,
    key: name,
    name,
    internal,
    fields: { id, name, enabled: true, type, ...fields },
  };
}

export function buildLive(queues: LiveObject[], servers: LiveObject[] = []): Live {
  return { objects: [...servers, ...queues], files: [] };
}

export const TARGET = 'http://127.0.0.1:8887';

export function buildState(resources: { [address: Address]: StateResource }): StateDocument {
  return { version: 1, lineage: 'test', serial: 1, target: TARGET, resources };
}

export function stateEntry(
  kind: StateResource['kind'],
  id: string,
  key: string,
  more: Partial<StateResource> = {},
): StateResource {
  return { kind, id, key, applied: {}, prevent_destroy: false, ...more };
}

export function plan(
  desired: Desired,
  live: Live,
  state: StateDocument | null = null,
  options: Partial<PlanOptions> = {},
): PlannedWork {
  return planChanges({
    target: TARGET,
    desired,
    live,
    state,
    options: { targets: [], excludes: [], destroy: false, ...options },
  });
}

/** What the PBX and the state are after a plan was carried out; nothing is mutated. */
export function applyInMemory(
  work: PlannedWork,
  before: { live: Live; state: StateDocument | null },
): { live: Live; state: StateDocument } {
  const { live, resources } = projectPlan(work, {
    live: before.live,
    resources: before.state?.resources ?? {},
  });
  const state = { ...buildState(resources), serial: (before.state?.serial ?? 0) + 1 };
  return { live, state: withReleased(state, work) };
}

/** Freezes all of a value, so that a mutation throws. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const item of Object.values(value)) deepFreeze(item);
  }
  return value;
}
