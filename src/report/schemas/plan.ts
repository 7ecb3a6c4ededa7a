/** The JSON Schema of a plan: `plan --format json`, `show --format json`, `plan` in a saved plan file. */

import { OBJECT_KINDS } from '../../kinds/registry.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { ACTIONS, CAUSES, PLAN_FORMAT_VERSION, type Reason } from '../../model/plan.ts';
import { ROUTING_IMPACT } from './dry-run.ts';
import * as s from './parts.ts';

const BEFORE: s.Schema<Json> = { description: 'Null where the PBX has none.' };
const AFTER: s.Schema<Json> = { description: 'Null where it will have none.' };

const FIELD_CHANGE = s.object({
  path: s.text("The field; `items` for an agent list's whole lists; an extra field under the API's name."),
  before: BEFORE,
  after: AFTER,
  cause: s.oneOf(
    CAUSES,
    'Which of the two moved: the file, or the PBX since the last apply. With --base, `change` is what this review changes in the files, `pending` what was there before and never applied.',
  ),
});

const CHANGE = s.object(
  {
    address: s.ADDRESS,
    kind: s.KIND,
    action: s.ACTION,
    id: { ...s.TEXT_OR_NULL, description: "The PBX's id; null for what is created." },
    key: s.text("A queue's extension number, a server's name."),
    fields: s.list(FIELD_CHANGE),
    reason: { ...s.TEXT_OR_NULL, description: 'Why this action.' },
    source: s.orNull(s.SOURCE),
    previous_address: s.ADDRESS,
  },
  ['previous_address'],
);

const UNMANAGED = s.object({
  kind: s.oneOf(OBJECT_KINDS.map(({ name }) => name)),
  id: s.TEXT,
  key: s.TEXT,
  name: s.TEXT,
});

const PLAN_VERSION = s.version(PLAN_FORMAT_VERSION);

/** Without `$schema` and title: as a part of other schemas. */
export const PLAN = s.object(
  {
    format_version: PLAN_VERSION,
    target: s.TEXT,
    complete: { ...s.FLAG, description: 'False when --target or --exclude left something out.' },
    summary: s.counts([...ACTIONS, 'unchanged']),
    hash: s.text('Of what would be done; for --expect.'),
    changes: s.list(CHANGE, 'Only what changes, in a stable order.'),
    unmanaged: s.list(UNMANAGED, 'On the PBX, in no file.'),
    forgotten: s.list(s.ADDRESS, 'No longer managed, left on the PBX.'),
    diagnostics: s.list(s.DIAGNOSTIC),
    routing: s.list(ROUTING_IMPACT, 'What it does to callers, by scenario; only with --scenario.'),
  },
  ['forgotten', 'routing'],
);

export type PrintedPlan = s.Described<typeof PLAN>;

/** What each reason holds besides its type. */
const REASONS: { readonly [T in Reason['type']]: { [name: string]: JsonObject } } = {
  cannot_update: { fields: s.list(s.TEXT) },
  parent_replaced: { parent: s.ADDRESS },
  object_adopted: { title: s.TEXT, key: s.TEXT },
  list_adopted: {},
  moved: { from: s.ADDRESS },
  deleted_on_pbx: {},
  destroy_requested: {},
  not_in_files: {},
  unmanaged_destroyed: {},
  drifted_away: { title: s.TEXT },
  drifted_to_another: { title: s.TEXT },
};

export function planFileSchema(): JsonObject {
  return {
    $schema: s.DRAFT,
    title: 'A plan saved with `cqctl plan --out`',
    ...s.object({
      format_version: PLAN_VERSION,
      digest: s.text('Of the whole file but itself: one that was edited is refused.'),
      plan: PLAN,
      reasons: {
        type: 'object',
        description:
          'By address: what the reasons in the plan say, for programs. Its names may change in any version.',
        additionalProperties: {
          anyOf: Object.entries(REASONS).map(([type, facts]) =>
            s.object({ type: { const: type }, ...facts }),
          ),
        },
      },
      made_from: s.object(
        {
          config: s.text('A hash of the files.'),
          state: s.orNull(s.object({ lineage: s.TEXT, serial: s.COUNT, hash: s.TEXT })),
          options: s.object(
            {
              targets: s.list(s.TEXT),
              excludes: s.list(s.TEXT),
              destroy: s.FLAG,
              allowDestroys: s.COUNT,
            },
            ['allowDestroys'],
          ),
          fingerprints: s.byName(s.TEXT),
        },
        [],
        'What it has to be the same as when it is applied. Its names may change in any version.',
      ),
    }),
  };
}

export function planSchema(): JsonObject {
  return { $schema: s.DRAFT, title: 'cqctl plan', ...PLAN };
}
