/** Target, state, policy and routing as JSON Schema. */

import type { JsonObject } from '../model/json.ts';
import { isChecked, orVariable, type SchemaMode } from './schema-fields.ts';

export function targetSchema(mode: SchemaMode): JsonObject {
  return {
    description: 'The PBX. Without it, or as `embedded`, a PBX inside of cqctl is used, kept under .cqctl/.',
    type: ['object', 'string', 'null'],
    pattern: '^embedded$',
    ...(isChecked(mode) ? { patternTitle: 'a map with a url, or embedded' } : {}),
    properties: {
      url: orVariable(
        {
          description:
            'Where the PBX is, `https://pbx.example.com:8887`, or `embedded`. CQCTL_URL wins over it.',
          type: ['string', 'null'],
          pattern: '^(embedded|https?://[^\\s/?#@]+(/[^\\s?#]*)?)$',
          ...(isChecked(mode)
            ? { patternTitle: 'embedded, or begin with https:// or http:// and name a host' }
            : {}),
          examples: ['https://pbx.example.com:8887', 'embedded'],
        },
        mode,
      ),
      ca_file: {
        description:
          'A PEM file with the certificate that signed the one of the PBX, from the folder of this file.',
        type: ['string', 'null'],
        minLength: 1,
        maxLength: 4096,
      },
    },
    additionalProperties: false,
  };
}

export function stateSchema(mode: SchemaMode): JsonObject {
  return {
    description: 'Where cqctl remembers which object each address is.',
    type: ['object', 'null'],
    properties: {
      backend: orVariable({ description: 'A file beside the project.', enum: ['local', null] }, mode),
      path: {
        description:
          'The file, from the folder of this one. Default: .cqctl/state.json, and one for each environment.',
        type: ['string', 'null'],
        minLength: 1,
        maxLength: 4096,
      },
    },
    additionalProperties: false,
  };
}

function limitSchema(description: string, mode: SchemaMode): JsonObject {
  return orVariable(
    {
      description,
      type: ['integer', 'string', 'null'],
      minimum: 0,
      maximum: 1_000_000,
      pattern: '^(100|[0-9]{1,2}(\\.[0-9]{1,6})?)%$',
      ...(isChecked(mode) ? { patternTitle: 'a count, or a share such as 25%' } : {}),
      examples: [10, '25%'],
    },
    mode,
  );
}

export function policySchema(mode: SchemaMode): JsonObject {
  return {
    description: 'What a plan may do.',
    type: ['object', 'null'],
    properties: {
      unmanaged: orVariable(
        {
          description:
            'What happens to objects on the PBX that no file names: `report` lists them, `ignore` does not, `destroy` destroys them.',
          enum: ['report', 'ignore', 'destroy', null],
        },
        mode,
      ),
      max_updates: limitSchema(
        'How much a plan may update: a count, or a share of what the project owns. Default: 100%.',
        mode,
      ),
      max_destroys: limitSchema(
        'How much a plan may destroy or replace: a count, or a share of what the project owns. Default: 10.',
        mode,
      ),
    },
    additionalProperties: false,
  };
}

/** Each with the reading that the API suggests first. */
const ROUTING: { readonly [name: string]: { description: string; values: readonly (string | boolean)[] } } = {
  skill_order: {
    description: 'Which skill level is the best: the lowest number, or the highest.',
    values: ['low_first', 'high_first'],
  },
  least_worked: {
    description:
      'What least worked means: nothing answered for the longest time, or the fewest calls answered.',
    values: ['longest_since_answer', 'fewest_answered'],
  },
  next_skill_group: {
    description:
      'When a call goes on to the next level: when nobody answers, or only when nobody is available.',
    values: ['on_no_answer', 'when_unavailable'],
  },
  after_other_call: {
    description: "An agent's state after a call that was not the queue's.",
    values: ['not_ready', 'wrap_up'],
  },
  unstaffed_check: {
    description: 'When it is looked whether anybody is online: on entry, or also when the last agent leaves.',
    values: ['on_entry', 'always'],
  },
  shared_agent: {
    description: 'Which call an agent of several queues gets: the oldest, or that of the first queue.',
    values: ['oldest_call', 'queue_order'],
  },
  max_callers_zero: {
    description: 'What `max_callers: 0` means: no limit, or nobody may wait.',
    values: ['unlimited', 'none'],
  },
  wrap_up_with_auto_ready: {
    description: 'Whether agents who are ready by themselves take their wrap-up time.',
    values: ['skip', 'timed'],
  },
  late_join: {
    description: 'Whether who becomes available during a simultaneous ring joins it.',
    values: [true, false],
  },
};

export function routingSchema(mode: SchemaMode): JsonObject {
  const settings = Object.entries(ROUTING).map(([name, { description, values }]) => [
    name,
    orVariable({ description: `${description} Default: \`${values[0]}\`.`, enum: [...values, null] }, mode),
  ]);
  return {
    description: 'How this PBX reads what the API leaves open; used by every dry run.',
    type: ['object', 'null'],
    properties: {
      ...Object.fromEntries(settings),
      round_gap: orVariable(
        {
          description: 'A pause between rounds: `90s`, `5m`, `1h30m`, or plain seconds. Default: `0s`.',
          type: ['string', 'number', 'null'],
          minimum: 0,
          pattern: '^(?=[0-9])([0-9]+(\\.[0-9]+)?h)?([0-9]+(\\.[0-9]+)?m)?([0-9]+(\\.[0-9]+)?s)?([0-9]+ms)?$',
          ...(isChecked(mode) ? { patternTitle: 'a duration such as 90s, 5m or 1h30m' } : {}),
        },
        mode,
      ),
    },
    additionalProperties: false,
  };
}
