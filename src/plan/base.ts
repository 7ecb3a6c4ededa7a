/**
 * Separates the changes of this review from changes that were merged earlier and never applied.
 *
 * Both configs are planned against the same PBX and state. A change that the base would make in the same way is
 * pending; every other config change belongs to this review.
 */

import { canonicalJson } from '../model/json.ts';
import type { Change, FieldChange, Plan } from '../model/plan.ts';

/** Replaces the cause `config` by `change` or `pending`. Drift and the hash stay as they are. */
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
