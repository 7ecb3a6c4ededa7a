/**
 * A plan for people, in the order in which one reads it: what the files change, then what was changed on the PBX by
 * hand, what is let go, what nobody manages, what is doubtful, and last how much it all is.
 */

import { hasErrors } from '../model/diagnostic.ts';
import type { Change, Plan } from '../model/plan.ts';
import { renderChange } from './change-text.ts';
import { renderDiagnostic } from './diagnostics-text.ts';
import { renderImpact } from './dry-run/comparison-text.ts';
import { createPalette, type Palette, type TextStyle } from './palette.ts';
import { printable } from './sanitize.ts';
import { headlineOf, summarize, touchesOnlyState } from './summary-text.ts';
import { plural } from './value-text.ts';

/** Unmanaged objects that are named; beyond these they are counted. */
const UNMANAGED_LIMIT = 20;

/** True when nothing but the PBX made this change necessary. */
function isDriftOnly(change: Change): boolean {
  return change.fields.length > 0 && change.fields.every((field) => field.cause === 'drift');
}

function renderUnmanaged(plan: Plan, palette: Palette): string {
  if (plan.unmanaged.length === 0) return '';
  const shown = plan.unmanaged
    .slice(0, UNMANAGED_LIMIT)
    .map(
      (object) =>
        `    ${object.kind} ${printable(object.key)}${object.name === object.key ? '' : `  ${printable(object.name)}`}\n`,
    );
  const rest = plan.unmanaged.length - shown.length;
  if (rest > 0) shown.push(`    … and ${rest} more\n`);
  return `${palette.dim(`Not managed: on the PBX, in no file (${plan.unmanaged.length}); left alone:`)}\n${palette.dim(shown.join(''))}\n`;
}

function renderForgotten({ forgotten }: Plan, palette: Palette): string {
  if (forgotten === undefined) return '';
  const lines = forgotten.map((address) => `    ${printable(address)}\n`).join('');
  return `${palette.bold('No longer managed, left on the PBX as they are:')}\n${lines}\n`;
}

function renderRouting({ routing = [] }: Plan, palette: Palette): string {
  return routing
    .map((impact) => {
      const title = `For the callers of ${printable(impact.scenario)} (${impact.replications} replications, now against after apply):`;
      return `${palette.bold(title)}\n${renderImpact(impact, palette)}\n`;
    })
    .join('');
}

function renderClosing(plan: Plan, palette: Palette): string {
  const { summary } = plan;
  const partial = plan.complete ? '' : ' Not complete: --target or --exclude left something out.';
  if (plan.changes.length === 0) {
    const count = summary.unchanged === 0 ? '' : ` ${plural(summary.unchanged, 'resource')} as written.`;
    const colour = hasErrors(plan.diagnostics) ? palette.bold : palette.good;
    return `${colour(`${headlineOf(plan)}.`)}${count}${partial}\n`;
  }
  const note = touchesOnlyState(plan.changes)
    ? ' Nothing changes on the PBX, only what cqctl knows of it.'
    : '';
  return `${palette.bold('Plan:')} ${summarize(summary)}.${note}${partial}\n`;
}

export function renderPlanText(plan: Plan, style: TextStyle): string {
  const palette = createPalette(style.color);
  const render = (change: Change, marksDrift: boolean) =>
    renderChange(change, { palette, width: style.width, marksDrift });
  const drifted = plan.changes.filter(isDriftOnly);
  const configured = plan.changes.filter((change) => !isDriftOnly(change));
  const sections: string[] = [];
  if (configured.length > 0) sections.push(configured.map((change) => render(change, true)).join(''));
  if (drifted.length > 0) {
    const title = 'Drift: changed on the PBX since the last apply; applying puts it back:';
    sections.push(`${palette.warning(title)}\n${drifted.map((change) => render(change, false)).join('')}`);
  }
  const blocks = [
    ...sections.map((section) => `${section}\n`),
    renderForgotten(plan, palette),
    renderUnmanaged(plan, palette),
    renderRouting(plan, palette),
    ...plan.diagnostics.map((diagnostic) => `${renderDiagnostic(diagnostic, palette)}\n`),
    renderClosing(plan, palette),
    palette.dim(`Plan hash: ${plan.hash}`),
  ];
  return `${blocks.join('')}\n`;
}
