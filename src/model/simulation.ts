/**
 * The results of dry runs: figures by queue and agent, traces, comparisons. Field names are those of the JSON output.
 *
 * Times are seconds. A figure that has nothing to be divided by, as the service level of a queue that nobody called, is null.
 */

import type { Diagnostic } from './diagnostic.ts';

export const SIMULATION_FORMAT_VERSION = '1.0';

export const OUTCOMES = [
  'answered',
  'abandoned',
  'timed_out',
  'overflowed',
  'unstaffed',
  'night',
  'callback',
] as const;
/** How a call's stay in a queue ended. */
export type Outcome = (typeof OUTCOMES)[number];

/** The 95 % confidence interval, from low to high. */
export type Interval = [low: number, high: number];

export interface QueueResult {
  offered: number;
  answered: number;
  abandoned: number;
  timed_out: number;
  overflowed: number;
  unstaffed: number;
  night: number;
  callbacks: number;
  service_level: { within_s: number; value: number | null };
  /** Over answered calls. */
  asa_s: number | null;
  abandonment_rate: number | null;
  /** Over all offered calls. */
  wait_s: {
    mean: number | null;
    p50: number | null;
    p90: number | null;
    p95: number | null;
    p99: number | null;
    max: number | null;
  };
  /** Of the calls let into the queue, the share that found nobody available. */
  delayed_rate: number | null;
  /** Calls waiting, ringing included. */
  queue_length: { mean: number; max: number };
  talk_s: { mean: number | null };
  /** With several replications: by figure, dotted as in `wait_s.mean`. */
  ci95?: { [figure: string]: Interval };
}

export interface AgentResult {
  rung: number;
  answered: number;
  missed: number;
  talk_s: number;
  /** (talk + wrap-up) / time on shift. */
  occupancy: number | null;
  ci95?: { [figure: string]: Interval };
}

/** The numbers of a nest of objects, dotted as in `wait_s.p90`. */
type Numbers<T> = {
  [K in keyof T & string]: T[K] extends number | null ? K : `${K}.${Numbers<T[K]>}`;
}[keyof T & string];

/** A figure of a queue, by the name that expectations and policies use. */
export type QueueMetric = Numbers<Omit<QueueResult, 'ci95' | 'service_level'>> | 'service_level';
export type AgentMetric = Numbers<Omit<AgentResult, 'ci95'>>;

/** `t` counts from the start of the scenario. */
export interface CallStep {
  t: number;
  event: string;
  [detail: string]: number | string | boolean | null | readonly string[];
}

/** One call through all the queues it came to. */
export interface CallResult {
  id: string;
  /** The queue it was first offered to. */
  queue: string;
  at_s: number;
  /** Null for a call that was still inside when the run ended. */
  outcome: Outcome | null;
  /** The agent who answered or called back. */
  by: string | null;
  wait_s: number;
  steps: CallStep[];
}

/** The course of a queue, for plots. All lists but the last have one entry an interval. */
export interface QueueCourse {
  /** Calls waiting, averaged over the interval, and at most. */
  waiting: number[];
  waiting_max: number[];
  offered: number[];
  answered: number[];
  /** Answered within the threshold. */
  in_time: number[];
  /** How many calls waited about so many seconds, ascending. */
  waits: [wait_s: number, calls: number][];
}

/** The course of a run, for plots: equal intervals from `from_s` on. All lists have one entry an interval. */
export interface Timeline {
  from_s: number;
  interval_s: number;
  /** Of the wall clock at the start of the scenario, seconds since midnight; absent where it has none. */
  clock_s?: number;
  queues: { [queue: string]: QueueCourse };
  /** Shares of the interval, 0 to 1. */
  agents: { [agent: string]: { talk: number[]; wrap_up: number[]; on_shift: number[] } };
}

/** The routing assumptions of a dry run, as written in `routing:`. */
export interface PrintedReadings {
  [setting: string]: string | boolean;
}

/** The config that was run: the files, what the PBX has, or what it will have after apply. */
export const WORLDS = ['config', 'planned', 'live'] as const;
export type World = (typeof WORLDS)[number];

/** The values of `--readings`. */
export const READING_CHOICES = ['all'] as const;

export interface SimulationResult {
  format_version: typeof SIMULATION_FORMAT_VERSION;
  scenario: string;
  /** As diagnostics call it. */
  file: string;
  on: World;
  seed: number;
  replications: number;
  readings: PrintedReadings;
  queues: { [queue: string]: QueueResult };
  agents: { [agent: string]: AgentResult };
  /** Only where traces were asked for; of the first replication. */
  calls?: CallResult[];
  engine: { calls: number; events: number };
  /** Warnings about the scenario and the run. */
  diagnostics: Diagnostic[];
  /** Only where plots were asked for; not part of the JSON. */
  timeline?: Timeline;
}

/** One figure before and after, on the same callers. */
export interface FigureChange {
  before: number | null;
  after: number | null;
  /** After minus before; null where either is missing. */
  change: number | null;
  /** Of the change, paired by replication. */
  ci95: Interval | null;
  /** Whether the interval excludes zero. */
  significant: boolean;
}

export interface Comparison {
  format_version: typeof SIMULATION_FORMAT_VERSION;
  scenario: string;
  seed: number;
  replications: number;
  readings: PrintedReadings;
  before: SimulationResult;
  after: SimulationResult;
  /** By queue or agent and figure, dotted as in `wait_s.mean`. A queue that only one side has has null on the other. */
  queues: { [queue: string]: { [figure: string]: FigureChange } };
  agents: { [agent: string]: { [figure: string]: FigureChange } };
}

/** What a plan does to the callers of a scenario: a comparison without the two results that it was made of. */
export type RoutingImpact = Omit<Comparison, 'before' | 'after'>;

/** What another reading of the API would do to the figures of the same callers. */
export interface ReadingEffect {
  setting: string;
  /** In force, and tried. */
  value: string | boolean;
  other: string | boolean;
  /** Whether any figure changes by more than noise. */
  matters: boolean;
  /** Figures that do, by queue. */
  queues: { [queue: string]: { [figure: string]: FigureChange } };
}

/** One `expect` of a scenario and what came of it. */
export interface ExpectationResult {
  /** For messages: `support: service_level within 20s >= 0.8`. */
  title: string;
  passed: boolean;
  expected: string;
  actual: string;
  /** Of a call: its trace, when the expectation failed. */
  call?: CallResult;
  source: { file: string; line: number; column: number };
}

export interface ScenarioTest {
  scenario: string;
  file: string;
  /** Absent when the scenario could not be run; then `diagnostics` says why. */
  expectations: ExpectationResult[];
  diagnostics: Diagnostic[];
  status: 'passed' | 'failed' | 'error';
  /** How long it took, for junit; never printed where output has to be the same twice. */
  elapsedMs: number;
}
