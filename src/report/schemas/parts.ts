/**
 * Schema parts that what cqctl writes has in common. Objects are left open: a later 1.x may add names, and what was
 * checked against this schema must not then be refused.
 */

import { KIND_NAMES } from '../../kinds/registry.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { ACTIONS } from '../../model/plan.ts';

export const DRAFT = 'https://json-schema.org/draft/2020-12/schema';

/** All names but the optional ones are required. */
export function objectSchema(
  properties: { [name: string]: JsonObject },
  optional: readonly string[] = [],
  description?: string,
): JsonObject {
  return {
    type: 'object',
    ...(description === undefined ? {} : { description }),
    properties,
    required: Object.keys(properties).filter((name) => !optional.includes(name)),
  };
}

export function listSchema(items: JsonObject, description?: string): JsonObject {
  return { type: 'array', ...(description === undefined ? {} : { description }), items };
}

export function textSchema(description: string): JsonObject {
  return { type: 'string', description };
}

export function oneOfTexts(values: readonly string[], description?: string): JsonObject {
  return { ...(description === undefined ? {} : { description }), enum: [...values] as Json[] };
}

export const COUNT: JsonObject = { type: 'integer', minimum: 0 };
const PLACE: JsonObject = { type: 'integer', minimum: 1 };

export const ADDRESS: JsonObject = {
  type: 'string',
  pattern: `^(${KIND_NAMES.join('|')})\\..+$`,
  description: 'A resource, as `queue.support`.',
};
export const KIND: JsonObject = oneOfTexts(KIND_NAMES);
export const ACTION: JsonObject = oneOfTexts(ACTIONS);

export const SOURCE: JsonObject = objectSchema(
  {
    file: textSchema('Relative to the working directory where it lies below it.'),
    line: PLACE,
    column: PLACE,
    end_line: PLACE,
    end_column: PLACE,
  },
  ['end_line', 'end_column'],
  'A place in a file; lines and columns count from 1.',
);

export const DIAGNOSTIC: JsonObject = objectSchema(
  {
    severity: oneOfTexts(['error', 'warning']),
    code: { type: 'string', pattern: '^CQ[0-9]{3}$', description: 'Explained in docs/diagnostics.md.' },
    summary: textSchema('What is wrong, in one line.'),
    detail: { type: 'string' },
    hint: textSchema('What to type instead.'),
    address: { type: 'string' },
    source: SOURCE,
    snippet: objectSchema(
      { text: { type: 'string' }, start: COUNT, length: COUNT },
      [],
      'The line, and the part of it that is meant.',
    ),
  },
  ['detail', 'hint', 'address', 'source', 'snippet'],
);
