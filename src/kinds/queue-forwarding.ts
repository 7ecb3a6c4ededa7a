/** Fields of a queue that send a call away. */

import type { Fields } from './field.ts';

const forwardRuleFields = {
  action: {
    type: 'string',
    enum: ['FORWARD_TO_NUMBER', 'FORWARD_TO_VOICEMAIL', 'HANGUP'],
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

export const forwardFields = {
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
} as const satisfies Fields;
