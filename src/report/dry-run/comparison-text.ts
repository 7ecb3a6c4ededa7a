/** Before and after on the same callers: what changes by more than noise, and what does not. */

import type { Comparison } from '../../model/simulation.ts';
import { renderDiagnostics } from '../diagnostics-text.ts';
import { createPalette, type Palette, type TextStyle } from '../palette.ts';
import { printable } from '../sanitize.ts';
import { type Column, renderTable } from '../table.ts';
import { NOTHING } from './figure-text.ts';
import { type ShownFigure, type ShownImpact, showImpact } from './shown-impact.ts';
import { renderReadings } from './simulation-text.ts';

export function renderComparison(comparison: Comparison, style: TextStyle): string {
  const palette = createPalette(style.color);
  const { before, after, replications } = comparison;
  const sides = `${before.on} against ${after.on}`;
  const title = `${palette.bold(printable(comparison.scenario))}: ${sides}, the same callers, ${replications} replications`;
  return [
    `${title}\n`,
    renderImpact(showImpact(comparison), palette),
    `${renderReadings(comparison.readings)}\n`,
    renderDiagnostics(after.diagnostics, style),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

/** The part of a comparison that stands in a plan. */
export function renderImpact({ queues, sameQueues, changedAgents }: ShownImpact, palette: Palette): string {
  const tables = queues.map((queue) => renderQueue(queue, palette));
  const notes = [
    ...(sameQueues === 0
      ? []
      : [`${sameQueues} ${sameQueues === 1 ? 'queue does' : 'queues do'} not change by more than noise`]),
    ...(changedAgents === 0
      ? []
      : [`${changedAgents} ${changedAgents === 1 ? 'agent is' : 'agents are'} rung or occupied otherwise`]),
  ];
  return [...tables, ...(notes.length === 0 ? [] : [palette.dim(`${notes.join('; ')}\n`)])].join('\n');
}

function renderQueue({ name, changed, noise }: ShownImpact['queues'][number], palette: Palette): string {
  const note =
    noise.length === 0 ? '' : palette.dim(`within noise: ${noise.map(({ title }) => title).join(', ')}\n`);
  return `${palette.bold(printable(name))}\n${renderTable(COLUMNS, changed, palette)}${note}`;
}

const COLUMNS: readonly Column<ShownFigure>[] = [
  { title: 'FIGURE', cell: ({ title }) => title },
  { title: 'BEFORE', align: 'right', cell: ({ before }) => before },
  { title: 'AFTER', align: 'right', cell: ({ after }) => after },
  {
    title: 'CHANGE',
    align: 'right',
    cell: ({ change }) => change,
    paint: ({ tone }, palette) =>
      tone === undefined ? undefined : tone === 'good' ? palette.good : palette.error,
  },
  { title: '95 % SURE', cell: ({ spread }) => spread || NOTHING },
];
