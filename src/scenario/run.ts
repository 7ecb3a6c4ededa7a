/** One replication of a bound scenario, from nothing to figures. */

import { Engine } from '../engine/engine.ts';
import { type AgentFigures, type QueueFigures, Statistics } from '../engine/statistics.ts';
import type { AgentResult, CallResult, QueueResult } from '../model/simulation.ts';
import { createArrivals } from './arrivals.ts';
import { createBehaviour } from './behaviour.ts';
import { type BoundScenario, isOnShift } from './bind.ts';
import { type RunTimeline, readTimeline } from './timeline.ts';
import { type TraceChoice, TraceRecorder } from './trace-recorder.ts';

export interface RunOptions {
  /** From 0. */
  replication: number;
  /** Whose story is kept: with millions of calls only of those that are listed. */
  trace: TraceChoice;
  /** How many intervals the course of the run is cut into; 0: none. */
  intervals: number;
}

/** Plain data, from a worker thread or not. */
export interface RunResult {
  /** By index of the bound scenario. */
  queues: QueueResult[];
  agents: AgentResult[];
  calls: number;
  events: number;
  /** Calls that went round in forwards until they were ended. */
  loops: number;
  /** Calls that were still inside at the end. */
  inside: number;
  traces: CallResult[] | null;
  timeline: RunTimeline | null;
}

/** To the end at once. */
export function runScenario(scenario: BoundScenario, options: RunOptions): RunResult {
  const play = playScenario(scenario, options);
  for (;;) {
    const step = play.next();
    if (step.done === true) return step.value;
  }
}

/** How often a run stands still, for a signal to get through: every hundredth of a second or so of a long one. */
const SLICES = 500;

/** The same with pauses, in which nothing changes. */
export function* playScenario(scenario: BoundScenario, options: RunOptions): Generator<undefined, RunResult> {
  const { replication, trace, intervals } = options;
  const statistics = new Statistics(
    scenario.queues.length,
    scenario.agents.length,
    scenario.thresholdsMs,
    scenario.window,
    intervals,
  );
  const recorder = trace === false ? null : new TraceRecorder(scenario, trace);
  const engine = new Engine(
    {
      queues: scenario.queues,
      agents: scenario.agents.map(({ habits }) => ({ onShift: isOnShift(habits) })),
      readings: scenario.readings,
      behaviour: createBehaviour(scenario, replication),
      arrivals: createArrivals(scenario, replication),
      events: scenario.events,
      nightMode: scenario.nightMode,
    },
    statistics,
    recorder,
  );
  for (let slice = 1; slice < SLICES; slice++) {
    engine.runUntil(Math.floor((scenario.window.untilMs * slice) / SLICES));
    yield;
  }
  engine.run();
  return {
    queues: scenario.queues.map((_queue, index) =>
      queueResult(statistics.queue(index), scenario.thresholdsMs[index] as number),
    ),
    agents: scenario.agents.map((_agent, index) => agentResult(statistics.agent(index))),
    calls: statistics.calls,
    events: statistics.events,
    loops: engine.loops,
    inside: engine.inside,
    traces: recorder === null ? null : recorder.results(),
    timeline: readTimeline(statistics, scenario),
  };
}

function queueResult(figures: QueueFigures, thresholdMs: number): QueueResult {
  const { offered, outcomes, waits } = figures;
  const quantile = (share: number) => (waits.count === 0 ? null : waits.quantile(share) / 1000);
  return {
    offered,
    answered: outcomes.answered,
    abandoned: outcomes.abandoned,
    timed_out: outcomes.timed_out,
    overflowed: outcomes.overflowed,
    unstaffed: outcomes.unstaffed,
    night: outcomes.night,
    callbacks: outcomes.callback,
    service_level: { within_s: thresholdMs / 1000, value: divide(figures.inTime, offered) },
    asa_s: divide(figures.answerWaitMs / 1000, outcomes.answered),
    abandonment_rate: divide(outcomes.abandoned, offered),
    wait_s: {
      mean: divide(waits.sum / 1000, waits.count),
      p50: quantile(0.5),
      p90: quantile(0.9),
      p95: quantile(0.95),
      p99: quantile(0.99),
      max: waits.count === 0 ? null : waits.max / 1000,
    },
    delayed_rate: divide(figures.delayed, figures.admitted),
    queue_length: { mean: figures.lengthMean, max: figures.lengthMax },
    talk_s: { mean: divide(figures.talkMs / 1000, outcomes.answered) },
  };
}

function agentResult(figures: AgentFigures): AgentResult {
  return {
    rung: figures.rung,
    answered: figures.answered,
    missed: figures.missed,
    talk_s: figures.talkMs / 1000,
    occupancy: divide(figures.talkMs + figures.wrapUpMs, figures.shiftMs),
  };
}

function divide(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
