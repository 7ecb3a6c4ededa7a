/** Dry runs as one page: figures, plots, agents, how the API was read, and what to be wary of. */

import type {
  Comparison,
  FigureChange,
  PrintedReadings,
  QueueResult,
  SimulationResult,
} from '../../../model/simulation.ts';
import { figureAt } from '../../../routing/metrics.ts';
import { escapeHtml, table } from '../../html/markup.ts';
import { renderNotices } from '../../html/notices.ts';
import { renderPage } from '../../html/page.ts';
import { figureText, figureTitle, NOTHING, spreadText } from '../figure-text.ts';
import { showFigures } from '../shown-impact.ts';
import { readingsText, SUBJECT, showResult } from '../shown-result.ts';
import { renderBusy } from './busy-plot.ts';
import { renderQueuePlots } from './queue-plots.ts';
import { NAMES, type Series, seriesOf, seriesOfBoth } from './series.ts';

/** Queues beyond these are in the table only. */
const MOST_PLOTTED = 12;

const CARDS = [
  'service_level.value',
  'asa_s',
  'abandonment_rate',
  'wait_s.p90',
  'wait_s.max',
  'queue_length.max',
];
const COLUMNS = [
  'offered',
  'answered',
  'service_level.value',
  'asa_s',
  'abandonment_rate',
  'wait_s.p50',
  'wait_s.p90',
  'wait_s.max',
];
const AGENT_COLUMNS = ['rung', 'answered', 'missed', 'talk_s', 'occupancy'];

export function renderSimulationHtml(results: readonly SimulationResult[]): string {
  const parts = results.map((result, index) => {
    const shown = showResult(result);
    const series = seriesOf(result);
    return [
      `<header><h1>${escapeHtml(result.scenario)}</h1><p class="soft">${result.engine.calls} calls on ${escapeHtml(NAMES[result.on])}${shown.runs}; seed ${result.seed}.</p></header>`,
      renderNotices(result.diagnostics, { showsSeverity: false }),
      renderOverview(shown),
      ...busiestQueues(shown).map((queue, place) => {
        const cards = renderCards(result.queues[queue]);
        return renderQueue(queue, cards, renderQueuePlots(series, queue, `s${index}q${place}`));
      }),
      renderAgents(shown, series, `s${index}`),
      renderFooter(result.readings),
    ].join('\n');
  });
  return renderPage({ title: titleOf(results), body: parts.join('\n') });
}

export function renderComparisonHtml(comparisons: readonly Comparison[]): string {
  const parts = comparisons.map((comparison, index) => {
    const { before, after, replications } = comparison;
    const series = seriesOfBoth(comparison);
    const queues = [...new Set([...[after, before].flatMap((result) => busiestQueues(showResult(result)))])];
    return [
      `<header><h1>${escapeHtml(comparison.scenario)}</h1><p class="soft">${escapeHtml(NAMES[before.on])} against ${escapeHtml(NAMES[after.on])}: the same callers, ${replications} replications; seed ${comparison.seed}.</p></header>`,
      renderNotices(after.diagnostics, { showsSeverity: false }),
      ...queues.map((queue, place) => {
        const changes = renderChanges(comparison.queues[queue] ?? {});
        return renderQueue(queue, changes, renderQueuePlots(series, queue, `c${index}q${place}`));
      }),
      `<section><h2>Agents</h2>${renderStrips(series, `c${index}`)}</section>`,
      renderFooter(comparison.readings),
    ].join('\n');
  });
  return renderPage({ title: titleOf(comparisons), body: parts.join('\n') });
}

function titleOf(results: readonly { scenario: string }[]): string {
  return `Dry run: ${results.map(({ scenario }) => scenario).join(', ')}`;
}

/** In the order of the config. */
function busiestQueues({ called }: Shown): string[] {
  const busiest = new Set([...called].sort(([, a], [, b]) => b.offered - a.offered).slice(0, MOST_PLOTTED));
  return called.filter((queue) => busiest.has(queue)).map(([name]) => name);
}

function renderQueue(name: string, figures: string, plots: string): string {
  return `<section><h2>${escapeHtml(name)}</h2>${figures}${plots}</section>`;
}

type Shown = ReturnType<typeof showResult>;

function renderOverview({ called, losses, quietNote }: Shown): string {
  const figures = figuresTable(SUBJECT.queues, [...COLUMNS, ...losses], called);
  return `<section><h2>Queues</h2>${figures}${renderNote(quietNote)}</section>`;
}

/** `noun`: of what there is a row each. */
function figuresTable(
  noun: string,
  columns: readonly string[],
  rows: Shown['called'] | Shown['rung'],
): string {
  const cells = rows.map(([name, result]) => [
    name,
    ...columns.map((figure) => figureText(figure, figureAt(result, figure))),
  ]);
  return table(`Figures of each ${noun}`, [noun, ...columns.map(figureTitle)], cells);
}

function renderNote(note: string): string {
  return note === '' ? '' : `<p class="soft">${note}.</p>`;
}

function renderCards(result: QueueResult | undefined): string {
  if (result === undefined) return '';
  const cards = CARDS.map((figure) => {
    const spread = spreadText(figure, result.ci95?.[figure]);
    const within = figure === 'service_level.value' ? `within ${result.service_level.within_s} s ` : '';
    const small = `${within}${spread}`;
    return `<div><dt>${escapeHtml(figureTitle(figure))}</dt><dd>${whole(figureText(figure, figureAt(result, figure)))}${small === '' ? '' : `<small class="soft">${escapeHtml(small)}</small>`}</dd></div>`;
  });
  return `<dl class="cards">${cards.join('')}</dl>`;
}

/** A figure and its unit stay on one line. */
function whole(text: string): string {
  return escapeHtml(text).replaceAll(' ', '&nbsp;');
}

function renderChanges(changes: { readonly [figure: string]: FigureChange }): string {
  const figures = showFigures(changes);
  const cards = CARDS.flatMap((name) => figures.filter((figure) => figure.name === name)).map((figure) => {
    const { title, before, after, change, spread, isSignificant } = figure;
    const tone = (isSignificant ? figure.tone : undefined) ?? 'soft';
    const moved = isSignificant ? `${change} ${spread}` : 'no change beyond noise';
    return `<div><dt>${escapeHtml(title)}</dt><dd class="pair">${whole(before)} → <b>${whole(after)}</b><small class="${tone}">${escapeHtml(moved)}</small></dd></div>`;
  });
  const rows = figures.map(({ title, before, after, change, spread, isSignificant }) => [
    title,
    before,
    after,
    change,
    spread || NOTHING,
    isSignificant ? 'yes' : 'no',
  ]);
  const titles = ['figure', 'before', 'after', 'change', '95 % sure', 'more than noise'];
  return `<dl class="cards">${cards.join('')}</dl><details><summary>All figures</summary>${table('Before and after', titles, rows)}</details>`;
}

function renderAgents({ rung, idleNote }: Shown, series: readonly Series[], id: string): string {
  const figures = figuresTable(SUBJECT.agents, AGENT_COLUMNS, rung);
  return `<section><h2>Agents</h2>${renderStrips(series, id)}<details${rung.length <= 20 ? ' open' : ''}><summary>Figures of each agent</summary>${figures}</details>${renderNote(idleNote)}</section>`;
}

function renderStrips(series: readonly Series[], id: string): string {
  return series.map((each, place) => renderBusy(each, `${id}a${place}`)).join('');
}

function renderFooter(readings: PrintedReadings): string {
  return `<footer><p>How what the API leaves open was read: ${escapeHtml(readingsText(readings))}.</p></footer>`;
}
