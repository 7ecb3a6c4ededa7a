/** Target, state, policy and routing as JSON Schema. */

import { conditionSchema } from '../kinds/condition.ts';
import { DURATION_FORMS, durationSchema } from '../kinds/duration.ts';
import type { ObjectKind } from '../kinds/kind.ts';
import { OBJECT_KINDS } from '../kinds/registry.ts';
import { ROUND_GAP, ROUTING_SETTINGS } from '../kinds/routing.ts';
import type { JsonObject } from '../model/json.ts';
import { QUEUE_METRIC_NAMES } from '../routing/metrics.ts';
import { orList } from '../source/nearest.ts';
import { MAX_LOSS } from './policy.ts';
import { isChecked, orVariable, type SchemaMode } from './schema-fields.ts';
import { configFields, SCHEMA_KINDS } from './schema-resources.ts';
import { BACKEND_NAMES } from './state-settings.ts';

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
      ca_file: pemFile(
        'A PEM file with the certificate that signed the one of the PBX. CQCTL_CA_FILE wins over it.',
      ),
      client_cert_file: pemFile(
        'A PEM file with the certificate that cqctl shows to a PBX that demands one. CQCTL_CLIENT_CERT_FILE wins over it.',
      ),
      client_key_file: pemFile(
        'A PEM file with the private key of `client_cert_file`; without it the key is in that file. CQCTL_CLIENT_KEY_FILE wins over it.',
      ),
    },
    additionalProperties: false,
  };
}

export function stateSchema(mode: SchemaMode): JsonObject {
  return {
    description: 'Where cqctl remembers which object each address is.',
    type: ['object', 'null'],
    properties: {
      backend: orVariable(
        {
          description:
            "`local`: a file beside the project. `http`: a server that speaks Terraform's protocol, as GitLab and Gitea do; credentials come from CQCTL_STATE_TOKEN, or CQCTL_STATE_USERNAME and CQCTL_STATE_PASSWORD. `postgres`: a PostgreSQL database, that CQCTL_STATE_URL or PGHOST, PGUSER and so on name.",
          enum: [...BACKEND_NAMES, null],
        },
        mode,
      ),
      name: {
        description:
          'Of `postgres`: which state of the database it is. One for each project and environment.',
        type: ['string', 'null'],
        minLength: 1,
        maxLength: 200,
      },
      address: stateUrl('Of `http`: where the state is.', mode),
      lock_address: stateUrl('Of `http`: where it is locked. Default: `address`.', mode),
      unlock_address: stateUrl('Of `http`: where it is unlocked. Default: `address`.', mode),
      lock_method: stateMethod('Of `http`: how it is locked. Default: `LOCK`; GitLab wants `POST`.', mode),
      unlock_method: stateMethod(
        'Of `http`: how it is unlocked. Default: `UNLOCK`; GitLab wants `DELETE`.',
        mode,
      ),
      update_method: stateMethod('Of `http`: how it is written. Default: `POST`.', mode),
      ca_file: pemFile(
        'Of `http`: a PEM file with the certificate that signed the one of the server. CQCTL_STATE_CA_FILE wins over it.',
      ),
      client_cert_file: pemFile(
        'Of `http`: a PEM file with the certificate that cqctl shows to a server that demands one. CQCTL_STATE_CLIENT_CERT_FILE wins over it.',
      ),
      client_key_file: pemFile(
        'Of `http`: a PEM file with the private key of `client_cert_file`; without it the key is in that file. CQCTL_STATE_CLIENT_KEY_FILE wins over it.',
      ),
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

function pemFile(description: string): JsonObject {
  return {
    description: `${description} Its path counts from the folder of this file.`,
    type: ['string', 'null'],
    minLength: 1,
    maxLength: 4096,
  };
}

function stateUrl(description: string, mode: SchemaMode): JsonObject {
  return orVariable(
    {
      description,
      type: ['string', 'null'],
      pattern: '^https?://[^\\s/?#]+[^\\s#]*$',
      ...(isChecked(mode) ? { patternTitle: 'an address with http:// or https:// and a host' } : {}),
    },
    mode,
  );
}

function stateMethod(description: string, mode: SchemaMode): JsonObject {
  return orVariable(
    {
      description,
      type: ['string', 'null'],
      pattern: '^[A-Z]{3,16}$',
      ...(isChecked(mode) ? { patternTitle: 'an HTTP method in capitals such as POST' } : {}),
    },
    mode,
  );
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
      max_changed_queues: limitSchema(
        'How many queues that exist a plan may change, by themselves or by their agents: a count, or a share of the queues that the project owns. Default: all.',
        mode,
      ),
      check_numbers: orVariable(
        {
          description:
            'Ask the PBX, before a queue is created, whether an extension or anything else has its number (`GET /extension_numbers/{n}`, from version 22 on). A PBX that does not have it refuses the question. Default: false; on the embedded PBX true.',
          type: ['boolean', 'null'],
        },
        mode,
      ),
      required_fields: {
        description: `Fields that every ${orList(OBJECT_KINDS.map(({ name }) => name))} has to write, itself or by \`defaults\`. A project that does not is refused: exit 3.`,
        type: ['object', 'null'],
        properties: Object.fromEntries(
          SCHEMA_KINDS.map(({ name }) => [
            name,
            {
              description: `Of every ${name}.`,
              type: ['array', 'null'],
              items: orVariable({ enum: configFields(name) }, mode),
            },
          ]),
        ),
        additionalProperties: false,
      },
      names: {
        description:
          'Regular expressions that keys, names and numbers have to match as a whole. A project in which one does not is refused: exit 3.',
        type: ['object', 'null'],
        properties: Object.fromEntries(SCHEMA_KINDS.map((kind) => [kind.name, namePatternsSchema(kind)])),
        additionalProperties: false,
      },
      routing: routingPolicySchema(mode),
    },
    additionalProperties: false,
  };
}

function namePatternsSchema({ name: kind, naturalKey }: ObjectKind): JsonObject {
  const pattern = (description: string, example: string): JsonObject => ({
    description,
    type: ['string', 'null'],
    minLength: 1,
    maxLength: 500,
    examples: [example],
  });
  return {
    description: `Of every ${kind}.`,
    type: ['object', 'null'],
    properties: {
      key: pattern('The name in the files.', '[a-z][a-z0-9-]*'),
      name: pattern('The name on the PBX.', '(Sales|Support) .+'),
      ...(naturalKey === 'extension_number' ? { extension_number: pattern('The number.', '8\\d{3}') } : {}),
    },
    additionalProperties: false,
  };
}

function routingPolicySchema(mode: SchemaMode): JsonObject {
  const figure = orVariable(
    {
      description: 'What the figure has to be, as in `">= 0.8"`, `"<= 20s"` or `"5%"`.',
      ...conditionSchema(isChecked(mode)),
      type: ['string', 'number', 'null'],
    },
    mode,
  );
  return {
    description:
      'What callers must still get once a plan is applied, by `plan --scenario`: figures of every queue that is called. A plan that breaks this exits with 3.',
    type: ['object', 'null'],
    properties: {
      [MAX_LOSS]: orVariable(
        {
          description: 'The share of callers that may be neither answered nor called back, from 0 to 1.',
          type: ['number', 'null'],
          minimum: 0,
          maximum: 1,
        },
        mode,
      ),
      ...Object.fromEntries(QUEUE_METRIC_NAMES.map((metric) => [metric, figure])),
    },
    additionalProperties: false,
  };
}

export function routingSchema(mode: SchemaMode): JsonObject {
  const settings = Object.entries(ROUTING_SETTINGS).map(([name, { description, values }]) => [
    name,
    orVariable({ description: `${description} Default: \`${values[0]}\`.`, enum: [...values, null] }, mode),
  ]);
  return {
    description: 'How this PBX reads what the API leaves open; used by every dry run.',
    type: ['object', 'null'],
    properties: {
      ...Object.fromEntries(settings),
      [ROUND_GAP.name]: orVariable(
        {
          description: `${ROUND_GAP.description} ${DURATION_FORMS} Default: \`${ROUND_GAP.default}\`.`,
          ...durationSchema(isChecked(mode)),
          type: ['string', 'number', 'null'],
        },
        mode,
      ),
    },
    additionalProperties: false,
  };
}
