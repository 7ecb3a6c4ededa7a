/** Call queues: every field of the API, with the version 22.2 bounds and defaults. */

import type { Fields, FieldsOf } from './field.ts';

/** An extension number: the identity of a queue, and what an agent is known by. */
export const EXTENSION_NUMBER = {
  type: 'string',
  minLength: 3,
  maxLength: 64,
  pattern: '[0-9]{3,64}',
  patternTitle: '3 to 64 digits',
} as const;

export const POLLING_STRATEGIES = [
  'RING_SIMULTANEOUSLY',
  'PRIORITIZED_HUNT',
  'CYCLIC_HUNT',
  'LEAST_WORKED_HUNT',
  'SKILL_BASED_ROUTING_PRIORITIZED_HUNT',
  'SKILL_BASED_ROUTING_CYCLIC_HUNT',
  'SKILL_BASED_ROUTING_LEAST_WORKED_HUNT',
] as const;

/** Strategies that go through the agents by skill level: only for these do skill levels count. */
export const SKILL_STRATEGIES = POLLING_STRATEGIES.filter((name) => name.startsWith('SKILL_BASED_ROUTING_'));

/** Strategies that follow the configured order: only for these does the order of the agents count. */
export const ORDERED_STRATEGIES = POLLING_STRATEGIES.filter((name) => name.endsWith('PRIORITIZED_HUNT'));

/** All but ringing everybody at once; sticky routing works with these. */
export const SERIAL_STRATEGIES = POLLING_STRATEGIES.filter((name) => name !== 'RING_SIMULTANEOUSLY');

export const FORWARD_ACTIONS = ['FORWARD_TO_NUMBER', 'FORWARD_TO_VOICEMAIL', 'HANGUP'] as const;

const forwardRuleFields = {
  action: {
    type: 'string',
    enum: FORWARD_ACTIONS,
    enumDescriptions: [
      'Send the call to `number`: an extension, another queue, or an outside number.',
      'Send the call to a voicemail box.',
      'End the call.',
    ],
    required: true,
    description: 'What happens to the call.',
  },
  number: {
    type: 'string',
    minLength: 1,
    maxLength: 64,
    pattern: '\\+?[0-9]+',
    patternTitle: 'digits, with an optional leading +',
    description: 'The extension or outside number that the call goes to.',
  },
} as const satisfies Fields;

const promptFacts = {
  moh: {
    file: 'moh_prompt_file',
    name: 'moh_prompt_file_name',
    size: 'moh_prompt_file_size',
    url: 'moh_prompt_file_url',
  },
  intro: {
    file: 'intro_prompt_file',
    name: 'intro_prompt_file_name',
    size: 'intro_prompt_file_size',
    url: 'intro_prompt_file_url',
  },
} as const;

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
    enumDescriptions: [
      'Ring all available agents at once.',
      'One after another, in the configured order, each call from the top.',
      'One after another; first the agent whom a call of this queue rang longest ago.',
      'One after another; first the agent who answered a call of this queue longest ago.',
      'By skill level, level 1 first; within a level in the configured order.',
      'By skill level, level 1 first; within a level the agent rung longest ago.',
      'By skill level, level 1 first; within a level the agent who answered longest ago.',
    ],
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
  moh_prompt_file_id: {
    type: 'string',
    minLength: 1,
    writeOnly: true,
    prompt: promptFacts.moh,
    description: 'Music on hold: the id of a file that is on the PBX already. Or write moh_prompt_file.',
  },
  moh_prompt_file_name: {
    type: 'string',
    readOnly: true,
    description: 'The file name of the music on hold.',
  },
  moh_prompt_file_size: {
    type: 'integer',
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    readOnly: true,
    description: 'The size of the music on hold, in bytes.',
  },
  moh_prompt_file_url: {
    type: 'string',
    readOnly: true,
    description: 'Where the music on hold can be downloaded from, relative to the PBX.',
  },
  intro_type: {
    type: 'string',
    enum: ['DISABLE', 'NORMAL', 'FULL'],
    enumDescriptions: [
      'No introduction.',
      'Play it, ringing agents meanwhile.',
      'Play it to its end before any agent is rung.',
    ],
    default: 'DISABLE',
    description: 'Whether callers hear an introduction.',
  },
  intro_prompt_file_id: {
    type: 'string',
    minLength: 1,
    writeOnly: true,
    prompt: promptFacts.intro,
    inertUnless: [{ field: 'intro_type', in: ['NORMAL', 'FULL'] }],
    description: 'The introduction: the id of a file that is on the PBX already. Or write intro_prompt_file.',
  },
  intro_prompt_file_name: {
    type: 'string',
    readOnly: true,
    description: 'The file name of the introduction.',
  },
  intro_prompt_file_size: {
    type: 'integer',
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    readOnly: true,
    description: 'The size of the introduction, in bytes.',
  },
  intro_prompt_file_url: {
    type: 'string',
    readOnly: true,
    description: 'Where the introduction can be downloaded from, relative to the PBX.',
  },
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
  no_answer_forward_rule: {
    type: 'object',
    fields: forwardRuleFields,
    description: 'What happens to a call that waited too long, found the queue full, or found nobody online.',
  },
  night_mode_forward_rule: {
    type: 'object',
    fields: forwardRuleFields,
    description: 'What happens to every call while night mode is on.',
  },
  enable_callback: {
    type: 'boolean',
    default: false,
    description: 'Whether callers can ask to be called back, keeping their place.',
  },
  callback_mode: {
    type: 'string',
    enum: ['ACTIVE', 'TIMEOUT'],
    enumDescriptions: ['At any time, by pressing 3.', 'Offered once callback_timeout has passed.'],
    default: 'ACTIVE',
    inertUnless: [{ field: 'enable_callback', in: [true] }],
    description: 'When a callback is offered.',
  },
  callback_timeout: {
    type: 'integer',
    min: 0,
    max: 2147483647,
    default: 600,
    unit: 'seconds',
    inertUnless: [
      { field: 'enable_callback', in: [true] },
      { field: 'callback_mode', in: ['TIMEOUT'] },
    ],
    description: 'How long a caller waits before a callback is offered.',
  },
  callback_outbound_prefix: {
    type: 'string',
    inertUnless: [{ field: 'enable_callback', in: [true] }],
    description: 'Put before the number when calling back, so that an outbound rule matches.',
  },
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

export type QueueFields = FieldsOf<typeof queueFields>;
