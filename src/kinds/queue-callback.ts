/** Fields of a queue about callbacks. */

import type { Fields } from './field.ts';

export const callbackFields = {
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
} as const satisfies Fields;
