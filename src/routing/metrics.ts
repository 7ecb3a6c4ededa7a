/**
 * Every figure of a dry run: one object each. From it come the words and units of the reports, the JSON Schema of a result,
 * what expectations and policies may name, and whether a change is good for callers. A figure that is added to a result and
 * not described here does not compile.
 */

import type { AgentMetric, AgentResult, QueueMetric, QueueResult } from '../model/simulation.ts';

export interface Metric {
  title: string;
  /** Where there is little room. */
  short?: string;
  /** A share is from 0 to 1. */
  unit: 'count' | 'seconds' | 'share';
  /** What is better for callers; absent where neither is. */
  better?: 'more' | 'less';
  /** Null in a result without calls to take it from. */
  isNullable?: true;
  /** Where it stands in a result, when that is not its name. */
  path?: string;
}

export const QUEUE_METRICS: { readonly [M in QueueMetric]: Metric } = {
  offered: { title: 'offered', unit: 'count' },
  answered: { title: 'answered', unit: 'count', better: 'more' },
  abandoned: { title: 'abandoned', unit: 'count', better: 'less' },
  timed_out: { title: 'timed out', unit: 'count', better: 'less' },
  overflowed: { title: 'overflowed', unit: 'count', better: 'less' },
  unstaffed: { title: 'unstaffed', unit: 'count', better: 'less' },
  night: { title: 'night', unit: 'count' },
  callbacks: { title: 'callbacks', unit: 'count' },
  service_level: {
    title: 'service level',
    unit: 'share',
    better: 'more',
    isNullable: true,
    path: 'service_level.value',
  },
  asa_s: { title: 'speed of answer', short: 'ASA', unit: 'seconds', better: 'less', isNullable: true },
  abandonment_rate: {
    title: 'abandonment',
    short: 'abandoned',
    unit: 'share',
    better: 'less',
    isNullable: true,
  },
  'wait_s.mean': { title: 'mean wait', unit: 'seconds', better: 'less', isNullable: true },
  'wait_s.p50': { title: 'median wait', unit: 'seconds', better: 'less', isNullable: true },
  'wait_s.p90': {
    title: '90 % wait less than',
    short: 'wait 90 %',
    unit: 'seconds',
    better: 'less',
    isNullable: true,
  },
  'wait_s.p95': { title: '95 % wait less than', unit: 'seconds', better: 'less', isNullable: true },
  'wait_s.p99': { title: '99 % wait less than', unit: 'seconds', better: 'less', isNullable: true },
  'wait_s.max': { title: 'longest wait', unit: 'seconds', better: 'less', isNullable: true },
  delayed_rate: { title: 'found nobody free', unit: 'share', better: 'less', isNullable: true },
  'queue_length.mean': { title: 'mean queue', unit: 'count', better: 'less' },
  'queue_length.max': { title: 'longest queue', unit: 'count', better: 'less' },
  'talk_s.mean': { title: 'mean talk', unit: 'seconds', isNullable: true },
};

export const AGENT_METRICS: { readonly [M in AgentMetric]: Metric } = {
  rung: { title: 'rung', unit: 'count' },
  answered: { title: 'answered', unit: 'count', better: 'more' },
  missed: { title: 'missed', unit: 'count' },
  talk_s: { title: 'talk', unit: 'seconds' },
  occupancy: { title: 'occupancy', unit: 'share', isNullable: true },
};

export const QUEUE_METRIC_NAMES = Object.keys(QUEUE_METRICS) as QueueMetric[];
export const AGENT_METRIC_NAMES = Object.keys(AGENT_METRICS) as AgentMetric[];

/** Where the figure stands in a result, dotted. */
export function figurePath(metric: QueueMetric): string {
  return QUEUE_METRICS[metric].path ?? metric;
}

const BY_PATH: ReadonlyMap<string, Metric> = new Map(
  [...Object.entries(AGENT_METRICS), ...Object.entries(QUEUE_METRICS)].map(([name, metric]) => [
    metric.path ?? name,
    metric,
  ]),
);

/** Of a queue or an agent, by its place in a result. Throws for a path that no result has. */
export function metricAt(path: string): Metric {
  const metric = BY_PATH.get(path);
  if (metric === undefined) throw new Error(`no figure is at ${path}`);
  return metric;
}

/** By dotted path; null where there is nothing to divide by. */
export function figureAt(result: QueueResult | AgentResult, path: string): number | null {
  let at: unknown = result;
  for (const name of path.split('.')) {
    at = typeof at === 'object' && at !== null ? (at as { [name: string]: unknown })[name] : undefined;
  }
  return typeof at === 'number' ? at : null;
}

export function queueFigure(result: QueueResult, metric: QueueMetric): number | null {
  return figureAt(result, figurePath(metric));
}
