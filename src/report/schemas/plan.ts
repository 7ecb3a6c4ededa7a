/** The JSON Schema of a plan: `plan --format json`, `show --format json`, `plan` in a saved plan file. */

import { OBJECT_KINDS } from '../../kinds/registry.ts';
import type { JsonObject } from '../../model/json.ts';
import { ACTIONS, CAUSES, PLAN_FORMAT_VERSION, type Reason } from '../../model/plan.ts';
import { ROUTING_IMPACT } from './dry-run.ts';
import {
  ACTION,
  ADDRESS,
  COUNT,
  DIAGNOSTIC,
  DRAFT,
  KIND,
  listSchema,
  objectSchema,
  oneOfTexts,
  SOURCE,
  textSchema,
} from './parts.ts';

const FIELD_CHANGE = objectSchema({
  path: textSchema(
    "The field; `items` for an agent list's whole lists; an extra field under the API's name.",
  ),
  before: { description: 'Null where the PBX has none.' },
  after: { description: 'Null where it will have none.' },
  cause: oneOfTexts(
    CAUSES,
    'Which of the two moved: the file, or the PBX since the last apply. With --base, `change` is what this review changes in the files, `pending` what was there before and never applied.',
  ),
});

const CHANGE = objectSchema(
  {
    address: ADDRESS,
    kind: KIND,
    action: ACTION,
    id: { type: ['string', 'null'], description: "The PBX's id; null for what is created." },
    key: textSchema("A queue's extension number, a server's name."),
    fields: listSchema(FIELD_CHANGE),
    reason: { type: ['string', 'null'], description: 'Why this action.' },
    source: { anyOf: [SOURCE, { type: 'null' }] },
    previous_address: ADDRESS,
  },
  ['previous_address'],
);

const UNMANAGED = objectSchema({
  kind: oneOfTexts(OBJECT_KINDS.map(({ name }) => name)),
  id: { type: 'string' },
  key: { type: 'string' },
  name: { type: 'string' },
});

const PLAN_VERSION: JsonObject = {
  type: 'string',
  pattern: `^${PLAN_FORMAT_VERSION.split('.')[0]}\\.[0-9]+$`,
};

/** Without `$schema` and title: as a part of other schemas. */
export const PLAN: JsonObject = objectSchema(
  {
    format_version: PLAN_VERSION,
    target: { type: 'string' },
    complete: { type: 'boolean', description: 'False when --target or --exclude left something out.' },
    summary: objectSchema(Object.fromEntries([...ACTIONS, 'unchanged'].map((name) => [name, COUNT]))),
    hash: textSchema('Of what would be done; for --expect.'),
    changes: listSchema(CHANGE, 'Only what changes, in a stable order.'),
    unmanaged: listSchema(UNMANAGED, 'On the PBX, in no file.'),
    forgotten: listSchema(ADDRESS, 'No longer managed, left on the PBX.'),
    diagnostics: listSchema(DIAGNOSTIC),
    routing: listSchema(ROUTING_IMPACT, 'What it does to callers, by scenario; only with --scenario.'),
  },
  ['forgotten', 'routing'],
);

const TEXT: JsonObject = { type: 'string' };
/** What each reason holds besides its type. */
const REASONS: { readonly [T in Reason['type']]: { [name: string]: JsonObject } } = {
  cannot_update: { fields: listSchema(TEXT) },
  parent_replaced: { parent: ADDRESS },
  object_adopted: { title: TEXT, key: TEXT },
  list_adopted: {},
  moved: { from: ADDRESS },
  deleted_on_pbx: {},
  destroy_requested: {},
  not_in_files: {},
  unmanaged_destroyed: {},
  drifted_away: { title: TEXT },
  drifted_to_another: { title: TEXT },
};

export function planFileSchema(): JsonObject {
  return {
    $schema: DRAFT,
    title: 'A plan saved with `cqctl plan --out`',
    ...objectSchema({
      format_version: PLAN_VERSION,
      digest: textSchema('Of the whole file but itself: one that was edited is refused.'),
      plan: PLAN,
      reasons: {
        type: 'object',
        description:
          'By address: what the reasons in the plan say, for programs. Its names may change in any version.',
        additionalProperties: {
          anyOf: Object.entries(REASONS).map(([type, facts]) =>
            objectSchema({ type: { const: type }, ...facts }),
          ),
        },
      },
      made_from: objectSchema(
        {
          config: textSchema('A hash of the files.'),
          state: {
            anyOf: [
              objectSchema({ lineage: { type: 'string' }, serial: COUNT, hash: { type: 'string' } }),
              { type: 'null' },
            ],
          },
          options: objectSchema(
            {
              targets: listSchema({ type: 'string' }),
              excludes: listSchema({ type: 'string' }),
              destroy: { type: 'boolean' },
              allowDestroys: COUNT,
            },
            ['allowDestroys'],
          ),
          fingerprints: { type: 'object', additionalProperties: { type: 'string' } },
        },
        [],
        'What it has to be the same as when it is applied. Its names may change in any version.',
      ),
    }),
  };
}

export function planSchema(): JsonObject {
  return { $schema: DRAFT, title: 'cqctl plan', ...PLAN };
}
