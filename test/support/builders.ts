/** Desired, live and state in a few words, and an apply in memory: what the planner's tests are made of. */

import { withReleased } from '../../src/apply/settle.ts';
import type { Address } from '../../src/model/address.ts';
import {
  createDefaults,
  type Desired,
  type DesiredPrompt,
  type DesiredQueue,
  type DesiredResource,
  type DesiredServer,
  type Lifecycle,
  type Policy,
  type PromptField,
} from '../../src/model/desired.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { Live, LiveAgent, LiveObject } from '../../src/model/live.ts';
import type { PlannedWork } from '../../src/model/plan.ts';
import type { StateDocument, StateResource } from '../../src/model/state.ts';
import { type PlanOptions, planChanges } from '../../src/plan/planner.ts';

const NO_LIFECYCLE: Lifecycle = { ignoreChanges: [] };

export interface QueueSpec {
  number: string;
  fields?: JsonObject;
  extra?: JsonObject;
  prompts?: DesiredQueue['prompts'];
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
      queue: `queue.${key}`,
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
  return { queues, servers, files: [] };
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
  const objects = new Map(
    [...before.live.servers, ...before.live.queues].map((object) => [object.id, object]),
  );
  const resources = { ...before.state?.resources };
  for (const address of [...work.dropped, ...(work.plan.forgotten ?? [])]) delete resources[address];
  Object.assign(resources, work.settled);
  let next = objects.size + 1;
  const freshId = (): string => {
    while (objects.has(`id-${next}`)) next++;
    return `id-${next}`;
  };
  for (const { change, desired, live, clears } of work.steps) {
    const { address, action } = change;
    if (change.kind === 'agents') {
      if (desired?.kind !== 'agents') throw new Error(`${address} has no desired list`);
      const id = resources[desired.queue]?.id ?? live?.id ?? '';
      const object = objects.get(id) as LiveObject;
      if (change.fields.length > 0) objects.set(id, { ...object, items: desired.items });
      resources[address] = stateEntry('agents', id, object.key, {
        applied: { items: desired.items as never },
      });
      continue;
    }
    if (action === 'destroy' || action === 'replace') {
      objects.delete(live?.id ?? '');
      delete resources[address];
      for (const other of clears ?? []) objects.delete(other.live.id);
      if (action === 'destroy') {
        delete resources[address.replace(/^queue\./, 'agents.') as Address];
        continue;
      }
    }
    if (desired === undefined || desired.kind === 'agents') throw new Error(`${address} has nothing desired`);
    const isNew = action === 'create' || action === 'replace';
    const id = isNew ? freshId() : (live?.id ?? '');
    const values = { ...desired.fields, ...desired.extra };
    const object = objects.get(id);
    if (isNew) {
      if (
        [...objects.values()].some((other) => other.kind === desired.kind && other.key === desired.naturalKey)
      ) {
        throw new Error(`${desired.naturalKey} is taken`);
      }
      const fields: JsonObject = { id, ...createDefaults(desired), ...values, ...shownPrompts(desired) };
      const name = String(fields['name']);
      objects.set(id, {
        kind: desired.kind,
        id,
        key: desired.naturalKey,
        name,
        internal: false,
        fields,
        items: [],
      });
    } else if (object !== undefined && change.fields.length > 0) {
      const paths = change.fields.map(({ path }) => path);
      const changed = Object.fromEntries(
        change.fields.filter(({ path }) => !isPromptFile(path)).map(({ path, after }) => [path, after]),
      );
      const prompts = shownPrompts(desired, (field) => paths.includes(PROMPT_FILES[field]));
      objects.set(id, { ...object, fields: { ...object.fields, ...changed, ...prompts } });
    }
    const applied = { ...values };
    for (const name of desired.lifecycle.ignoreChanges) delete applied[name];
    const prompts = promptRecords(desired, objects.get(id)?.fields ?? {});
    resources[address] = stateEntry(desired.kind, id, desired.naturalKey, {
      applied,
      prevent_destroy: desired.lifecycle.preventDestroy === true,
      ...(desired.file === undefined ? {} : { file: desired.file }),
      ...(Object.keys(prompts).length === 0 ? {} : { prompts }),
    });
  }
  const all = [...objects.values()];
  return {
    live: {
      servers: all.filter((object) => object.kind === 'server'),
      queues: all.filter((object) => object.kind === 'queue'),
      files: [],
    },
    state: withReleased({ ...buildState(resources), serial: (before.state?.serial ?? 0) + 1 }, work),
  };
}

const PROMPT_FILES: { readonly [K in PromptField]: string } = {
  moh_prompt_file_id: 'moh_prompt_file',
  intro_prompt_file_id: 'intro_prompt_file',
};
const isPromptFile = (path: string): boolean => Object.values(PROMPT_FILES).includes(path);

function promptsOf(resource: DesiredQueue | DesiredServer): [PromptField, DesiredPrompt][] {
  return resource.kind === 'queue'
    ? (Object.entries(resource.prompts) as [PromptField, DesiredPrompt][])
    : [];
}

/** As the PBX shows what was sent. */
function shownPrompts(
  resource: DesiredQueue | DesiredServer,
  isSent: (field: PromptField) => boolean = () => true,
): JsonObject {
  const shown: JsonObject = {};
  for (const [field, { name, size, sha256 }] of promptsOf(resource)) {
    if (!isSent(field)) continue;
    shown[`${PROMPT_FILES[field]}_name`] = name;
    shown[`${PROMPT_FILES[field]}_size`] = size;
    shown[`${PROMPT_FILES[field]}_url`] = `/api/blobs/${sha256}`;
  }
  return shown;
}

function promptRecords(
  resource: DesiredQueue | DesiredServer,
  live: JsonObject,
): NonNullable<StateResource['prompts']> {
  const records: NonNullable<StateResource['prompts']> = {};
  for (const [field, { sha256 }] of promptsOf(resource)) {
    if (resource.lifecycle.ignoreChanges.includes(PROMPT_FILES[field])) continue;
    const [name, size, url] = ['name', 'size', 'url'].map((end) => live[`${PROMPT_FILES[field]}_${end}`]);
    const shown = {
      name: String(name),
      size: Number(size),
      ...(url === undefined ? {} : { url: String(url) }),
    };
    records[field] = { file_id: `file-${sha256}`, sha256, shown };
  }
  return records;
}

/** Freezes all of a value, so that a mutation throws. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const item of Object.values(value)) deepFreeze(item);
  }
  return value;
}
