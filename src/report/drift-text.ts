/** What was changed on the PBX since the last apply, as the plan that puts it back: before is what is there. */

import type { Plan } from '../model/plan.ts';
import { renderChange } from './change-text.ts';
import { renderDiagnostic } from './diagnostics-text.ts';
import { createPalette, type TextStyle } from './palette.ts';
import { showChange } from './plan-sections.ts';
import { plural } from './value-text.ts';

export function renderDriftText(plan: Plan, style: TextStyle): string {
  const palette = createPalette(style.color);
  const diagnostics = plan.diagnostics
    .map((diagnostic) => `${renderDiagnostic(diagnostic, palette)}\n`)
    .join('');
  if (plan.changes.length === 0) {
    const { unchanged } = plan.summary;
    return `${diagnostics}${palette.good('No drift.')} ${plural(unchanged, 'resource')} as last applied.\n`;
  }
  const changes = plan.changes
    .map((change) => renderChange(showChange(change), { palette, width: style.width, marksDrift: false }))
    .join('');
  return `${changes}\n${diagnostics}${palette.bold('Drift:')} ${plural(plan.changes.length, 'resource')} changed on the PBX since the last apply. \`cqctl plan\` shows what applying does about it.\n`;
}
