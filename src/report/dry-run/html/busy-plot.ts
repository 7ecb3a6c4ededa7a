/** Who was busy when: a strip for each agent, talking from below, wrap-up on top, off shift behind. */

import { compareText } from '../../../model/compare-text.ts';
import type { Timeline } from '../../../model/simulation.ts';
import { escapeHtml, table } from '../../html/markup.ts';
import { renderLegend, round } from '../../html/plot.ts';
import { shareText } from '../figure-text.ts';
import { SUBJECT } from '../shown-result.ts';
import { clockLabel, clockTicks, type Series } from './series.ts';

const LABEL = 76;
const WIDTH = 960;
const ROW = 22;
const STRIP = 16;
/** A strip for each of more agents would be a wall; the table has them all. */
const MOST_AGENTS = 40;

export function renderBusy(series: Series, id: string): string {
  const { timeline, agents } = series.result;
  if (timeline === undefined) return '';
  const rung = Object.keys(agents).filter((number) => (agents[number]?.rung ?? 0) > 0);
  const shown = rung
    .sort((a, b) => (agents[b]?.occupancy ?? 0) - (agents[a]?.occupancy ?? 0) || compareText(a, b))
    .slice(0, MOST_AGENTS)
    .sort();
  if (shown.length === 0) return '';
  const left = rung.length - shown.length;
  const title = `Who is busy when: ${series.label}`;
  const description = `A strip for each agent over time: share of each interval in talk and in wrap-up.${left > 0 ? ` The ${MOST_AGENTS} busiest of ${rung.length}.` : ''}`;
  const height = shown.length * ROW + 22;
  const strips = shown.map((number, row) => renderStrip(timeline, number, row * ROW)).join('');
  const intervals = timeline.agents[shown[0] ?? '']?.talk.length ?? 0;
  const spanS = intervals * timeline.interval_s;
  const x = (seconds: number) => LABEL + ((seconds - timeline.from_s) / spanS) * (WIDTH - LABEL);
  const ticks = clockTicks(timeline, intervals).map((tick) => {
    const at = round(x(tick));
    const anchor = at > WIDTH - 24 ? 'end' : 'middle';
    return `<text x="${at}" y="${height - 6}" text-anchor="${anchor}">${escapeHtml(clockLabel(timeline, tick))}</text>`;
  });
  const svg = `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="${id}-t ${id}-d" style="min-width:30rem"><title id="${id}-t">${escapeHtml(title)}</title><desc id="${id}-d">${escapeHtml(description)}</desc>${strips}${ticks.join('')}</svg>`;
  const legend = renderLegend([
    { color: 'var(--talk)', text: 'talking' },
    { color: 'var(--wrap)', text: 'wrap-up' },
    { color: 'var(--idle)', text: 'free' },
    { color: 'var(--off)', text: 'off shift' },
  ]);
  const rows = shown.map((number) => {
    const course = timeline.agents[number];
    const total = (values: readonly number[] | undefined) =>
      (values ?? []).reduce((sum, value) => sum + value, 0) / Math.max(1, intervals);
    return [
      number,
      shareText(total(course?.talk)),
      shareText(total(course?.wrap_up)),
      shareText(total(course?.on_shift)),
    ];
  });
  const data = table(description, [SUBJECT.agents, 'talking', 'wrap-up', 'on shift'], rows);
  return `<figure><figcaption>${escapeHtml(title)}</figcaption><div class="scroll">${svg}</div>${legend}<details><summary>As a table</summary>${data}</details></figure>`;
}

function renderStrip(timeline: Timeline, number: string, top: number): string {
  const course = timeline.agents[number];
  if (course === undefined) return '';
  const width = (WIDTH - LABEL) / course.talk.length;
  const bar = (index: number, from: number, share: number, color: string): string => {
    if (share <= 0.004) return '';
    const height = share * STRIP;
    const y = top + STRIP - from * STRIP - height;
    return `<rect x="${round(LABEL + index * width)}" y="${round(y)}" width="${round(width + 0.2)}" height="${round(height)}" fill="${color}"/>`;
  };
  const bars = course.talk.map((talk, index) => {
    const wrapUp = course.wrap_up[index] ?? 0;
    const off = 1 - (course.on_shift[index] ?? 1);
    // A call that outlasts the shift is on top of it.
    return `${bar(index, Math.max(0, 1 - off), off, 'var(--off)')}${bar(index, 0, talk, 'var(--talk)')}${bar(index, talk, wrapUp, 'var(--wrap)')}`;
  });
  return `<rect x="${LABEL}" y="${top}" width="${WIDTH - LABEL}" height="${STRIP}" fill="var(--idle)"/>${bars.join('')}<text x="${LABEL - 8}" y="${top + 12}" text-anchor="end">${escapeHtml(number)}</text>`;
}
