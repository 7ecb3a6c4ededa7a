/** The one line that says how much a plan does. */

import { hasErrors } from '../model/diagnostic.ts';
import type { Change, Plan, PlanSummary } from '../model/plan.ts';
import { ACTIONS } from '../model/plan.ts';
import type { ApplySummary } from '../model/step.ts';

/** `2 to create, 1 to update, 41 unchanged`; `nothing` when there is nothing at all. */
export function summarize(summary: PlanSummary): string {
  const parts: string[] = ACTIONS.filter((action) => summary[action] > 0).map(
    (action) => `${summary[action]} to ${action}`,
  );
  if (summary.unchanged > 0) parts.push(`${summary.unchanged} unchanged`);
  return parts.length === 0 ? 'nothing' : parts.join(', ');
}

/** A plan without changes may still have been refused: then it is not that nothing differs. */
export function headlineOf({ changes, summary, diagnostics }: Plan): string {
  if (changes.length > 0) return `Plan: ${summarize(summary)}`;
  return hasErrors(diagnostics) ? 'Refused' : 'No changes';
}

/** True when every change is about state only, so that no request changes the PBX. An adopted object may be updated too. */
export function touchesOnlyState(changes: readonly Change[]): boolean {
  return changes.every(
    ({ action, fields }) => (action === 'adopt' || action === 'move') && fields.length === 0,
  );
}

/** `3 done, 1 failed, 2 skipped`; unsaved steps only where there are any, since they are rare and grave. */
export function countSteps({ done, unsaved, failed, skipped }: ApplySummary): string {
  return `${done} done, ${unsaved > 0 ? `${unsaved} unsaved, ` : ''}${failed} failed, ${skipped} skipped`;
}
