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
export type AgentMetric = (typeof AGENT_METRICS)[number];

/** Null where there is nothing to divide by. */
export function queueFigure(result: QueueResult, metric: QueueMetric): number | null {
  switch (metric) {
    case 'service_level':
      return result.service_level.value;
    case 'wait_s.mean':
      return result.wait_s.mean;
    case 'wait_s.p50':
      return result.wait_s.p50;
    case 'wait_s.p90':
      return result.wait_s.p90;
    case 'wait_s.p95':
      return result.wait_s.p95;
    case 'wait_s.p99':
      return result.wait_s.p99;
    case 'wait_s.max':
      return result.wait_s.max;
    case 'queue_length.mean':
      return result.queue_length.mean;
    case 'queue_length.max':
      return result.queue_length.max;
    case 'talk_s.mean':
      return result.talk_s.mean;
    default:
      return result[metric];
  }
}

export function agentFigure(result: AgentResult, metric: AgentMetric): number | null {
  return result[metric];
}

/** Where the figure stands in a result. */
export function figurePath(metric: QueueMetric): string {
  return metric === 'service_level' ? 'service_level.value' : metric;
}
