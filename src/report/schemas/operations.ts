/** JSON Schemas of what the other commands print: `validate`, `get`, `status`, `state`, the two operator calls, and fleets. */

import type { JsonObject } from '../../model/json.ts';
import { FLEET_OUTCOMES } from '../fleet.ts';
import {
  ADDRESS,
  COUNT,
  DIAGNOSTIC,
  DRAFT,
  listSchema,
  objectSchema,
  oneOfTexts,
  textSchema,
} from './parts.ts';
import { RESOURCE } from './state.ts';

const VERSION: JsonObject = { type: 'string', pattern: '^1\\.[0-9]+$' };
const TEXT: JsonObject = { type: 'string' };
const TEXT_OR_NULL: JsonObject = { type: ['string', 'null'] };

function documentSchema(title: string, properties: { [name: string]: JsonObject }): JsonObject {
  return { $schema: DRAFT, title, ...objectSchema({ format_version: VERSION, ...properties }) };
}

export function validationSchema(): JsonObject {
  return documentSchema('cqctl validate', {
    valid: { type: 'boolean', description: 'Whether there is no error.' },
    diagnostics: listSchema(DIAGNOSTIC, 'By file and place.'),
    summary: objectSchema({ errors: COUNT, warnings: COUNT }),
  });
}

export function listingSchema(): JsonObject {
  return documentSchema('cqctl get', {
    count: { ...COUNT, description: 'Of all that match on the PBX, listed here or not.' },
    items: listSchema({ type: 'object' }, "The PBX's own objects, as it sent them."),
  });
}

export function statusSchema(): JsonObject {
  const percent: JsonObject = { type: ['number', 'null'], description: 'Percent.' };
  const error = textSchema('Why it cannot be read; then nothing is known of it but what its list shows.');
  return documentSchema('cqctl status', {
    target: TEXT,
    servers: listSchema(
      objectSchema(
        { id: TEXT, name: TEXT, status: TEXT_OR_NULL, cpu_usage: percent, memory_usage: percent, error },
        ['error'],
      ),
    ),
    queues: listSchema(
      objectSchema(
        {
          id: TEXT,
          name: TEXT,
          extension_number: TEXT,
          status: TEXT_OR_NULL,
          agents: listSchema(
            objectSchema({
              extension_number: TEXT,
              display_name: TEXT_OR_NULL,
              skill_level: { type: ['integer', 'null'] },
              status: TEXT_OR_NULL,
            }),
          ),
          waiting: listSchema(
            objectSchema({
              session_id: TEXT,
              extension_number: TEXT,
              display_name: TEXT_OR_NULL,
              waiting_time: { type: ['number', 'null'], description: 'Seconds.' },
            }),
            'Callers, the first in the queue first.',
          ),
          error,
        },
        ['error'],
      ),
    ),
  });
}

export function stateEntriesSchema(): JsonObject {
  return documentSchema('cqctl state list, cqctl state show', {
    resources: { type: 'object', propertyNames: ADDRESS, additionalProperties: RESOURCE },
  });
}

export function agentStatusSchema(): JsonObject {
  return documentSchema('cqctl agent set', {
    queue: textSchema('Its extension number.'),
    agent: textSchema('Its extension number.'),
    requested: textSchema('The status that was asked for. During a call it comes after it.'),
    status: textSchema('What the PBX says afterwards.'),
  });
}

export function pickupSchema(): JsonObject {
  return documentSchema('cqctl pickup', { queue: textSchema('Its extension number.'), session: TEXT });
}

export function fleetSchema(): JsonObject {
  return documentSchema('cqctl plan, drift and validate of several environments', {
    environments: listSchema(
      objectSchema(
        {
          environment: TEXT,
          exit_code: COUNT,
          outcome: oneOfTexts(FLEET_OUTCOMES),
          result: { type: 'object', description: 'What the command prints for one environment.' },
          diagnostics: listSchema(DIAGNOSTIC, 'Why there is no result.'),
        },
        ['result', 'diagnostics'],
      ),
    ),
    summary: objectSchema(
      Object.fromEntries(['environments', ...FLEET_OUTCOMES].map((name) => [name, COUNT])),
    ),
  });
}
