/**
 * Call queues: every field of the API, with the version 22.2 bounds and defaults.
 *
 * Prompts, forwarding and callbacks stand in files of their own. The order here is that of files and of the reference.
 */

import { EXTENSION_NUMBER } from './extension-number.ts';
import type { Fields, FieldsOf } from './field.ts';
import type { ObjectKind } from './kind.ts';
import { POLLING_STRATEGIES, SERIAL_STRATEGIES, STRATEGY_DESCRIPTIONS } from './polling-strategies.ts';
import { callbackFields } from './queue-callback.ts';
import { forwardFields } from './queue-forwarding.ts';
import { promptFields } from './queue-prompts.ts';

export const queueFields = {
  name: {
    type: 'string',
    minLength: 1,
    maxLength: 64,
    required: true,
    description: 'The name that people see. Defaults to the key.',
    examples: ['Support'],
  },
  extension_number: {
    ...EXTENSION_NUMBER,
    required: true,
    createOnly: true,
    description:
      "The number that callers reach the queue by, and the queue's identity. Quote it. Changing it replaces the queue.",
    examples: ['8000'],
  },
  polling_strategy: {
    type: 'string',
    enum: POLLING_STRATEGIES,
    enumDescriptions: STRATEGY_DESCRIPTIONS,
    required: true,
    default: 'RING_SIMULTANEOUSLY',
    description: 'In which order the agents are rung.',
  },
  ring_time: {
    type: 'integer',
    min: 1,
    max: 65535,
    default: 20,
    unit: 'seconds',
    description: 'How long one agent is rung before the next.',
  },
  max_callers: {
    type: 'integer',
    min: 0,
    max: 2147483647,
    unit: 'callers',
    description: 'How many callers may wait at once. 0 or absent: no limit.',
  },
  ...promptFields,
  max_waiting_time: {
    type: 'integer',
    min: 15,
    max: 65535,
    default: 300,
    unit: 'seconds',
    description: 'How long a caller may wait before the no-answer rule takes the call.',
  },
  wait_when_no_agents_online: {
    type: 'boolean',
    default: false,
    description:
      'Whether callers wait although no agent is online. Otherwise the no-answer rule takes them at once.',
  },
  inform_position: {
    type: 'string',
    enum: ['DISABLE', 'PERIODICALLY', 'ON_CONNECTED'],
    enumDescriptions: ['Never.', 'At every interval.', 'On entry, then at every interval.'],
    default: 'DISABLE',
    description: 'When callers are told their position.',
  },
  inform_position_interval: {
    type: 'integer',
    min: 10,
    max: 1800,
    default: 10,
    unit: 'seconds',
    inertUnless: [{ field: 'inform_position', in: ['PERIODICALLY', 'ON_CONNECTED'] }],
    description: 'How often callers are told their position.',
  },
  agent_auto_ready: {
    type: 'boolean',
    default: true,
    description:
      'Whether an agent is READY again by itself after logging in and after each call. Otherwise somebody has to set it.',
  },
  agent_auto_not_ready_after_non_acd_call: {
    type: 'boolean',
    default: true,
    inertUnless: [{ field: 'agent_auto_ready', in: [false] }],
    description: "Whether an agent is NOT_READY after a call that was not the queue's.",
  },
  sla_time: {
    type: 'integer',
    min: 0,
    max: 65536,
    default: 0,
    unit: 'seconds',
    description:
      'Waiting longer than this breaches the service level; calls are not routed differently. 0: off.',
  },
  language: {
    type: 'string',
    minLength: 1,
    canonical: 'language',
    description: 'The language of the announcements, as a BCP 47 tag.',
    examples: ['en-US'],
  },
  ...forwardFields,
  ...callbackFields,
  outbound_caller_ids: {
    type: 'list',
    identity: ['provider_id', 'caller_id'],
    item: {
      type: 'object',
      fields: {
        provider_id: { type: 'string', minLength: 1, required: true, description: 'The id of the trunk.' },
        caller_id: {
          type: 'string',
          minLength: 1,
          maxLength: 64,
          required: true,
          description: 'The number shown on calls through that trunk.',
        },
        description: { type: 'string', maxLength: 1024, description: 'For people.' },
      },
    },
    description: 'The caller id shown, by trunk, when the no-answer rule sends a call to an outside number.',
  },
  enable_sticky_routing: {
    type: 'boolean',
    default: true,
    inertUnless: [{ field: 'polling_strategy', in: SERIAL_STRATEGIES }],
    description: 'Whether a caller is first offered to the agent who answered them last.',
  },
  sticky_routing_duration: {
    type: 'integer',
    min: 1,
    max: 365,
    default: 30,
    unit: 'days',
    inertUnless: [
      { field: 'enable_sticky_routing', in: [true] },
      { field: 'polling_strategy', in: SERIAL_STRATEGIES },
    ],
    description: 'For how many days the PBX remembers who answered a caller last.',
  },
  enable_paid: {
    type: 'boolean',
    default: false,
    description: 'Whether the queue is named in the P-Asserted-Identity header.',
  },
  enable_prid: {
    type: 'boolean',
    default: false,
    description: 'Whether the queue is named in the Remote-Party-ID header.',
  },
  extension_number_as_to_header: {
    type: 'boolean',
    default: false,
    description: "Whether the To header of an INVITE has the agent's extension number.",
  },
} as const satisfies Fields;

export const QUEUE: ObjectKind = {
  name: 'queue',
  section: 'queues',
  title: 'call queue',
  withArticle: 'a queue',
  fields: queueFields,
  columns: ['extension_number', 'name', 'polling_strategy', 'ring_time', 'id'],
  naturalKey: 'extension_number',
  hasOwnFiles: true,
  createDefaults: (key) => ({ name: key, polling_strategy: queueFields.polling_strategy.default }),
  forwards: ['no_answer_forward_rule', 'night_mode_forward_rule'],
  holderType: 'CALL_QUEUE',
  hasCallers: true,
  api: {
    path: 'call_queues',
    listed: ['name', 'extension_number', 'ring_time', 'polling_strategy'],
    status: { figures: [], runsOn: 'server' },
  },
};

export type QueueFields = FieldsOf<typeof queueFields>;
