/** The JSON Schema of scenario files: published for editors, and, with words for its patterns, what they are checked with. */

import { SETTABLE_STATUSES } from '../kinds/agents.ts';
import { conditionSchema } from '../kinds/condition.ts';
import { DURATION_FORMS, durationSchema } from '../kinds/duration.ts';
import { EXTENSION_NUMBER } from '../kinds/extension-number.ts';
import { ROUND_GAP, ROUTING_SETTINGS } from '../kinds/routing.ts';
import type { JsonObject } from '../model/json.ts';
import { OUTCOMES } from '../model/simulation.ts';
import { AGENT_METRIC_NAMES, QUEUE_METRIC_NAMES } from '../routing/metrics.ts';

/** Draft 2020-12; published as `schemas/scenario.schema.json`. */
export function scenarioSchema(): JsonObject {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'cqctl scenario',
    description: 'Who calls, how agents behave, and what is expected: a dry run of call routing.',
    ...build(false),
  };
}

export function checkedScenarioSchema(): JsonObject {
  return build(true);
}

const MOMENT_FORMS = `From the start of the scenario: ${DURATION_FORMS} Or a time of day, \`"08:30"\`, which needs \`start\`.`;

/** The published schema has no place for words that say what a pattern means. */
function build(isChecked: boolean): JsonObject {
  const pattern = (written: string, title: string): JsonObject => ({
    pattern: written,
    ...(isChecked ? { patternTitle: title } : {}),
  });
  const map = (description: string, properties: JsonObject, required: string[] = []): JsonObject => ({
    description,
    type: 'object',
    properties,
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
  });
  const list = (description: string, items: JsonObject): JsonObject => ({
    description,
    type: ['array', 'null'],
    items,
  });
  const duration = (description: string): JsonObject => ({
    description: `${description} ${DURATION_FORMS}`,
    ...durationSchema(isChecked),
  });
  const moment = (description: string): JsonObject => ({
    description: `${description} ${MOMENT_FORMS}`,
    type: ['string', 'number'],
    minimum: 0,
    ...pattern(
      '^(([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?|(?=[0-9])([0-9]+(\\.[0-9]+)?h)?([0-9]+(\\.[0-9]+)?m(?!s))?([0-9]+(\\.[0-9]+)?s)?([0-9]+(\\.[0-9]+)?ms)?)$',
      'a duration such as 90s, 5m or 1h30m, or a time of day such as "08:30"',
    ),
  });
  const only = (description: string, properties: JsonObject): JsonObject => ({
    description,
    type: 'object',
    properties,
    additionalProperties: false,
    minProperties: 1,
    maxProperties: 1,
  });
  const distribution = (description: string): JsonObject => ({
    ...only(`${description} A duration (${DURATION_FORMS.slice(0, -1)}), or a distribution.`, {
      exponential: duration('The mean.'),
      lognormal: map('', { mean: duration('The mean.'), cv: positive('Standard deviation / mean.') }, [
        'mean',
        'cv',
      ]),
      erlang: map(
        '',
        {
          mean: duration('The mean.'),
          k: { description: 'Stages.', type: 'integer', minimum: 1, maximum: 100 },
        },
        ['mean', 'k'],
      ),
      uniform: {
        description: 'From, to.',
        type: 'array',
        items: durationSchema(isChecked),
        minItems: 2,
        maxItems: 2,
      },
      empirical: {
        description: 'Values that were observed, each as likely as the others.',
        type: 'array',
        items: durationSchema(isChecked),
        minItems: 1,
        maxItems: 100_000,
      },
    }),
    ...durationSchema(isChecked),
    type: ['string', 'number', 'object'],
  });
  const text = (description: string): JsonObject => ({
    description,
    type: 'string',
    minLength: 1,
    maxLength: 256,
  });
  const queue = text('A queue, by key or extension number.');
  const agent = {
    description: 'An agent, by extension number; quoted.',
    type: 'string',
    ...pattern(`^${EXTENSION_NUMBER.pattern}$`, EXTENSION_NUMBER.patternTitle),
  };
  const status = { description: 'In every queue, unless one is named.', enum: [...SETTABLE_STATUSES] };
  const share = (description: string): JsonObject => ({
    description,
    type: 'number',
    minimum: 0,
    maximum: 1,
  });
  const rate = {
    description: 'Calls in a unit of time, `120/h`, `2/min` or `0.5/s`, at random (Poisson).',
    type: 'string',
    ...pattern('^[0-9]+(\\.[0-9]+)?/(s|m|min|h|d)$', 'calls in a unit of time such as 120/h'),
  };
  const condition = (description: string): JsonObject => ({ description, ...conditionSchema(isChecked) });
  const habits = {
    status: { description: 'At the start, in every queue. Default: `READY`.', enum: [...SETTABLE_STATUSES] },
    shifts: {
      description: 'When the agent is on shift. Default: always. Times of day come round every day.',
      type: ['array', 'null'],
      items: map('One shift.', { from: moment('From.'), to: moment('To. Default: the end.') }, ['from']),
    },
    answer: map('How the agent answers. Default: at once.', {
      after: distribution('How long it rings before the answer.'),
      probability: share('How likely the agent answers at all. Default: 1.'),
      sequence: {
        description:
          'The first rings of the agent, one by one: how long each rings, or `none` for no answer. Then `after` holds.',
        type: 'array',
        items: {
          ...distribution('One ring.'),
          ...(isChecked ? {} : { examples: ['none', '5s'] }),
          ...pattern(
            '^(none|(?=[0-9])([0-9]+(\\.[0-9]+)?h)?([0-9]+(\\.[0-9]+)?m(?!s))?([0-9]+(\\.[0-9]+)?s)?([0-9]+(\\.[0-9]+)?ms)?)$',
            'none, or a duration such as 5s',
          ),
        },
      },
    }),
    wrap_up: {
      ...distribution('How long the agent wraps up where `agent_auto_ready` is off.'),
      type: ['string', 'number', 'object', 'null'],
    },
  };
  const arrivals = only('When callers come: one of these.', {
    rate,
    profile: {
      description: 'A rate that changes; each holds until the next.',
      type: 'array',
      minItems: 1,
      items: map('One step.', { from: moment('From.'), rate }, ['from', 'rate']),
    },
    every: duration('One caller at every interval, the first at the start.'),
    csv: text(
      'A table of real calls: a CSV with the header `at,queue,from,talk,patience`; the path is from the folder of this file.',
    ),
  });
  return {
    type: 'object',
    required: ['version'],
    properties: {
      version: { description: 'The version of this format.', const: 1 },
      scenario: text('What reports call it. Default: the name of the file.'),
      seed: {
        description: 'Another seed gives other random callers. Default: 1.',
        type: 'integer',
        minimum: 0,
        maximum: 4294967295,
      },
      start: {
        description:
          'The wall clock at the start, `2026-11-23T12:00:00`; for times of day and for tables of real calls.',
        type: 'string',
        ...pattern(
          '^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?(\\.[0-9]{1,3})?(Z|[+-][0-9]{2}:[0-9]{2})?$',
          'a date and time such as 2026-11-23T12:00:00',
        ),
      },
      duration: duration('Arrivals stop here; the calls inside are then played out. Default: 1h.'),
      warm_up: duration('Left out of the figures. Default: 0s.'),
      replications: {
        description:
          'So many runs with other random callers: figures are means with 95 % intervals. Default: 1.',
        type: 'integer',
        minimum: 1,
        maximum: 100_000,
      },
      night_mode: { description: 'Whether night mode is on. Default: false.', type: 'boolean' },
      intro: duration('How long an introduction plays, where a queue has one. Default: 0s.'),
      agents: {
        description: 'How agents behave, by extension number; `default` for all others.',
        type: ['object', 'null'],
        propertyNames: { pattern: `^(default|${EXTENSION_NUMBER.pattern})$` },
        additionalProperties: map('What is not written is as for `default`.', habits),
      },
      traffic: list(
        'Streams of callers.',
        map(
          'One stream.',
          {
            queue,
            arrivals,
            talk: distribution('How long they talk.'),
            patience: {
              ...distribution('How long they wait before they hang up. Left out: for ever.'),
              type: ['string', 'number', 'object', 'null'],
            },
            press_3_at: distribution(
              'How long they wait before they ask for a callback. Left out: they do not.',
            ),
            vip: share('The share of vip callers. Default: 0.'),
          },
          ['arrivals'],
        ),
      ),
      calls: list(
        'Single calls. Times other than `at` count from the arrival.',
        map(
          'One call.',
          {
            id: text('For expectations and traces. Default: its place in this list, `call-1`.'),
            at: moment('When it comes.'),
            queue,
            from: text("The caller's number; for sticky routing."),
            talk: duration('How long it is talked. Default: 180s.'),
            patience: duration('How long the caller waits. Left out: for ever.'),
            press_3_at: duration('When the caller asks for a callback.'),
            intro: duration('How long the introduction plays for this call.'),
            vip: { description: 'Goes before all that are not vip. Default: false.', type: 'boolean' },
          },
          ['at', 'queue'],
        ),
      ),
      events: list(
        'What happens to agents from outside.',
        map(
          'One event: a status, or another call.',
          {
            at: moment('When.'),
            agent,
            queue,
            status,
            other_call: duration('The agent takes a call that is not of a queue, for so long.'),
          },
          ['at', 'agent'],
        ),
      ),
      routing: {
        description: 'How this dry run reads what the API leaves open; wins over the project.',
        type: ['object', 'null'],
        properties: {
          ...Object.fromEntries(
            Object.entries(ROUTING_SETTINGS).map(([name, { description, values }]) => [
              name,
              { description: `${description} Default: \`${values[0]}\`.`, enum: [...values] },
            ]),
          ),
          [ROUND_GAP.name]: duration(`${ROUND_GAP.description} Default: \`${ROUND_GAP.default}\`.`),
        },
        additionalProperties: false,
      },
      expect: list(
        'What has to hold: the assertions of `cqctl test`.',
        map('Of a call, a queue or an agent.', {
          call: text('The id of a call.'),
          outcome: { description: 'How the call ended.', enum: [...OUTCOMES] },
          by: { ...agent, description: 'The agent who answered it.' },
          wait: condition('How long it waited, from its arrival.'),
          queue,
          agent,
          metric: {
            description: `A figure of the queue (${QUEUE_METRIC_NAMES.join(', ')}) or of the agent (${AGENT_METRIC_NAMES.join(', ')}).`,
            enum: [...new Set([...QUEUE_METRIC_NAMES, ...AGENT_METRIC_NAMES])],
          },
          within: duration("For `service_level`: the threshold. Default: the queue's `sla_time`, else 20s."),
          value: condition('What the figure has to be, as in `">= 0.8"`.'),
        }),
      ),
    },
    additionalProperties: false,
  };
}

function positive(description: string): JsonObject {
  return { description, type: 'number', minimum: 0, maximum: 100 };
}
