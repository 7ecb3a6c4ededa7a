/** The configs that a dry run can be on: the files, what the PBX has, or what it will have after apply. */

import { createReader } from '../api/client.ts';
import type { Project } from '../config/load.ts';
import { createDefaults, type Desired } from '../model/desired.ts';
import type { Step } from '../model/plan.ts';
import { type PlanInput, planChanges } from '../plan/planner.ts';
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

/** `live` has all queues in full, whether the plan needs them or not. What no step is about stays as it is. */
export function worldsOf(
  { desired, live }: Pick<PlanInput, 'desired' | 'live'>,
  steps: readonly Step[],
): LiveWorlds {
  const keys = new Map(configQueues(desired).map(({ number, key }) => [number, key]));
  const routed = live.queues.map((queue) => ({
    id: queue.id,
    key: keys.get(queue.key) ?? queue.key,
    number: queue.key,
    fields: queue.fields ?? {},
    agents: queue.items ?? [],
  }));
  const gone = new Set(
    steps
      .map(({ change }) => change)
      .filter(({ kind, action }) => kind === 'queue' && (action === 'destroy' || action === 'replace'))
      .map(({ id }) => id),
  );
  const planned = new Map<string, RoutedQueue>(
    routed.filter(({ id }) => !gone.has(id)).map((queue) => [queue.number, queue]),
  );
  for (const step of steps) carryOut(step, planned);
  return { live: inOrder(routed, keys), planned: inOrder([...planned.values()], keys) };
}

function carryOut({ change, desired }: Step, queues: Map<string, RoutedQueue>): void {
  if (desired === undefined || desired.kind === 'server') return;
  const number = desired.naturalKey;
  const has = queues.get(number);
  if (desired.kind === 'queue') {
    const fields = has?.fields ?? { ...createDefaults(desired), ...desired.extra, ...desired.fields };
    const changed = Object.fromEntries(change.fields.map(({ path, after }) => [path, after]));
    queues.set(number, {
      key: desired.key,
      number,
      fields: { ...fields, ...changed },
      agents: has?.agents ?? [],
    });
  } else if (has !== undefined && change.fields.length > 0)
    queues.set(number, { ...has, agents: desired.items });
}

/** That of the files, which decides between equals, then the rest: the same before and after. */
function inOrder(queues: readonly RoutedQueue[], keys: ReadonlyMap<string, string>): RoutedQueue[] {
  const places = new Map([...keys.keys()].map((number, place) => [number, place]));
  const placeOf = ({ number }: RoutedQueue): number => places.get(number) ?? places.size;
  return [...queues].sort((a, b) => placeOf(a) - placeOf(b) || (a.number < b.number ? -1 : 1));
}
