/** The configs that a dry run can be on: the files, what the PBX has, or what it will have after apply. */

import { createReader, type PbxReader } from '../api/client.ts';
import type { Project } from '../config/load.ts';
import type { Desired } from '../model/desired.ts';
import type { Live } from '../model/live.ts';
import { planChanges } from '../plan/planner.ts';
import type { RoutedQueue } from '../routing/queues.ts';
import { readAllLive } from './all-live.ts';
import { openStore, withConnection } from './context.ts';
import type { Invocation } from './invocation.ts';

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
  const state = await (await openStore(project)).read();
  return withConnection(invocation, project, async (connection) => {
    const reader: PbxReader = createReader(connection.options);
    const live = await readAllLive(reader);
    const options = { targets: [], excludes: [], destroy: false };
    const { steps } = planChanges({
      target: connection.target,
      desired: project.desired,
      live,
      state,
      options,
    });
    const gone = new Set(
      steps
        .map(({ change }) => change)
        .filter(({ kind, action }) => kind === 'queue' && (action === 'destroy' || action === 'replace'))
        .map(({ id }) => id),
    );
    return worldsOf(project.desired, live, gone);
  });
}

/** `gone`: ids of queues that the plan destroys or replaces. */
export function worldsOf(desired: Desired, live: Live, gone: ReadonlySet<string | null>): LiveWorlds {
  const wanted = configQueues(desired);
  const keys = new Map(wanted.map(({ number, key }) => [number, key]));
  const ownAgents = agentsOf(desired);
  const withAgents = new Set(
    desired.resources
      .filter(({ kind, address }) => kind === 'queue' && ownAgents.has(address))
      .map(({ naturalKey }) => naturalKey),
  );
  const routed = live.queues
    .map((queue) => ({
      id: queue.id,
      key: keys.get(queue.key) ?? queue.key,
      number: queue.key,
      fields: queue.fields ?? {},
      agents: queue.items ?? [],
    }))
    .sort((a, b) => (a.number < b.number ? -1 : 1));
  const staying = new Map(routed.filter(({ id }) => !gone.has(id)).map((queue) => [queue.number, queue]));
  const planned = wanted.map((queue) => {
    const has = staying.get(queue.number);
    if (has === undefined) return queue;
    return {
      ...queue,
      fields: { ...has.fields, ...queue.fields },
      agents: withAgents.has(queue.number) ? queue.agents : has.agents,
    };
  });
  const others = [...staying.values()].filter(({ number }) => !keys.has(number));
  return { live: routed, planned: [...planned, ...others] };
}
