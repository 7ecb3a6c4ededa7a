/** The JSON Schema of one line of `apply --format json`. The first line is of type `version`, the last `summary`. */

import type { JsonObject } from '../../model/json.ts';
import { STOP_REASONS } from '../../model/step.ts';
import {
  ACTION,
  ADDRESS,
  COUNT,
  DIAGNOSTIC,
  DRAFT,
  listSchema,
  objectSchema,
  oneOfTexts,
  textSchema,
} from './parts.ts';
import { PLAN } from './plan.ts';

const ELAPSED: JsonObject = { type: 'number', minimum: 0, description: 'Seconds.' };

const STOP = oneOfTexts(STOP_REASONS, 'Why the run began no more steps.');

const FAILURE = objectSchema(
  {
    code: { type: 'string' },
    message: { type: 'string' },
    hint: { type: 'string' },
    api_codes: listSchema({ type: 'string' }, "The PBX's own error codes."),
  },
  ['hint', 'api_codes'],
);

function eventSchema(
  type: string,
  properties: { [name: string]: JsonObject },
  optional: string[] = [],
): JsonObject {
  return objectSchema(
    {
      type: { const: type },
      time: { type: 'string', format: 'date-time' },
      level: oneOfTexts(['info', 'warning', 'error']),
      message: textSchema('The event for people, so that an unknown type can still be shown.'),
      ...properties,
    },
    optional,
  );
}

export function eventsSchema(): JsonObject {
  return {
    $schema: DRAFT,
    title: 'One line of `cqctl apply --format json`',
    oneOf: [
      eventSchema('version', { cqctl: { type: 'string' }, format_version: { type: 'string' } }),
      eventSchema('diagnostic', { diagnostic: DIAGNOSTIC }),
      eventSchema('planned', { plan: PLAN }),
      eventSchema('step_start', { address: ADDRESS, action: ACTION }),
      eventSchema('step_progress', { address: ADDRESS }),
      eventSchema('step_done', {
        address: ADDRESS,
        action: ACTION,
        id: { type: ['string', 'null'] },
        elapsed_s: ELAPSED,
      }),
      eventSchema('step_unsaved', {
        address: ADDRESS,
        action: ACTION,
        id: { type: ['string', 'null'] },
        elapsed_s: ELAPSED,
      }),
      eventSchema(
        'step_failed',
        { address: ADDRESS, action: ACTION, error: FAILURE, elapsed_s: ELAPSED, because: STOP },
        ['because'],
      ),
      eventSchema('step_skipped', {
        address: ADDRESS,
        action: ACTION,
        because: textSchema('The address of the step that failed, or why the run began no more steps.'),
      }),
      eventSchema('warning', { code: { type: 'string' }, address: ADDRESS, stops: STOP }, [
        'address',
        'stops',
      ]),
      eventSchema('summary', {
        summary: objectSchema({ done: COUNT, unsaved: COUNT, failed: COUNT, skipped: COUNT }),
        interrupted: { type: 'boolean' },
      }),
    ],
  };
}
