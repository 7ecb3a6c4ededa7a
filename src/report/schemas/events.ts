/** The JSON Schema of one line of `apply --format json`. The first line is of type `version`, the last `summary`. */

import type { JsonObject } from '../../model/json.ts';
import { STOP_REASONS } from '../../model/step.ts';
import * as s from './parts.ts';
import { PLAN } from './plan.ts';

const ELAPSED: s.Schema<number> = { type: 'number', minimum: 0, description: 'Seconds.' };

const STOP = s.oneOf(STOP_REASONS, 'Why the run began no more steps.');

const STEP = { address: s.ADDRESS, action: s.ACTION };

const FAILURE = s.object(
  {
    code: s.TEXT,
    message: s.TEXT,
    hint: s.TEXT,
    api_codes: s.list(s.TEXT, "The PBX's own error codes."),
  },
  ['hint', 'api_codes'],
);

const LEVEL = s.oneOf(['info', 'warning', 'error']);
const TIME: s.Schema<string> = { type: 'string', format: 'date-time' };

function eventSchema<T extends string, P extends s.Properties, O extends keyof P & string = never>(
  type: T,
  properties: P,
  optional: readonly O[] = [],
) {
  const typeSchema: s.Schema<T> = { const: type };
  return s.object(
    {
      type: typeSchema,
      time: TIME,
      level: LEVEL,
      message: s.text('The event for people, so that an unknown type can still be shown.'),
      ...properties,
    },
    optional,
  );
}

const EVENTS = [
  eventSchema('version', { cqctl: s.TEXT, format_version: s.TEXT }),
  eventSchema('diagnostic', { diagnostic: s.DIAGNOSTIC }),
  eventSchema('planned', { plan: PLAN }),
  eventSchema('step_start', STEP),
  eventSchema('step_progress', { address: s.ADDRESS }),
  eventSchema('step_done', { ...STEP, id: s.TEXT_OR_NULL, elapsed_s: ELAPSED }),
  eventSchema('step_unsaved', { ...STEP, id: s.TEXT_OR_NULL, elapsed_s: ELAPSED }),
  eventSchema('step_failed', { ...STEP, error: FAILURE, elapsed_s: ELAPSED, because: STOP }, ['because']),
  eventSchema('step_skipped', {
    ...STEP,
    because: s.text('The address of the step that failed, or why the run began no more steps.'),
  }),
  eventSchema('warning', { code: s.TEXT, address: s.ADDRESS, stops: STOP }, ['address', 'stops']),
  eventSchema('summary', {
    summary: s.object({ done: s.COUNT, unsaved: s.COUNT, failed: s.COUNT, skipped: s.COUNT }),
    interrupted: s.FLAG,
  }),
];

export type PrintedEvent = s.Described<(typeof EVENTS)[number]>;

export function eventsSchema(): JsonObject {
  return { $schema: s.DRAFT, title: 'One line of `cqctl apply --format json`', oneOf: EVENTS };
}
