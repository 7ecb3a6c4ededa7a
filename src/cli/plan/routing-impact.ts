/** What a plan does to callers: its scenarios tried on what the PBX has and on what it will have. */

import type { Project } from '../../config/load.ts';
import type { PlannedWork } from '../../model/plan.ts';
import type { RoutingImpact } from '../../model/simulation.ts';
import type { PlanInput } from '../../plan/planner.ts';
import { findRoutingRefusals } from '../../routing/gate.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { compareWorlds } from '../dry-run/compare-worlds.ts';
import { showRuns } from '../dry-run/run-progress.ts';
import { worldsOf } from '../dry-run/worlds.ts';
import type { Invocation } from '../invocation.ts';

/** The plan with its impact, and refused where `policy.routing` says so. */
export async function addRoutingImpact(
  invocation: Invocation,
  scenarios: readonly Scenario[],
  { project, input, work }: { project: Project; input: PlanInput; work: PlannedWork },
): Promise<PlannedWork> {
  const worlds = worldsOf(input, work);
  const routing: RoutingImpact[] = [];
  for (const scenario of scenarios) {
    const progress = showRuns(invocation, scenario.name);
    const comparison = await compareWorlds(scenario, {
      ...worlds,
      common: {
        routing: project.routing,
        trace: false,
        signal: invocation.signal,
        onProgress: progress.update,
      },
    });
    const { before, after, ...impact } = comparison;
    progress.end(before.engine.calls + after.engine.calls);
    routing.push(impact);
  }
  const refusals = findRoutingRefusals(project.desired.policy.routing, routing);
  return {
    ...work,
    plan: { ...work.plan, routing, diagnostics: [...work.plan.diagnostics, ...refusals] },
    refusals: [...work.refusals, ...refusals],
  };
}
