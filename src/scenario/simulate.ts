/** Runs a scenario on a config: the dry run behind `simulate`, `test` and `plan --scenario`. */

import type { Diagnostic } from '../model/diagnostic.ts';
import type { JsonObject } from '../model/json.ts';
import {
  type PrintedReadings,
  SIMULATION_FORMAT_VERSION,
  type SimulationResult,
  type World,
} from '../model/simulation.ts';
import type { RoutedQueue } from '../routing/queues.ts';
import { printReadings, readReadings } from '../routing/readings.ts';
import { Problems } from '../source/problems.ts';
import { type BoundScenario, bindScenario } from './bind.ts';
import { runReplications } from './replications.ts';
import type { RunResult } from './run.ts';
import type { Scenario } from './scenario.ts';
import { summarize } from './summary.ts';
import { averageTimelines } from './timeline.ts';
import type { TraceChoice } from './trace-recorder.ts';
import { runWarnings } from './warnings.ts';

export interface SimulateOptions {
  on: World;
  queues: readonly RoutedQueue[];
  /** `routing:` of the project; that of the scenario wins. */
  routing: JsonObject;
  /** Of all queues, in place of their own threshold; ms. */
  withinMs?: number;
  /** What the other side of a comparison has. */
  elsewhere?: readonly RoutedQueue[];
  replications?: number;
  /** Overrides all other readings. */
  reading?: PrintedReadings;
  trace: TraceChoice;
  /** Keeps the course of the run, for plots. */
  plots?: boolean;
  threads?: number;
  signal?: AbortSignal;
  onProgress?: (done: number, of: number) => void;
}

/** As many as a plot of a page's width can show apart. */
const INTERVALS = 96;

export type Simulated =
  | { ok: true; result: SimulationResult; runs: RunResult[]; bound: BoundScenario }
  /** The scenario names what the config does not have. */
  | { ok: false; diagnostics: Diagnostic[] };

export async function simulate(scenario: Scenario, options: SimulateOptions): Promise<Simulated> {
  const problems = new Problems();
  const readings = printReadings(options.routing, scenario.routing, options.reading ?? {});
  const bound = bindScenario(
    scenario,
    {
      queues: options.queues,
      readings: readReadings(readings),
      ...(options.withinMs === undefined ? {} : { withinMs: options.withinMs }),
      ...(options.elsewhere === undefined ? {} : { elsewhere: options.elsewhere }),
    },
    problems,
  );
  const found = problems.list(false);
  if (problems.hasErrors) return { ok: false, diagnostics: found };
  const replications = options.replications ?? scenario.replications;
  const { signal, threads, onProgress } = options;
  const runs = await runReplications(bound, {
    replications,
    trace: options.trace,
    intervals: options.plots === true ? INTERVALS : 0,
    ...(threads === undefined ? {} : { threads }),
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined ? {} : { onProgress: (done) => onProgress(done, replications) }),
  });
  const [first] = runs;
  const timelines = runs.map(({ timeline }) => timeline).filter((timeline) => timeline !== null);
  const timeline = averageTimelines(bound, timelines);
  const { startOfDayMs } = scenario;
  const clock = startOfDayMs === undefined ? {} : { clock_s: startOfDayMs / 1000 };
  const result: SimulationResult = {
    format_version: SIMULATION_FORMAT_VERSION,
    scenario: scenario.name,
    file: scenario.file,
    on: options.on,
    seed: scenario.seed,
    replications,
    readings,
    ...summarize(bound, runs),
    ...(first?.traces ? { calls: first.traces } : {}),
    engine: {
      calls: runs.reduce((sum, run) => sum + run.calls, 0),
      events: runs.reduce((sum, run) => sum + run.events, 0),
    },
    diagnostics: [...found, ...runWarnings(bound, runs)],
    ...(timeline === undefined ? {} : { timeline: { ...timeline, ...clock } }),
  };
  return { ok: true, result, runs, bound };
}
