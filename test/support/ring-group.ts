/** A kind that the PBX does not have: extensions that ring together. It is made of fields like those of a queue. */

import { EXTENSION_NUMBER } from '../../src/kinds/extension-number.ts';
import type { Fields } from '../../src/kinds/field.ts';
import type { ObjectKind } from '../../src/kinds/kind.ts';
import { forwardFields } from '../../src/kinds/queue-forwarding.ts';

const ringGroupFields = {
  name: {
    type: 'string',
    minLength: 1,
    maxLength: 64,
    required: true,
    description: 'The name that people see. Defaults to the key.',
    examples: ['Front desk'],
  },
  extension_number: {
    ...EXTENSION_NUMBER,
    required: true,
    createOnly: true,
    description: "The group's number, and its identity. Quote it. Changing it replaces the group.",
    examples: ['6000'],
  },
  ring_strategy: {
    type: 'string',
    enum: ['RING_ALL', 'HUNT'],
    enumDescriptions: ['All at once.', 'One after the other.'],
    default: 'RING_ALL',
    description: 'In which order the members are rung.',
  },
  ring_time: {
    type: 'integer',
    min: 1,
    max: 65535,
    default: 20,
    unit: 'seconds',
    description: 'How long the members are rung.',
  },
  no_answer_forward_rule: forwardFields.no_answer_forward_rule,
} as const satisfies Fields;

export const RING_GROUP: ObjectKind = {
  name: 'ring_group',
  section: 'ring_groups',
  title: 'ring group',
  withArticle: 'a ring group',
  fields: ringGroupFields,
  columns: ['extension_number', 'name', 'id'],
  naturalKey: 'extension_number',
  createDefaults: (key) => ({ name: key }),
  forwards: ['no_answer_forward_rule'],
  holderType: 'RING_GROUP',
  hasCallers: false,
  api: { path: 'ring_groups', listed: ['name', 'extension_number'] },
};
