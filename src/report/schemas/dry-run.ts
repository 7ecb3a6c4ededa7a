/** JSON Schemas of what dry runs print: `simulate`, `simulate --compare`, `test`. */

import type { JsonObject } from '../../model/json.ts';
import {
  type AgentResult,
  type Interval,
  OUTCOMES,
  type Outcome,
  type QueueResult,
  SIMULATION_FORMAT_VERSION,
  type World,
} from '../../model/simulation.ts';
import { AGENT_METRICS, type Metric, QUEUE_METRICS } from '../../routing/metrics.ts';
import * as s from './parts.ts';

const VERSION = s.version(SIMULATION_FORMAT_VERSION);
/** Whole for one replication, a mean for several. */
const AMOUNT: s.Schema<number> = { type: 'number', minimum: 0 };
const SECONDS = { ...s.NUMBER_OR_NULL, description: 'Null without calls to take it from.' };
const SHARE = {
  ...s.NUMBER_OR_NULL,
  minimum: 0,
  description: 'From 0 to 1; null without calls to take it from.',
};
const INTERVAL: s.Schema<Interval> = {
  type: 'array',
  prefixItems: [{ type: 'number' }, { type: 'number' }],
  minItems: 2,
  maxItems: 2,
};

const CI95 = s.byName(INTERVAL, 'With several replications: figure, dotted, to [low, high].');

/** One figure, by its metric. */
function figureSchema({ unit, isNullable }: Metric): JsonObject {
  if (unit === 'share') return SHARE;
  return isNullable === true ? SECONDS : AMOUNT;
}

/** Figures at their places in a result. */
function resultSchema(metrics: { readonly [name: string]: Metric }): JsonObject {
  const properties: { [name: string]: JsonObject } = {};
  const nested: { [name: string]: { [name: string]: JsonObject } } = {};
  for (const [name, metric] of Object.entries(metrics)) {
    const [head = '', tail] = (metric.path ?? name).split('.');
    if (tail === undefined) properties[head] = figureSchema(metric);
    else {
      nested[head] ??= head === 'service_level' ? { within_s: AMOUNT } : {};
      nested[head][tail] = figureSchema(metric);
      properties[head] = s.object(nested[head]);
    }
  }
  return s.object({ ...properties, ci95: CI95 }, ['ci95']);
}

// Metrics are typed so that there is one for each figure of a result.
const QUEUE: s.Schema<QueueResult> = resultSchema(QUEUE_METRICS);
const AGENT: s.Schema<AgentResult> = resultSchema(AGENT_METRICS);

const FROM_START: s.Schema<number> = { type: 'number', description: 'Seconds from the start.' };
const STEP = s.object({
  t: FROM_START,
  event: s.TEXT,
});
const OUTCOME: s.Schema<Outcome | null> = { enum: [...OUTCOMES, null] };

const CALL = s.object({
  id: s.TEXT,
  queue: s.text('Where it was offered first.'),
  at_s: AMOUNT,
  outcome: OUTCOME,
  by: s.TEXT_OR_NULL,
  wait_s: AMOUNT,
  steps: s.list(STEP),
});

const READING: s.Schema<string | boolean> = { type: ['string', 'boolean'] };
const READINGS = s.byName(READING, 'How what the API leaves open was read.');

const FIGURE_CHANGE = s.object({
  before: s.NUMBER_OR_NULL,
  after: s.NUMBER_OR_NULL,
  change: s.NUMBER_OR_NULL,
  ci95: s.orNull(INTERVAL),
  significant: { ...s.FLAG, description: 'More than noise.' },
});
const FIGURE_CHANGES = s.byName(s.byName(FIGURE_CHANGE, 'By figure, dotted.'), 'By name.');

const REPLICATIONS: s.Schema<number> = { type: 'integer', minimum: 1 };

const EFFECT = s.object({
  setting: s.TEXT,
  value: READING,
  other: READING,
  matters: s.FLAG,
  queues: FIGURE_CHANGES,
});

const SIMULATION = s.object(
  {
    format_version: VERSION,
    scenario: s.TEXT,
    file: s.TEXT,
    on: s.oneOf<World>(['config', 'live', 'planned']),
    seed: s.COUNT,
    replications: REPLICATIONS,
    readings: READINGS,
    queues: s.byName(QUEUE, 'By key, of one that no file names by extension number.'),
    agents: s.byName(AGENT, 'By extension number.'),
    calls: s.list(CALL, 'Only with --trace; of the first replication.'),
    engine: s.object({ calls: s.COUNT, events: s.COUNT }),
    diagnostics: s.list(s.DIAGNOSTIC),
    readings_tried: s.list(EFFECT, 'Only with --readings all.'),
  },
  ['calls', 'readings_tried'],
);

/** Of one scenario; of several a list. */
function oneOrMore(title: string, schema: JsonObject): JsonObject {
  return {
    $schema: s.DRAFT,
    title,
    anyOf: [schema, s.object({ format_version: VERSION, results: s.list(schema) })],
  };
}

export function simulationSchema(): JsonObject {
  return oneOrMore('cqctl simulate', SIMULATION);
}

const IMPACT = {
  format_version: VERSION,
  scenario: s.TEXT,
  seed: s.COUNT,
  replications: REPLICATIONS,
  readings: READINGS,
  queues: FIGURE_CHANGES,
  agents: FIGURE_CHANGES,
};

/** What a plan carries as `routing`: a comparison without the two results that it was made of. */
export const ROUTING_IMPACT = s.object(IMPACT);
const COMPARISON = s.object({ ...IMPACT, before: SIMULATION, after: SIMULATION });

export function comparisonSchema(): JsonObject {
  return oneOrMore('cqctl simulate --compare', COMPARISON);
}

const EXPECTATION = s.object(
  { title: s.TEXT, passed: s.FLAG, expected: s.TEXT, actual: s.TEXT, source: s.SOURCE, call: CALL },
  ['call'],
);
const TESTS = s.object({
  format_version: VERSION,
  summary: s.object({ passed: s.COUNT, failed: s.COUNT, error: s.COUNT }),
  scenarios: s.list(
    s.object({
      scenario: s.TEXT,
      file: s.TEXT,
      status: s.oneOf(['passed', 'failed', 'error']),
      expectations: s.list(EXPECTATION),
      diagnostics: s.list(s.DIAGNOSTIC),
    }),
  ),
});

export function testsSchema(): JsonObject {
  return { $schema: s.DRAFT, title: 'cqctl test', ...TESTS };
}

export type PrintedSimulation = s.Described<typeof SIMULATION>;
export type PrintedComparison = s.Described<typeof COMPARISON>;
export type PrintedTests = s.Described<typeof TESTS>;
