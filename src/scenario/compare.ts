/**
 * Compares two configs on the same callers: every figure before and after, and whether the change is significant.
 *
 * Each replication has the same callers and agents on both sides, so changes are paired by replication, which takes most of
 * the noise out. What is not random changes by the same in every replication, and its interval has no width.
 */

import {
  type AgentResult,
  type Comparison,
  type FigureChange,
  type QueueResult,
  SIMULATION_FORMAT_VERSION,
} from '../model/simulation.ts';
import {
  AGENT_METRIC_NAMES,
  figureAt,
  figurePath,
  QUEUE_METRIC_NAMES,
  queueFigure,
} from '../routing/metrics.ts';
import type { Simulated } from './simulate.ts';
import { meanWithInterval, round } from './summary.ts';

/** Fewer replications give no useful interval; a scenario may ask for more. */
export const MIN_REPLICATIONS = 10;

export type Side = Extract<Simulated, { ok: true }>;

export function compareSides(before: Side, after: Side): Comparison {
  const { scenario, seed, replications, readings } = after.result;
  return {
    format_version: SIMULATION_FORMAT_VERSION,
    scenario,
    seed,
    replications,
    readings,
    before: before.result,
    after: after.result,
    queues: compareAll(
      samplesOf(before, before.bound.queueKeys, (run) => run.queues),
      samplesOf(after, after.bound.queueKeys, (run) => run.queues),
      QUEUE_METRIC_NAMES.map((metric) => [
        figurePath(metric),
        (result: QueueResult) => queueFigure(result, metric),
      ]),
    ),
    agents: compareAll(
      samplesOf(before, before.bound.agentNumbers, (run) => run.agents),
      samplesOf(after, after.bound.agentNumbers, (run) => run.agents),
      AGENT_METRIC_NAMES.map((metric) => [metric, (result: AgentResult) => figureAt(result, metric)]),
    ),
  };
}

/** By name: its result in each replication. */
function samplesOf<Result>(
  side: Side,
  names: readonly string[],
  resultsOf: (run: Side['runs'][number]) => readonly Result[],
): Map<string, Result[]> {
  return new Map(names.map((name, index) => [name, side.runs.map((run) => resultsOf(run)[index] as Result)]));
}

type Figure<Result> = readonly [path: string, read: (result: Result) => number | null];

/** In the order of the side after, then what only the one before has. */
function compareAll<Result>(
  before: ReadonlyMap<string, readonly Result[]>,
  after: ReadonlyMap<string, readonly Result[]>,
  figures: readonly Figure<Result>[],
): { [name: string]: { [figure: string]: FigureChange } } {
  const names = [...new Set([...after.keys(), ...before.keys()])];
  const changes: { [name: string]: { [figure: string]: FigureChange } } = Object.create(null);
  for (const name of names) {
    changes[name] = Object.fromEntries(
      figures.map(([path, read]) => [
        path,
        changeOf(before.get(name)?.map(read) ?? [], after.get(name)?.map(read) ?? []),
      ]),
    );
  }
  return changes;
}

function changeOf(before: readonly (number | null)[], after: readonly (number | null)[]): FigureChange {
  const present = (values: readonly (number | null)[]) => values.filter((value) => value !== null);
  const pairs: number[] = [];
  after.forEach((value, replication) => {
    const other = before[replication] ?? null;
    if (value !== null && other !== null) pairs.push(value - other);
  });
  const { mean, interval } = meanWithInterval(pairs);
  return {
    before: round(meanWithInterval(present(before)).mean),
    after: round(meanWithInterval(present(after)).mean),
    change: round(mean),
    ci95: interval,
    significant: interval === null ? mean !== null && mean !== 0 : interval[0] > 0 || interval[1] < 0,
  };
}
