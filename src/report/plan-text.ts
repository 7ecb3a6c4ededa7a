/**
 * A plan for people, in the order in which one reads it: what the files change, then what was changed on the PBX by
 * hand, what is let go, what nobody manages, what is doubtful, and last how much it all is.
 */

import { hasErrors } from '../model/diagnostic.ts';
import type { Plan } from '../model/plan.ts';
import { renderChange } from './change-text.ts';
import { renderDiagnostic } from './diagnostics-text.ts';
import { renderImpact } from './dry-run/comparison-text.ts';
import { createPalette, type Palette, type TextStyle } from './palette.ts';
import { type PlanSections, type ShownChange, sectionsOf } from './plan-sections.ts';
import { printable } from './sanitize.ts';
import { headlineOf, summarize, touchesOnlyState } from './summary-text.ts';
import { plural } from './value-text.ts';

/** Unmanaged objects that are named; beyond these they are counted. */
const UNMANAGED_LIMIT = 20;

function renderUnmanaged({ unmanaged }: PlanSections, palette: Palette): string {
  if (unmanaged.length === 0) return '';
  const shown = unmanaged
    .slice(0, UNMANAGED_LIMIT)
    .map(
      ({ kind, key, name }) => `    ${kind} ${printable(key)}${name === key ? '' : `  ${printable(name)}`}\n`,
    );
  const rest = unmanaged.length - shown.length;
  if (rest > 0) shown.push(`    … and ${rest} more\n`);
  return `${palette.dim(`Not managed: on the PBX, in no file (${unmanaged.length}); left alone:`)}\n${palette.dim(shown.join(''))}\n`;
}

function renderForgotten({ forgotten }: PlanSections, palette: Palette): string {
  if (forgotten.length === 0) return '';
  const lines = forgotten.map((address) => `    ${printable(address)}\n`).join('');
  return `${palette.bold('No longer managed, left on the PBX as they are:')}\n${lines}\n`;
}

function renderRouting({ impacts }: PlanSections, palette: Palette): string {
  return impacts
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

function renderChanges(
  changes: readonly ShownChange[],
  title: string,
  options: { palette: Palette; width: number; marksDrift: boolean },
): string {
  if (changes.length === 0) return '';
  return `${title}${changes.map((change) => renderChange(change, options)).join('')}\n`;
}

export function renderPlanText(plan: Plan, style: TextStyle): string {
  const palette = createPalette(style.color);
  const sections = sectionsOf(plan);
  const { changes, notices } = sections;
  const drift = `${palette.warning('Drift: changed on the PBX since the last apply; applying puts it back:')}\n`;
  const options = { palette, width: style.width };
  const configured = changes.filter(({ isDrift }) => !isDrift);
  const drifted = changes.filter(({ isDrift }) => isDrift);
  const blocks = [
    renderChanges(configured, '', { ...options, marksDrift: true }),
    renderChanges(drifted, drift, { ...options, marksDrift: false }),
    renderForgotten(sections, palette),
    renderUnmanaged(sections, palette),
    renderRouting(sections, palette),
    ...notices.map((notice) => `${renderDiagnostic(notice, palette)}\n`),
    renderClosing(plan, palette),
    palette.dim(`Plan hash: ${sections.hash}`),
  ];
  return `${blocks.join('')}\n`;
}
