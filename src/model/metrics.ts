/** The figures of a result by name, dotted as in `wait_s.p90`: what expectations, policies and comparisons speak of. */

import type { AgentResult, QueueResult } from './simulation.ts';

/** Dotted names of all figures, from the shape of a result. */
export const QUEUE_METRICS = [
  'offered',
  'answered',
  'abandoned',
  'timed_out',
  'overflowed',
  'unstaffed',
  'night',
  'callbacks',
  'service_level',
  'asa_s',
  'abandonment_rate',
  'wait_s.mean',
  'wait_s.p50',
  'wait_s.p90',
  'wait_s.p95',
  'wait_s.p99',
  'wait_s.max',
  'delayed_rate',
  'queue_length.mean',
  'queue_length.max',
  'talk_s.mean',
] as const;
export type QueueMetric = (typeof QUEUE_METRICS)[number];

export const AGENT_METRICS = ['rung', 'answered', 'missed', 'talk_s', 'occupancy'] as const;

/** Where the figure stands in a result. */
export function figurePath(metric: QueueMetric): string {
  return metric === 'service_level' ? 'service_level.value' : metric;
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
