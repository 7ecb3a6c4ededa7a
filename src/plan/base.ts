/**
 * Tells what a review changes from what was merged before and never applied.
 *
 * Both configs are planned against the same PBX and state. What the base would change in the very same way is pending; the
 * rest of what the config changes is this review's.
 */

import { canonicalJson } from '../model/json.ts';
import type { Change, FieldChange, Plan } from '../model/plan.ts';

/** The plan with `config` as `change` or `pending`; drift stays drift, and the hash what it was. */
export function markAgainstBase(plan: Plan, base: Plan): Plan {
  const before = new Map(base.changes.map((change) => [change.address, change]));
  return { ...plan, changes: plan.changes.map((change) => markChange(change, before.get(change.address))) };
}

function markChange(change: Change, base: Change | undefined): Change {
  const values = new Map((base?.fields ?? []).map(({ path, after }) => [path, canonicalJson(after)]));
  const mark = (field: FieldChange): FieldChange => {
    if (field.cause !== 'config') return field;
    const isPending = values.get(field.path) === canonicalJson(field.after);
    return { ...field, cause: isPending ? 'pending' : 'change' };
  };
  return { ...change, fields: change.fields.map(mark) };
}
