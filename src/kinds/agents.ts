/** The agents of a queue: one ordered list, replaced as a whole by the API. */

import { EXTENSION_NUMBER } from './extension-number.ts';
import type { Fields, FieldsOf } from './field.ts';
import type { ListKind } from './kind.ts';
import { SKILL_STRATEGIES } from './polling-strategies.ts';

/** What `POST …/agents/{number}` takes. LOGGED_IN is a command: it lands in READY or NOT_READY. */
export const SETTABLE_STATUSES = [
  'READY',
  'NOT_READY',
  'WRAP_UP',
  'BREAK',
  'LUNCH',
  'LOGGED_IN',
  'LOGGED_OUT',
] as const;

/** What `GET …/agents/{number}` shows. */
export const READABLE_STATUSES = [
  'READY',
  'NOT_READY',
  'QUEUE_CALL',
  'OTHER_CALL',
  'WRAP_UP',
  'BREAK',
  'LUNCH',
  'LOGGED_OUT',
  'OFFLINE',
] as const;

export const agentFields = {
  extension_number: {
    ...EXTENSION_NUMBER,
    required: true,
    description: "The agent's extension number. Quote it.",
    examples: ['2001'],
  },
  skill_level: {
    type: 'integer',
    min: 1,
    max: 100,
    default: 1,
    inertUnless: [{ field: 'polling_strategy', in: SKILL_STRATEGIES }],
    description: 'The skill group that the agent is in; 1 is rung first.',
  },
  display_name: { type: 'string', maxLength: 1024, readOnly: true, description: "The agent's name." },
  status: {
    type: 'string',
    enum: READABLE_STATUSES,
    readOnly: true,
    description: 'What the agent is doing, in this queue.',
  },
} as const satisfies Fields;

/** The API's default if no level is written or reported. */
export function skillLevelOf({ skill_level }: { skill_level?: number | undefined }): number {
  return skill_level ?? agentFields.skill_level.default;
}

export const AGENTS: ListKind = {
  name: 'agents',
  section: 'agents',
  title: 'agent list',
  withArticle: 'agents',
  fields: agentFields,
  columns: ['extension_number', 'display_name', 'skill_level', 'status'],
  naturalKey: 'extension_number',
  parent: 'queue',
  sharedSection: 'agent_lists',
  itemTitle: 'An agent',
  purpose: 'Who answers',
  createDefaults: () => ({}),
  forwards: [],
  hasCallers: false,
  api: { path: 'agents' },
};

export type AgentFields = FieldsOf<typeof agentFields>;
