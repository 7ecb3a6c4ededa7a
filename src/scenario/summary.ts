/**
 * Several replications as one result: every figure is the mean over those that have it, with its 95 % interval.
 *
 * They are taken in the order of the replications, whichever thread was first, so that the last bit never differs.
 */

import { compareText } from '../model/compare-text.ts';
import type { AgentResult, Interval, QueueResult } from '../model/simulation.ts';
import type { BoundScenario } from './bind.ts';
import type { RunResult } from './run.ts';
import { studentT95 } from './student-t.ts';

export interface Summary {
  queues: { [queue: string]: QueueResult };
  agents: { [agent: string]: AgentResult };
}

export function summarize(scenario: BoundScenario, runs: readonly RunResult[]): Summary {
  const queues: Summary['queues'] = Object.create(null);
  scenario.queueKeys.forEach((key, index) => {
    queues[key] = meanOf(runs.map((run) => run.queues[index] as QueueResult));
  });
  const agents: Summary['agents'] = Object.create(null);
  // An object would put numbers that are array indexes first; sorted, they are where a reader looks for them.
  const byNumber = scenario.agentNumbers.map((number, index) => ({ number, index }));
  byNumber.sort((a, b) => compareText(a.number, b.number));
  for (const { number, index } of byNumber) {
    agents[number] = meanOf(runs.map((run) => run.agents[index] as AgentResult));
  }
  return { queues, agents };
}

/** A nest of figures. */
type Figures = { readonly [name: string]: number | null | Figures };

function meanOf<Result extends QueueResult | AgentResult>(results: readonly Result[]): Result {
  const intervals: { [figure: string]: Interval } = {};
  const averaged = average(results as unknown as Figures[], '', intervals) as unknown as Result;
  if (results.length > 1) averaged.ci95 = intervals;
  return averaged;
}

function average(
  results: readonly Figures[],
  prefix: string,
  intervals: { [figure: string]: Interval },
): Figures {
  const mean: { [name: string]: number | null | Figures } = {};
  for (const [name, sample] of Object.entries(results[0] ?? {})) {
    const path = `${prefix}${name}`;
    if (typeof sample === 'object' && sample !== null) {
      const nested = results.map((result) => result[name] as Figures);
      mean[name] = average(nested, `${path}.`, intervals);
      continue;
    }
    const values = results.map((result) => result[name] as number | null).filter((value) => value !== null);
    const figure = meanWithInterval(values);
    mean[name] = round(figure.mean);
    if (figure.interval !== null && name !== 'within_s') intervals[path] = figure.interval;
  }
  return mean;
}

export interface Mean {
  mean: number | null;
  /** Null for fewer than two values. */
  interval: Interval | null;
}

export function meanWithInterval(values: readonly number[]): Mean {
  const count = values.length;
  if (count === 0) return { mean: null, interval: null };
  // Of equal values the mean is that value, to the last bit.
  const [first = 0] = values;
  const mean = values.every((value) => value === first)
    ? first
    : values.reduce((sum, value) => sum + value, 0) / count;
  if (count === 1) return { mean, interval: null };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const half = studentT95(count - 1) * Math.sqrt(squares / (count - 1) / count);
  return { mean, interval: [round(mean - half) as number, round(mean + half) as number] };
}

/** Six decimals: far below what any figure is sure of, and readable. */
export function round(value: number | null): number | null {
  return value === null ? null : Math.round(value * 1e6) / 1e6;
}
