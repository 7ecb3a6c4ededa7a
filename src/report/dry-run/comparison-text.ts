/** Before and after on the same callers: what changes by more than noise, and what does not. */

import type { Comparison, FigureChange, RoutingImpact } from '../../model/simulation.ts';
import { renderDiagnostics } from '../diagnostics-text.ts';
import { createPalette, type Palette, type TextStyle } from '../palette.ts';
import { printable } from '../sanitize.ts';
import { type Column, renderTable } from '../table.ts';
import { changeText, figureText, figureTitle, goodness, NOTHING, spreadText } from './figure-text.ts';
import { renderReadings } from './simulation-text.ts';

export function renderComparison(comparison: Comparison, style: TextStyle): string {
  const palette = createPalette(style.color);
  const { before, after, replications } = comparison;
  const sides = `${before.on} against ${after.on}`;
  const title = `${palette.bold(printable(comparison.scenario))}: ${sides}, the same callers, ${replications} replications`;
  return [
    `${title}\n`,
    renderImpact(comparison, palette),
    `${renderReadings(comparison.readings)}\n`,
    renderDiagnostics(after.diagnostics, style),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

/** The part of a comparison that stands in a plan. */
export function renderImpact({ queues, agents }: RoutingImpact, palette: Palette): string {
  const changed = Object.entries(queues).filter(([, figures]) => Object.values(figures).some(isChange));
  const same = Object.keys(queues).length - changed.length;
  const tables = changed.map(([queue, figures]) => renderQueue(queue, figures, palette));
  const busy = Object.values(agents).filter((figures) => Object.values(figures).some(isChange)).length;
  const agentWord = busy === 1 ? 'agent is' : 'agents are';
  const notes = [
    ...(same === 0
      ? []
      : [`${same} ${same === 1 ? 'queue does' : 'queues do'} not change by more than noise`]),
    ...(busy === 0 ? [] : [`${busy} ${agentWord} rung or occupied otherwise`]),
  ];
  return [...tables, ...(notes.length === 0 ? [] : [palette.dim(`${notes.join('; ')}\n`)])].join('\n');
}

function isChange(change: FigureChange): boolean {
  return change.significant || (change.before === null) !== (change.after === null);
}

interface Row {
  figure: string;
  change: FigureChange;
}

function renderQueue(
  queue: string,
  figures: { readonly [figure: string]: FigureChange },
  palette: Palette,
): string {
  const rows = Object.entries(figures).map(([figure, change]) => ({ figure, change }));
  const changed = rows.filter(({ change }) => isChange(change));
  const noise = rows.filter(
    ({ change }) => !isChange(change) && change.change !== null && change.change !== 0,
  );
  const note =
    noise.length === 0
      ? ''
      : palette.dim(`within noise: ${noise.map(({ figure }) => figureTitle(figure)).join(', ')}\n`);
  return `${palette.bold(printable(queue))}\n${renderTable(COLUMNS, changed, palette)}${note}`;
}

const right = 'right' as const;
const COLUMNS: readonly Column<Row>[] = [
  { title: 'FIGURE', cell: ({ figure }) => figureTitle(figure) },
  { title: 'BEFORE', align: right, cell: ({ figure, change }) => figureText(figure, change.before) },
  { title: 'AFTER', align: right, cell: ({ figure, change }) => figureText(figure, change.after) },
  {
    title: 'CHANGE',
    align: right,
    cell: ({ figure, change }) => changeText(figure, change.change),
    paint: ({ figure, change }, palette) => {
      const good = goodness(figure) * Math.sign(change.change ?? 0);
      return good === 0 ? undefined : good > 0 ? palette.good : palette.error;
    },
  },
  { title: '95 % SURE', cell: ({ figure, change }) => spreadText(figure, change.ci95) || NOTHING },
];
