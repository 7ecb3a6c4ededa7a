/** The least of a loader: YAML without includes to Desired, so that export can be tested alone. */

import { parse } from 'yaml';
import type { AgentEntry, Desired, DesiredResource } from '../../src/model/desired.ts';
import type { Json, JsonObject } from '../../src/model/json.ts';
import type { LiveAgent, LiveObject } from '../../src/model/live.ts';

interface Written {
  variables?: { [name: string]: Json };
  defaults?: { queue?: JsonObject; server?: JsonObject };
  agent_lists?: { [name: string]: Json[] };
  servers?: { [key: string]: JsonObject };
  queues?: { [key: string]: JsonObject };
  removed?: string[];
}

export function desiredOf(...texts: string[]): Desired {
  return resolveAll(writtenOf(texts));
}

/** What the texts give every queue and server. */
export function defaultsOf(...texts: string[]): { queue: JsonObject; server: JsonObject } {
  const written = writtenOf(texts);
  const { queue = {}, server = {} } = written.defaults ?? {};
  return { queue: resolve(queue, written), server: resolve(server, written) };
}

function writtenOf(texts: readonly string[]): Written {
  const written: Written = {};
  for (const text of texts) {
    for (const [name, value] of Object.entries((parse(text, { merge: true }) ?? {}) as Written)) {
      const known = written[name as keyof Written];
      Object.assign(written, {
        [name]: isMapping(known) && isMapping(value) ? { ...known, ...value } : value,
      });
    }
  }
  return written;
}

function resolveAll(written: Written): Desired {
  const resources: DesiredResource[] = [];
  // As in the loader, those who name one list have the very list.
  const lists = new Map<unknown, AgentEntry[]>();
  for (const [key, own] of Object.entries(written.servers ?? {})) {
    const fields = resolve({ ...written.defaults?.server, ...own }, written);
    const naturalKey = typeof fields['name'] === 'string' ? fields['name'] : key;
    resources.push({
      ...base(key),
      kind: 'server',
      address: `server.${key}`,
      naturalKey,
      fields,
      extra: {},
      prompts: {},
    });
  }
  for (const [key, own] of Object.entries(written.queues ?? {})) {
    const all = resolve({ ...written.defaults?.queue, ...own }, written);
    const { agents, lifecycle, extra, ...fields } = all;
    const naturalKey = String(fields['extension_number']);
    const extras = { ...defaultExtra(written), ...(isMapping(extra) ? extra : {}) };
    const ignoreChanges = isMapping(lifecycle) ? ((lifecycle['ignore_changes'] ?? []) as string[]) : [];
    resources.push({
      ...base(key),
      lifecycle: { preventDestroy: false, ignoreChanges },
      kind: 'queue',
      address: `queue.${key}`,
      naturalKey,
      fields,
      extra: Object.fromEntries(Object.entries(extras).filter(([, value]) => value !== null)),
      prompts: {},
    });
    const list = typeof agents === 'string' ? written.agent_lists?.[agents] : agents;
    if (!Array.isArray(list)) continue;
    const items = list.map((item) => (isMapping(item) ? item : { extension_number: item }));
    if (!lists.has(list)) lists.set(list, items as unknown as AgentEntry[]);
    resources.push({
      ...base(key),
      kind: 'agents',
      address: `agents.${key}`,
      naturalKey,
      parent: `queue.${key}`,
      items: lists.get(list) ?? [],
    });
  }
  return {
    resources,
    moved: [],
    removed: (written.removed ?? []) as 'queue.x'[],
    policy: {
      unmanaged: 'report',
      maxUpdates: { share: 1 },
      maxDestroys: { count: 10 },
      routing: { figures: [] },
    },
  };
}

function defaultExtra({ defaults }: Written): JsonObject {
  const extra = defaults?.queue?.['extra'];
  return isMapping(extra) ? extra : {};
}

function isMapping(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function base(key: string) {
  return {
    key,
    source: { file: 'cqctl.yaml', line: 1, column: 1 },
    lifecycle: { preventDestroy: false, ignoreChanges: [] },
  };
}

function resolve(fields: JsonObject, written: Written): JsonObject {
  const kept = Object.entries(fields).filter(([, value]) => value !== null);
  return Object.fromEntries(
    kept.map(([name, value]) => {
      const variable = typeof value === 'string' ? /^\$\{var\.(\w+)\}$/.exec(value)?.[1] : undefined;
      if (variable !== undefined) return [name, written.variables?.[variable] ?? null];
      return [name, typeof value === 'string' ? value.replaceAll('$${', '${') : value];
    }),
  );
}

export function liveQueue(
  number: string,
  name: string,
  fields: JsonObject = {},
  items?: LiveAgent[],
): LiveObject {
  const id = `id-${number}`;
  return {
    kind: 'queue',
    id,
    key: number,
    name,
    internal: false,
    fields: { id, name, extension_number: number, polling_strategy: 'RING_SIMULTANEOUSLY', ...fields },
    ...(items === undefined ? {} : { items }),
  };
}

export function liveServer(name: string, fields: JsonObject = {}, internal = false): LiveObject {
  const type = internal ? 'INTERNAL' : 'EXTERNAL';
  return {
    kind: 'server',
    id: `id-${name}`,
    key: name,
    name,
    internal,
    fields: { id: `id-${name}`, name, enabled: true, ipv4: '192.0.2.1', ipv6: null, type, ...fields },
  };
}
