/** Dry runs as CSV (RFC 4180): one figure a row, so that a spreadsheet can pivot them whatever the command was. */

import type {
  AgentResult,
  Comparison,
  Interval,
  QueueResult,
  SimulationResult,
} from '../../model/simulation.ts';

type Cell = string | number | boolean | null;

/** `ci95_low` and `ci95_high` are empty for a single replication. */
export function renderSimulationCsv(results: readonly SimulationResult[]): string {
  const rows: Cell[][] = [['scenario', 'kind', 'name', 'figure', 'value', 'ci95_low', 'ci95_high']];
  for (const { scenario, queues, agents } of results) {
    for (const [name, result] of Object.entries(queues)) pushFigures(rows, [scenario, 'queue', name], result);
    for (const [name, result] of Object.entries(agents)) pushFigures(rows, [scenario, 'agent', name], result);
  }
  return rows.map(line).join('');
}

function pushFigures(rows: Cell[][], head: Cell[], { ci95, ...figures }: QueueResult | AgentResult): void {
  for (const [figure, value] of flatten(figures)) {
    const interval: Interval | undefined = ci95?.[figure];
    rows.push([...head, figure, value, interval?.[0] ?? null, interval?.[1] ?? null]);
  }
}

function flatten(figures: object, prefix = ''): [string, number | null][] {
  return Object.entries(figures).flatMap(([name, value]: [string, unknown]): [string, number | null][] =>
    typeof value === 'object' && value !== null
      ? flatten(value, `${prefix}${name}.`)
      : [[`${prefix}${name}`, value as number | null]],
  );
}

export function renderComparisonCsv(comparisons: readonly Comparison[]): string {
  const rows: Cell[][] = [
    [
      'scenario',
      'kind',
      'name',
      'figure',
      'before',
      'after',
      'change',
      'ci95_low',
      'ci95_high',
      'significant',
    ],
  ];
  for (const { scenario, queues, agents } of comparisons) {
    for (const [kind, changes] of [
      ['queue', queues],
      ['agent', agents],
    ] as const) {
      for (const [name, figures] of Object.entries(changes)) {
        for (const [figure, { before, after, change, ci95, significant }] of Object.entries(figures)) {
          const interval = [ci95?.[0] ?? null, ci95?.[1] ?? null];
          rows.push([scenario, kind, name, figure, before, after, change, ...interval, significant]);
        }
      }
    }
  }
  return rows.map(line).join('');
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
