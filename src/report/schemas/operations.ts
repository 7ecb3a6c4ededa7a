/** JSON Schemas of what the other commands print: `validate`, `get`, `status`, `state`, the two operator calls, and fleets. */

import type { JsonObject } from '../../model/json.ts';
import * as s from './parts.ts';
import { RESOURCE } from './state.ts';

const VERSION = s.version('1.0');

/** A document under its version. */
function documentOf<P extends s.Properties>(properties: P) {
  return s.object({ format_version: VERSION, ...properties });
}

function published(title: string, schema: JsonObject): JsonObject {
  return { $schema: s.DRAFT, title, ...schema };
}

const VALIDATION = documentOf({
  valid: { ...s.FLAG, description: 'Whether there is no error.' },
  diagnostics: s.list(s.DIAGNOSTIC, 'By file and place.'),
  summary: s.counts(['errors', 'warnings']),
});
export type PrintedValidation = s.Described<typeof VALIDATION>;
export const validationSchema = () => published('cqctl validate', VALIDATION);

const OBJECT: s.Schema<JsonObject> = { type: 'object' };
const LISTING = documentOf({
  count: { ...s.COUNT, description: 'Of all that match on the PBX, listed here or not.' },
  items: s.list(OBJECT, "The PBX's own objects, as it sent them."),
});
export type PrintedListing = s.Described<typeof LISTING>;
export const listingSchema = () => published('cqctl get', LISTING);

const PERCENT = { ...s.NUMBER_OR_NULL, description: 'Percent.' };
const SECONDS = { ...s.NUMBER_OR_NULL, description: 'Seconds.' };
const LEVEL: s.Schema<number | null> = { type: ['integer', 'null'] };
const ERROR = s.text('Why it cannot be read; then nothing is known of it but what its list shows.');
const SERVER_STATUS = s.object(
  {
    id: s.TEXT,
    name: s.TEXT,
    status: s.TEXT_OR_NULL,
    cpu_usage: PERCENT,
    memory_usage: PERCENT,
    error: ERROR,
  },
  ['error'],
);
const AGENT_STATUS = s.object({
  extension_number: s.TEXT,
  display_name: s.TEXT_OR_NULL,
  skill_level: LEVEL,
  status: s.TEXT_OR_NULL,
});
const WAITING_CALLER = s.object({
  session_id: s.TEXT,
  extension_number: s.TEXT,
  display_name: s.TEXT_OR_NULL,
  waiting_time: SECONDS,
});
const QUEUE_STATUS = s.object(
  {
    id: s.TEXT,
    name: s.TEXT,
    extension_number: s.TEXT,
    status: s.TEXT_OR_NULL,
    agents: s.list(AGENT_STATUS),
    waiting: s.list(WAITING_CALLER, 'Callers, the first in the queue first.'),
    error: ERROR,
  },
  ['error'],
);
const STATUS = documentOf({
  target: s.TEXT,
  servers: s.list(SERVER_STATUS),
  queues: s.list(QUEUE_STATUS),
});
export type ServerStatus = s.Described<typeof SERVER_STATUS>;
export type AgentStatus = s.Described<typeof AGENT_STATUS>;
export type WaitingCaller = s.Described<typeof WAITING_CALLER>;
export type QueueStatus = s.Described<typeof QUEUE_STATUS>;
export type PrintedStatus = s.Described<typeof STATUS>;
export type StatusReport = Omit<PrintedStatus, 'format_version'>;
export const statusSchema = () => published('cqctl status', STATUS);

const ENTRIES: s.Schema<{ [address: string]: s.Described<typeof RESOURCE> }> = {
  type: 'object',
  propertyNames: s.ADDRESS,
  additionalProperties: RESOURCE,
};
const STATE_ENTRIES = documentOf({ resources: ENTRIES });
export type PrintedEntries = s.Described<typeof STATE_ENTRIES>;
export const stateEntriesSchema = () => published('cqctl state list, cqctl state show', STATE_ENTRIES);

const AGENT_CHANGE = documentOf({
  queue: s.text('Its extension number.'),
  agent: s.text('Its extension number.'),
  requested: s.text('The status that was asked for. During a call it comes after it.'),
  status: s.text('What the PBX says afterwards.'),
});
export type PrintedAgentChange = s.Described<typeof AGENT_CHANGE>;
export const agentStatusSchema = () => published('cqctl agent set', AGENT_CHANGE);

const PICKUP = documentOf({ queue: s.text('Its extension number.'), session: s.TEXT });
export type PrintedPickup = s.Described<typeof PICKUP>;
export const pickupSchema = () => published('cqctl pickup', PICKUP);

const RESULT: s.Schema<JsonObject> = {
  type: 'object',
  description: 'What the command prints for one environment.',
};
/** The worst first. */
export const FLEET_OUTCOMES = ['failed', 'refused', 'changed', 'unchanged'] as const;
const FLEET = documentOf({
  environments: s.list(
    s.object(
      {
        environment: s.TEXT,
        exit_code: s.COUNT,
        outcome: s.oneOf(FLEET_OUTCOMES),
        result: RESULT,
        diagnostics: s.list(s.DIAGNOSTIC, 'Why there is no result.'),
      },
      ['result', 'diagnostics'],
    ),
  ),
  summary: s.counts(['environments', ...FLEET_OUTCOMES]),
});
export type PrintedFleet = s.Described<typeof FLEET>;
export const fleetSchema = () => published('cqctl plan, drift and validate of several environments', FLEET);
