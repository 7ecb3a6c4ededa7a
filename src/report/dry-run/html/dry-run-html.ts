/** Dry runs as one page: figures, plots, agents, how the API was read, and what to be wary of. */

import type { Diagnostic } from '../../../model/diagnostic.ts';
import type {
  Comparison,
  FigureChange,
  PrintedReadings,
  SimulationResult,
} from '../../../model/simulation.ts';
import { figureAt } from '../../../routing/metrics.ts';
import { escapeHtml, table } from '../../html/markup.ts';
import { renderPage } from '../../html/page.ts';
import { plural } from '../../value-text.ts';
import { changeText, figureText, figureTitle, goodness, spreadText } from '../figure-text.ts';
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
/** Shown where anybody was. */
const LOSSES = ['timed_out', 'overflowed', 'unstaffed', 'night', 'callbacks'];
const AGENT_COLUMNS = ['rung', 'answered', 'missed', 'talk_s', 'occupancy'];

export function renderSimulationHtml(results: readonly SimulationResult[]): string {
  const parts = results.map((result, index) => {
    const runs = result.replications === 1 ? '' : `, mean of ${result.replications} replications`;
    const series = seriesOf(result);
    return [
      `<header><h1>${escapeHtml(result.scenario)}</h1><p class="soft">${result.engine.calls} calls on ${escapeHtml(NAMES[result.on])}${runs}; seed ${result.seed}.</p></header>`,
      renderNotes(result.diagnostics),
      renderOverview(result),
      ...calledQueues(result).map((queue, place) => {
        const id = `s${index}q${place}`;
        return `<section><h2>${escapeHtml(queue)}</h2>${renderCards(result, queue)}${renderQueuePlots(series, queue, id)}</section>`;
      }),
      renderAgents(result, series, `s${index}`),
      renderFooter(result.readings),
    ].join('\n');
  });
  return renderPage({ title: titleOf(results), body: parts.join('\n') });
}

export function renderComparisonHtml(comparisons: readonly Comparison[]): string {
  const parts = comparisons.map((comparison, index) => {
    const { before, after, replications } = comparison;
    const series = seriesOfBoth(comparison);
    const queues = [...new Set([...calledQueues(after), ...calledQueues(before)])];
    return [
      `<header><h1>${escapeHtml(comparison.scenario)}</h1><p class="soft">${escapeHtml(NAMES[before.on])} against ${escapeHtml(NAMES[after.on])}: the same callers, ${replications} replications; seed ${comparison.seed}.</p></header>`,
      renderNotes(after.diagnostics),
      ...queues.map((queue, place) => {
        const id = `c${index}q${place}`;
        return `<section><h2>${escapeHtml(queue)}</h2>${renderChanges(comparison.queues[queue] ?? {})}${renderQueuePlots(series, queue, id)}</section>`;
      }),
      `<section><h2>Agents</h2>${series.map((each, place) => renderBusy(each, `c${index}a${place}`)).join('')}</section>`,
      renderFooter(comparison.readings),
    ].join('\n');
  });
  return renderPage({ title: titleOf(comparisons), body: parts.join('\n') });
}

function titleOf(results: readonly { scenario: string }[]): string {
  return `Dry run: ${results.map(({ scenario }) => scenario).join(', ')}`;
}

/** The busiest, in the order of the config. */
function calledQueues({ queues }: SimulationResult): string[] {
  const called = Object.keys(queues).filter((queue) => (queues[queue]?.offered ?? 0) > 0);
  const busiest = new Set(
    [...called].sort((a, b) => (queues[b]?.offered ?? 0) - (queues[a]?.offered ?? 0)).slice(0, MOST_PLOTTED),
  );
  return called.filter((queue) => busiest.has(queue));
}

function renderNotes(diagnostics: readonly Diagnostic[]): string {
  if (diagnostics.length === 0) return '';
  const items = diagnostics.map(({ code, summary, hint }) => {
    const more = hint === undefined ? '' : ` <span class="soft">${escapeHtml(hint)}</span>`;
    return `<li>${escapeHtml(code)}: ${escapeHtml(summary)}${more}</li>`;
  });
  return `<ul class="notes">${items.join('')}</ul>`;
}

function renderOverview({ queues }: SimulationResult): string {
  const called = Object.entries(queues).filter(([, result]) => result.offered > 0);
  const quiet = Object.keys(queues).length - called.length;
  const losses = LOSSES.filter((loss) => called.some(([, result]) => (figureAt(result, loss) ?? 0) > 0));
  const columns = [...COLUMNS, ...losses];
  const rows = called.map(([name, result]) => [
    name,
    ...columns.map((figure) => figureText(figure, figureAt(result, figure))),
  ]);
  const note = quiet === 0 ? '' : `<p class="soft">${plural(quiet, 'queue')} without calls.</p>`;
  return `<section><h2>Queues</h2>${table('Figures of each queue', ['queue', ...columns.map(figureTitle)], rows)}${note}</section>`;
}

function renderCards({ queues }: SimulationResult, queue: string): string {
  const result = queues[queue];
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

function renderChanges(figures: { readonly [figure: string]: FigureChange }): string {
  const cards = CARDS.flatMap((figure) => {
    const change = figures[figure];
    if (change === undefined) return [];
    const sign = goodness(figure) * Math.sign(change.change ?? 0);
    const tone = !change.significant || sign === 0 ? 'soft' : sign > 0 ? 'good' : 'bad';
    const moved = change.significant
      ? `${changeText(figure, change.change)} ${spreadText(figure, change.ci95)}`
      : 'no change beyond noise';
    return [
      `<div><dt>${escapeHtml(figureTitle(figure))}</dt><dd class="pair">${whole(figureText(figure, change.before))} → <b>${whole(figureText(figure, change.after))}</b><small class="${tone}">${escapeHtml(moved)}</small></dd></div>`,
    ];
  });
  const rows = Object.entries(figures).map(([figure, change]) => [
    figureTitle(figure),
    figureText(figure, change.before),
    figureText(figure, change.after),
    changeText(figure, change.change),
    spreadText(figure, change.ci95) || '–',
    change.significant ? 'yes' : 'no',
  ]);
  const titles = ['figure', 'before', 'after', 'change', '95 % sure', 'more than noise'];
  return `<dl class="cards">${cards.join('')}</dl><details><summary>All figures</summary>${table('Before and after', titles, rows)}</details>`;
}

function renderAgents(result: SimulationResult, series: readonly Series[], id: string): string {
  const rung = Object.entries(result.agents).filter(([, agent]) => agent.rung > 0);
  const rows = rung.map(([number, agent]) => [
    number,
    ...AGENT_COLUMNS.map((figure) => figureText(figure, figureAt(agent, figure))),
  ]);
  const idle = Object.keys(result.agents).length - rung.length;
  const note = idle === 0 ? '' : `<p class="soft">${plural(idle, 'agent')} never rung.</p>`;
  const strips = series.map((each, place) => renderBusy(each, `${id}a${place}`)).join('');
  const figures = table('Figures of each agent', ['agent', ...AGENT_COLUMNS.map(figureTitle)], rows);
  return `<section><h2>Agents</h2>${strips}<details${rows.length <= 20 ? ' open' : ''}><summary>Figures of each agent</summary>${figures}</details>${note}</section>`;
}

function renderFooter(readings: PrintedReadings): string {
  const all = Object.entries(readings).map(([setting, value]) => `${setting} ${String(value)}`);
  return `<footer><p>How what the API leaves open was read: ${escapeHtml(all.join(', '))}.</p></footer>`;
}
