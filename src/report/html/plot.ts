/** The frame that plots share: axes, grid, a title and a description for those who cannot see it, and the data as a table. */

import { scaleLinear } from 'd3-scale';
import { escapeHtml, table } from './markup.ts';

const WIDTH = 360;
const HEIGHT = 180;
const LEFT = 42;
const BOTTOM = HEIGHT - 24;
const TOP = 10;
const RIGHT = WIDTH - 8;

export interface Axis {
  domain: readonly [number, number];
  label(value: number): string;
  /** Places of the ticks; default: round numbers. */
  ticks?: readonly number[];
}

export interface Frame {
  x: (value: number) => number;
  y: (value: number) => number;
}

export interface Plot {
  title: string;
  /** What it shows, in a sentence. */
  description: string;
  x: Axis;
  y: Axis;
  draw(frame: Frame): string;
  legend?: readonly { color: string; text: string }[];
  data: { titles: readonly string[]; rows: readonly (readonly string[])[] };
}

/** A `<figure>`. `id` is its own in the page. */
export function renderPlot(plot: Plot, id: string): string {
  const x = scaleLinear().domain(plot.x.domain).range([LEFT, RIGHT]);
  const y = scaleLinear().domain(plot.y.domain).range([BOTTOM, TOP]);
  const xTicks = (plot.x.ticks ?? x.ticks(4)).map((tick) => {
    const at = round(x(tick));
    const anchor = at > RIGHT - 16 ? 'end' : at < LEFT + 8 ? 'start' : 'middle';
    return `<text x="${at}" y="${HEIGHT - 8}" text-anchor="${anchor}">${escapeHtml(plot.x.label(tick))}</text>`;
  });
  const yTicks = y.ticks(4).map((tick) => {
    const at = round(y(tick));
    return `<path d="M${LEFT},${at}H${RIGHT}" stroke="var(--line)"/><text x="${LEFT - 6}" y="${at + 4}" text-anchor="end">${escapeHtml(plot.y.label(tick))}</text>`;
  });
  const svg = `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="${id}-t ${id}-d"><title id="${id}-t">${escapeHtml(plot.title)}</title><desc id="${id}-d">${escapeHtml(plot.description)}</desc>${yTicks.join('')}${xTicks.join('')}${plot.draw({ x, y })}</svg>`;
  const data = `<details><summary>As a table</summary>${table(plot.description, plot.data.titles, plot.data.rows)}</details>`;
  return `<figure><figcaption>${escapeHtml(plot.title)}</figcaption>${svg}${renderLegend(plot.legend ?? [])}${data}</figure>`;
}

export function renderLegend(entries: readonly { color: string; text: string }[]): string {
  if (entries.length === 0) return '';
  const items = entries.map(
    ({ color, text }) => `<li><i style="background:${color}"></i>${escapeHtml(text)}</li>`,
  );
  return `<ul class="legend">${items.join('')}</ul>`;
}

/** Two decimals are a fiftieth of a pixel. */
export function round(value: number): number {
  return Math.round(value * 100) / 100;
}
