/** A plan as JSON. Names are written in a fixed order here, so that equal plans are equal bytes however they were made. */

import { escapeInvisible } from '../model/look-alikes.ts';
import { ACTIONS, type Change, type Plan, type PlanSummary } from '../model/plan.ts';
import { diagnosticJson, sourceJson } from './diagnostics-json.ts';
import { reasonText } from './reason-text.ts';
import type { PrintedPlan } from './schemas/plan.ts';

function changeJson(change: Change): PrintedPlan['changes'][number] {
  return {
    address: change.address,
    kind: change.kind,
    action: change.action,
    id: change.id,
    key: change.key,
    fields: change.fields.map(({ path, before, after, cause }) => ({ path, before, after, cause })),
    reason: reasonText(change),
    source: change.source === null ? null : sourceJson(change.source),
    ...(change.previous_address === undefined ? {} : { previous_address: change.previous_address }),
  };
}

export function planJson(plan: Plan): PrintedPlan {
  return {
    format_version: plan.format_version,
    target: plan.target,
    complete: plan.complete,
    summary: Object.fromEntries(
      [...ACTIONS, 'unchanged' as const].map((name) => [name, plan.summary[name]]),
    ) as PlanSummary,
    hash: plan.hash,
    changes: plan.changes.map(changeJson),
    unmanaged: plan.unmanaged.map(({ kind, id, key, name }) => ({ kind, id, key, name })),
    ...(plan.forgotten === undefined ? {} : { forgotten: plan.forgotten }),
    diagnostics: plan.diagnostics.map(diagnosticJson),
    ...(plan.routing === undefined ? {} : { routing: plan.routing }),
  };
}

export function renderPlanJson(plan: Plan): string {
  return `${escapeInvisible(JSON.stringify(planJson(plan), null, 2))}\n`;
}
