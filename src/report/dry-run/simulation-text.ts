/** A dry run at a glance: a table of queues, a table of agents, how the API was read, and what to be wary of. */

import type { AgentResult, PrintedReadings, QueueResult, SimulationResult } from '../../model/simulation.ts';
import { renderDiagnostics } from '../diagnostics-text.ts';
import { createPalette, type Palette, type TextStyle } from '../palette.ts';
import { printable } from '../sanitize.ts';
import { type Column, renderTable } from '../table.ts';
import { plural } from '../value-text.ts';
import { countText, secondsText, shareText, shortTitle, spreadText } from './figure-text.ts';
import { renderTraces } from './trace-text.ts';

const ON = { config: 'the files', live: 'what the PBX has', planned: 'what the PBX will have' } as const;

export function renderSimulation(result: SimulationResult, style: TextStyle): string {
  const palette = createPalette(style.color);
  const runs = result.replications === 1 ? '' : `, mean of ${result.replications} replications`;
  const { calls, events } = result.engine;
  return [
    `${palette.bold(printable(result.scenario))}: ${calls} calls on ${ON[result.on]}${runs}\n`,
    renderQueues(result.queues, palette, style),
    renderAgents(result.agents, palette),
    result.calls === undefined ? '' : renderTraces(result.calls, style),
    palette.dim(`${renderReadings(result.readings)}\n`),
    renderDiagnostics(result.diagnostics, style),
    palette.dim(`seed ${result.seed}, ${events} events\n`),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

interface QueueRow {
  name: string;
  result: QueueResult;
}

function renderQueues(
  queues: { readonly [queue: string]: QueueResult },
  palette: Palette,
  { width }: TextStyle,
): string {
  const rows = Object.entries(queues).map(([name, result]) => ({ name, result }));
  const called = rows.filter(({ result }) => result.offered > 0);
  const quiet = rows.length - called.length;
  const note = quiet === 0 ? '' : palette.dim(`${plural(quiet, 'queue')} without calls\n`);
  const columns = [...QUEUE_COLUMNS, ...(width >= 110 ? WIDE_COLUMNS : []), ...lossColumns(called)];
  return renderTable(columns, called, palette) + renderIntervals(called, palette) + note;
}

const right = 'right' as const;
const QUEUE_COLUMNS: readonly Column<QueueRow>[] = [
  { title: 'QUEUE', cell: ({ name }) => name },
  { title: 'OFFERED', align: right, cell: ({ result }) => countText(result.offered) },
  { title: 'ANSWERED', align: right, cell: ({ result }) => countText(result.answered) },
  {
    title: 'SERVICE LEVEL',
    align: right,
    cell: ({ result: { service_level } }) =>
      `${shareText(service_level.value)} in ${secondsText(service_level.within_s)}`,
    paint: ({ result }, palette) =>
      (result.service_level.value ?? 1) < 0.8 ? palette.warning : palette.good,
  },
  { title: 'ASA', align: right, cell: ({ result }) => secondsText(result.asa_s) },
  { title: 'ABANDONED', align: right, cell: ({ result }) => shareText(result.abandonment_rate) },
  { title: 'WAIT 50 %', align: right, cell: ({ result }) => secondsText(result.wait_s.p50) },
  { title: '90 %', align: right, cell: ({ result }) => secondsText(result.wait_s.p90) },
  { title: 'MAX', align: right, cell: ({ result }) => secondsText(result.wait_s.max) },
];

const WIDE_COLUMNS: readonly Column<QueueRow>[] = [
  { title: 'QUEUED', align: right, cell: ({ result }) => countText(result.queue_length.mean) },
  { title: 'MOST', align: right, cell: ({ result }) => countText(result.queue_length.max) },
];

const LOSSES = ['timed_out', 'overflowed', 'unstaffed', 'night', 'callbacks'] as const;

/** Ways to be lost are shown where anybody was. */
function lossColumns(rows: readonly QueueRow[]): Column<QueueRow>[] {
  return LOSSES.filter((loss) => rows.some(({ result }) => result[loss] > 0)).map((loss) => ({
    title: loss.replace('_', ' ').toUpperCase(),
    align: right,
    cell: ({ result }) => countText(result[loss]),
    paint: () => undefined,
  }));
}

/** Of several replications: how sure the main figures are. */
function renderIntervals(rows: readonly QueueRow[], palette: Palette): string {
  const figures = ['service_level.value', 'asa_s', 'abandonment_rate', 'wait_s.p90'];
  return rows
    .filter(({ result }) => result.ci95 !== undefined)
    .map(({ name, result }) => {
      const spreads = figures
        .filter((figure) => result.ci95?.[figure] !== undefined)
        .map((figure) => `${shortTitle(figure)} ${spreadText(figure, result.ci95?.[figure])}`);
      return palette.dim(`${printable(name)}, 95 % sure: ${spreads.join(', ')}\n`);
    })
    .join('');
}

interface AgentRow {
  name: string;
  result: AgentResult;
}

const AGENT_COLUMNS: readonly Column<AgentRow>[] = [
  { title: 'AGENT', cell: ({ name }) => name },
  { title: 'RUNG', align: right, cell: ({ result }) => countText(result.rung) },
  { title: 'ANSWERED', align: right, cell: ({ result }) => countText(result.answered) },
  { title: 'MISSED', align: right, cell: ({ result }) => countText(result.missed) },
  { title: 'TALK', align: right, cell: ({ result }) => secondsText(result.talk_s) },
  {
    title: 'OCCUPANCY',
    align: right,
    cell: ({ result }) => shareText(result.occupancy),
    paint: ({ result }, palette) => ((result.occupancy ?? 0) > 0.9 ? palette.warning : undefined),
  },
];

/** A table of more agents than this is for the other formats. */
const MOST_AGENTS = 50;

function renderAgents(agents: { readonly [agent: string]: AgentResult }, palette: Palette): string {
  const all = Object.entries(agents).map(([name, result]) => ({ name, result }));
  const rows = all.filter(({ result }) => result.rung > 0);
  const idle = all.length - rows.length;
  const left = rows.length - MOST_AGENTS;
  const notes = [
    ...(left > 0 ? [`and ${left} more agents; --format csv has them all`] : []),
    ...(idle > 0 ? [`${plural(idle, 'agent')} never rung`] : []),
  ];
  const note = notes.map((text) => palette.dim(`${text}\n`)).join('');
  return renderTable(AGENT_COLUMNS, rows.slice(0, MOST_AGENTS), palette) + note;
}

/** Which of the readings that the API leaves open were used. */
export function renderReadings(readings: PrintedReadings): string {
  const all = Object.entries(readings).map(([setting, value]) => `${setting} ${String(value)}`);
  return `routing: ${printable(all.join(', '))}`;
}
