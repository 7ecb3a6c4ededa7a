/** Dry runs as CSV (RFC 4180): one figure a row, so that a spreadsheet can pivot them whatever the command was. */

import type {
  AgentResult,
  Comparison,
  Interval,
  QueueResult,
  SimulationResult,
} from '../../model/simulation.ts';
import { SUBJECT } from './shown-result.ts';

type Cell = string | number | boolean | null;

interface ByName<Figures> {
  readonly [name: string]: Figures;
}

/** The figures of each queue and agent, with the cells that say whose they are. */
function figuresOf<Figures>(of: { scenario: string; queues: ByName<Figures>; agents: ByName<Figures> }) {
  const withHead = (kind: string, all: ByName<Figures>) =>
    Object.entries(all).map(([name, figures]) => ({ head: [of.scenario, kind, name], figures }));
  return [...withHead(SUBJECT.queues, of.queues), ...withHead(SUBJECT.agents, of.agents)];
}

/** `ci95_low` and `ci95_high` are empty for a single replication. */
export function renderSimulationCsv(results: readonly SimulationResult[]): string {
  const rows = results.flatMap((result) =>
    figuresOf<QueueResult | AgentResult>(result).flatMap(({ head, figures: { ci95, ...figures } }) =>
      flatten(figures).map(([figure, value]) => [...head, figure, value, ...bounds(ci95?.[figure])]),
    ),
  );
  return document([...HEAD, 'value', ...BOUNDS], rows);
}

export function renderComparisonCsv(comparisons: readonly Comparison[]): string {
  const rows = comparisons.flatMap((comparison) =>
    figuresOf(comparison).flatMap(({ head, figures }) =>
      Object.entries(figures).map(([figure, { before, after, change, ci95, significant }]) => [
        ...head,
        figure,
        before,
        after,
        change,
        ...bounds(ci95),
        significant,
      ]),
    ),
  );
  return document([...HEAD, 'before', 'after', 'change', ...BOUNDS, 'significant'], rows);
}

const HEAD = ['scenario', 'kind', 'name', 'figure'];
const BOUNDS = ['ci95_low', 'ci95_high'];

function bounds(interval: Interval | null | undefined): Cell[] {
  return [interval?.[0] ?? null, interval?.[1] ?? null];
}

function flatten(figures: object, prefix = ''): [string, number | null][] {
  return Object.entries(figures).flatMap(([name, value]: [string, unknown]): [string, number | null][] =>
    typeof value === 'object' && value !== null
      ? flatten(value, `${prefix}${name}.`)
      : [[`${prefix}${name}`, value as number | null]],
  );
}

function document(titles: string[], rows: readonly Cell[][]): string {
  return [titles, ...rows].map(line).join('');
}

function line(cells: readonly Cell[]): string {
  return `${cells.map(cellText).join(',')}\r\n`;
}

/** A spreadsheet takes text that begins like a formula for one; a quote in front makes it text again. */
function cellText(cell: Cell): string {
  if (typeof cell !== 'string') return cell === null ? '' : String(cell);
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
