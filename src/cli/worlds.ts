/** The configs that a dry run can be on: the files, what the PBX has, or what it will have after apply. */

import { createReader } from '../api/client.ts';
import type { Project } from '../config/load.ts';
import type { Desired } from '../model/desired.ts';
import type { Step } from '../model/plan.ts';
import { type PlanInput, planChanges } from '../plan/planner.ts';
import { isSelected } from '../plan/select.ts';
import type { RoutedQueue } from '../routing/queues.ts';
import { openStore, withConnection } from './context.ts';
import type { Invocation } from './invocation.ts';
import { readPlanInput } from './planning.ts';

/** Offline: what is not written takes the API's documented default. */
export function configQueues(desired: Desired): RoutedQueue[] {
  const agents = agentsOf(desired);
  return desired.resources
    .filter((resource) => resource.kind === 'queue')
    .map(({ address, key, naturalKey, fields, extra }) => ({
      key,
      number: naturalKey,
      fields: { ...extra, ...fields },
      agents: agents.get(address) ?? [],
    }));
}

function agentsOf(desired: Desired) {
  return new Map(
    desired.resources
      .filter((resource) => resource.kind === 'agents')
      .map((resource) => [resource.queue, resource.items]),
  );
}

export interface LiveWorlds {
  live: RoutedQueue[];
  planned: RoutedQueue[];
}

/** Reads the whole PBX: an agent may be shared with queues that no file names. */
export async function readWorlds(invocation: Invocation, project: Project): Promise<LiveWorlds> {
  const state = await (await openStore(invocation, project)).read();
  return withConnection(invocation, project, async (connection) => {
    const options = { targets: [], excludes: [], destroy: false };
    const known = { project, state, target: connection.target, options, isWhole: true };
    const input = await readPlanInput(createReader(connection.options), known);
    return worldsOf(input, planChanges(input).steps);
  });
}

/** `live` has all queues in full, whether the plan needs them or not. */
export function worldsOf(
  { desired, live, options }: Pick<PlanInput, 'desired' | 'live' | 'options'>,
  steps: readonly Step[],
): LiveWorlds {
  const wanted = options.destroy
    ? []
    : desired.resources.filter(({ kind, address }) => kind === 'queue' && isSelected(address, options));
  const keys = new Map(configQueues(desired).map(({ number, key }) => [number, key]));
  const routed = live.queues
    .map((queue) => ({
      id: queue.id,
      key: keys.get(queue.key) ?? queue.key,
      number: queue.key,
      fields: queue.fields ?? {},
      agents: queue.items ?? [],
    }))
    .sort((a, b) => (a.number < b.number ? -1 : 1));
  const gone = new Set(
    steps
      .map(({ change }) => change)
      .filter(({ kind, action }) => kind === 'queue' && (action === 'destroy' || action === 'replace'))
      .map(({ id }) => id),
  );
  const staying = new Map(routed.filter(({ id }) => !gone.has(id)).map((queue) => [queue.number, queue]));
  const written = new Map(configQueues(desired).map((queue) => [queue.number, queue]));
  const lists = agentsOf(desired);
  const planned = wanted.map(({ address, naturalKey, lifecycle }): RoutedQueue => {
    const queue = written.get(naturalKey) as RoutedQueue;
    const has = staying.get(naturalKey);
    const ignored = lifecycle.ignoreChanges.filter((name) => has?.fields[name] !== undefined);
    return {
      ...queue,
      fields: {
        ...has?.fields,
        ...queue.fields,
        ...Object.fromEntries(ignored.map((name) => [name, has?.fields[name] ?? null])),
      },
      agents: lists.has(address) ? queue.agents : (has?.agents ?? []),
    };
  });
  const numbers = new Set(planned.map(({ number }) => number));
  return {
    live: routed,
    planned: [...planned, ...[...staying.values()].filter(({ number }) => !numbers.has(number))],
  };
}
