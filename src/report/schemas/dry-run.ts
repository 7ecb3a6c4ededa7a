/** JSON Schemas of what dry runs print: `simulate`, `simulate --compare`, `test`. */

import type { JsonObject } from '../../model/json.ts';
import { OUTCOMES, SIMULATION_FORMAT_VERSION } from '../../model/simulation.ts';
import { AGENT_METRICS, type Metric, QUEUE_METRICS } from '../../routing/metrics.ts';
import {
  COUNT,
  DIAGNOSTIC,
  DRAFT,
  listSchema,
  objectSchema,
  oneOfTexts,
  SOURCE,
  textSchema,
} from './parts.ts';

const VERSION: JsonObject = {
  type: 'string',
  pattern: `^${SIMULATION_FORMAT_VERSION.split('.')[0]}\\.[0-9]+$`,
};
/** Whole for one replication, a mean for several. */
const AMOUNT: JsonObject = { type: 'number', minimum: 0 };
const SECONDS: JsonObject = { type: ['number', 'null'], description: 'Null without calls to take it from.' };
const SHARE: JsonObject = {
  type: ['number', 'null'],
  minimum: 0,
  description: 'From 0 to 1; null without calls to take it from.',
};
const INTERVAL: JsonObject = {
  type: 'array',
  prefixItems: [{ type: 'number' }, { type: 'number' }],
  minItems: 2,
  maxItems: 2,
};

function byName(description: string, schema: JsonObject): JsonObject {
  return { type: 'object', description, additionalProperties: schema };
}

const CI95 = byName('With several replications: figure, dotted, to [low, high].', INTERVAL);

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
      properties[head] = objectSchema(nested[head]);
    }
  }
  return objectSchema({ ...properties, ci95: CI95 }, ['ci95']);
}

const QUEUE = resultSchema(QUEUE_METRICS);
const AGENT = resultSchema(AGENT_METRICS);

const CALL = objectSchema({
  id: { type: 'string' },
  queue: textSchema('Where it was offered first.'),
  at_s: AMOUNT,
  outcome: { enum: [...OUTCOMES, null] },
  by: { type: ['string', 'null'] },
  wait_s: AMOUNT,
  steps: listSchema(
    objectSchema({
      t: { type: 'number', description: 'Seconds from the start.' },
      event: { type: 'string' },
    }),
  ),
});

const READINGS = byName('How what the API leaves open was read.', { type: ['string', 'boolean'] });

const FIGURE_CHANGE = objectSchema({
  before: { type: ['number', 'null'] },
  after: { type: ['number', 'null'] },
  change: { type: ['number', 'null'] },
  ci95: { anyOf: [INTERVAL, { type: 'null' }] },
  significant: { type: 'boolean', description: 'More than noise.' },
});
const FIGURE_CHANGES = byName('By name.', byName('By figure, dotted.', FIGURE_CHANGE));

const EFFECT = objectSchema({
  setting: { type: 'string' },
  value: { type: ['string', 'boolean'] },
  other: { type: ['string', 'boolean'] },
  matters: { type: 'boolean' },
  queues: FIGURE_CHANGES,
});

const SIMULATION = objectSchema(
  {
    format_version: VERSION,
    scenario: { type: 'string' },
    file: { type: 'string' },
    on: oneOfTexts(['config', 'live', 'planned']),
    seed: COUNT,
    replications: { type: 'integer', minimum: 1 },
    readings: READINGS,
    queues: byName('By key, of one that no file names by extension number.', QUEUE),
    agents: byName('By extension number.', AGENT),
    calls: listSchema(CALL, 'Only with --trace; of the first replication.'),
    engine: objectSchema({ calls: COUNT, events: COUNT }),
    diagnostics: listSchema(DIAGNOSTIC),
    readings_tried: listSchema(EFFECT, 'Only with --readings all.'),
  },
  ['calls', 'readings_tried'],
);

/** Of one scenario; of several a list. */
function oneOrMore(title: string, schema: JsonObject): JsonObject {
  return {
    $schema: DRAFT,
    title,
    anyOf: [schema, objectSchema({ format_version: VERSION, results: listSchema(schema) })],
  };
}

export function simulationSchema(): JsonObject {
  return oneOrMore('cqctl simulate', SIMULATION);
}

const IMPACT = {
  format_version: VERSION,
  scenario: { type: 'string' },
  seed: COUNT,
  replications: { type: 'integer', minimum: 1 },
  readings: READINGS,
  queues: FIGURE_CHANGES,
  agents: FIGURE_CHANGES,
} as const;

/** What a plan carries as `routing`: a comparison without the two results that it was made of. */
export const ROUTING_IMPACT = objectSchema(IMPACT);
const COMPARISON = objectSchema({ ...IMPACT, before: SIMULATION, after: SIMULATION });

export function comparisonSchema(): JsonObject {
  return oneOrMore('cqctl simulate --compare', COMPARISON);
}

export function testsSchema(): JsonObject {
  const expectation = objectSchema(
    {
      title: { type: 'string' },
      passed: { type: 'boolean' },
      expected: { type: 'string' },
      actual: { type: 'string' },
      source: SOURCE,
      call: CALL,
    },
    ['call'],
  );
  return {
    $schema: DRAFT,
    title: 'cqctl test',
    ...objectSchema({
      format_version: VERSION,
      summary: objectSchema({ passed: COUNT, failed: COUNT, error: COUNT }),
      scenarios: listSchema(
        objectSchema({
          scenario: { type: 'string' },
          file: { type: 'string' },
          status: oneOfTexts(['passed', 'failed', 'error']),
          expectations: listSchema(expectation),
          diagnostics: listSchema(DIAGNOSTIC),
        }),
      ),
    }),
  };
}
