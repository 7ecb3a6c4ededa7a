/** The callers of `serve --calls`: a scenario, read and looked up before anything is opened to them. */

import type { Project } from '../../config/load.ts';
import { ConfigError } from '../../model/errors.ts';
import { createScenarioClock } from '../../pbx/live/scenario-clock.ts';
import type { PbxOptions } from '../../pbx/pbx.ts';
import { configQueues } from '../../routing/worlds.ts';
import { createLiveTraffic } from '../../scenario/live-traffic.ts';
import { Problems } from '../../source/problems.ts';
import { openScenarios } from '../dry-run/scenarios.ts';
import type { Invocation } from '../invocation.ts';
import { isProjectAtHand, openProject } from '../project/open-project.ts';
import { parseNumber } from '../settings.ts';

const SPEEDS = { least: 0.1, most: 10_000 };

/** The scenario's time stands still until `start`. */
export async function openLiveCalls(
  invocation: Invocation,
  { calls, speed }: { calls: string; speed: string | undefined },
): Promise<NonNullable<PbxOptions['calls']> & { start(): void }> {
  const clock = createScenarioClock(speed === undefined ? 1 : parseNumber(speed, '--speed', SPEEDS));
  const [scenario] = await openScenarios(invocation, [calls]);
  if (scenario === undefined) throw new Error('a scenario that has no errors is not there');
  const project = await openProjectIfAny(invocation);
  return {
    ...clock,
    createTraffic(stored) {
      const problems = new Problems();
      const queues = project === undefined ? [] : configQueues(project.desired);
      const options = { project: queues, stored, routing: project?.routing ?? {} };
      const traffic = createLiveTraffic(scenario, options, problems);
      const found = problems.list(false);
      if (problems.hasErrors) throw new ConfigError(found);
      for (const { code, summary } of found) invocation.output.log('warning', `${code} ${summary}`);
      return traffic;
    },
  };
}

/** A scenario may name queues by their keys in the project; without one, by number. */
async function openProjectIfAny(invocation: Invocation): Promise<Project | undefined> {
  return isProjectAtHand(invocation)
    ? (await openProject(invocation, { isOffline: true })).project
    : undefined;
}
