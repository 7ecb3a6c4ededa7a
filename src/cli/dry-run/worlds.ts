/** What the PBX has and will have, read for a dry run. */

import { createReader } from '../../api/client.ts';
import type { Project } from '../../config/load.ts';
import type { PlannedWork } from '../../model/plan.ts';
import { type PlanInput, planChanges } from '../../plan/planner.ts';
import { projectPlan } from '../../plan/project.ts';
import type { RoutedQueue } from '../../routing/queues.ts';
import { liveQueues } from '../../routing/worlds.ts';
import type { Invocation } from '../invocation.ts';
import { withConnection } from '../live/connection.ts';
import { readPlanInput } from '../plan/planning.ts';
import { openStore } from '../state/backends.ts';

export interface LiveWorlds {
  live: RoutedQueue[];
  planned: RoutedQueue[];
}

/** Reads the whole PBX: an agent may be shared with queues that no file names. */
export async function readWorlds(invocation: Invocation, project: Project): Promise<LiveWorlds> {
  const state = await (await openStore(invocation, project)).read();
  const input = await withConnection(invocation, project, async (connection) => {
    const options = { targets: [], excludes: [], destroy: false };
    const known = { project, state, target: connection.target, options, isWhole: true };
    return readPlanInput(createReader(connection.options), known);
  });
  return invocation.compute(() => worldsOf(input, planChanges(input)));
}

/** `live` has all queues in full, whether the plan needs them or not. */
export function worldsOf(
  { desired, live, state }: Pick<PlanInput, 'desired' | 'live' | 'state'>,
  work: PlannedWork,
): LiveWorlds {
  const after = projectPlan(work, { live, resources: state?.resources ?? {} });
  return { live: liveQueues(live, desired), planned: liveQueues(after.live, desired) };
}
