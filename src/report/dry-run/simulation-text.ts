/** A dry run at a glance: a table of queues, a table of agents, how the API was read, and what to be wary of. */

import type { AgentResult, PrintedReadings, QueueResult, SimulationResult } from '../../model/simulation.ts';
import { figureAt } from '../../routing/metrics.ts';
import { renderDiagnostics } from '../diagnostics-text.ts';
import { createPalette, type Palette, type TextStyle } from '../palette.ts';
import { printable } from '../sanitize.ts';
import { type Column, renderTable } from '../table.ts';
import { figureText, secondsText, shareText, shortTitle, spreadText } from './figure-text.ts';
import { readingsText, showResult } from './shown-result.ts';
import { renderTraces } from './trace-text.ts';

const ON = { config: 'the files', live: 'what the PBX has', planned: 'what the PBX will have' } as const;

export function renderSimulation(result: SimulationResult, style: TextStyle): string {
  const palette = createPalette(style.color);
  const shown = showResult(result);
  const { calls, events } = result.engine;
  return [
    `${palette.bold(printable(result.scenario))}: ${calls} calls on ${ON[result.on]}${shown.runs}\n`,
    renderQueues(shown, palette, style),
    renderAgents(shown, palette),
    result.calls === undefined ? '' : renderTraces(result.calls, style),
    palette.dim(`${renderReadings(result.readings)}\n`),
    renderDiagnostics(result.diagnostics, style),
    palette.dim(`seed ${result.seed}, ${events} events\n`),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

type Shown = ReturnType<typeof showResult>;
type Row<Result> = [name: string, result: Result];

function figureColumn<Result extends QueueResult | AgentResult>(
  title: string,
  figure: string,
): Column<Row<Result>> {
  return { title, align: 'right', cell: ([, result]) => figureText(figure, figureAt(result, figure)) };
}

function renderQueues({ called, losses, quietNote }: Shown, palette: Palette, { width }: TextStyle): string {
  const lossColumns = losses.map((loss) =>
    figureColumn<QueueResult>(loss.replace('_', ' ').toUpperCase(), loss),
  );
  const columns = [...QUEUE_COLUMNS, ...(width >= 110 ? WIDE_COLUMNS : []), ...lossColumns];
  const note = quietNote === '' ? '' : palette.dim(`${quietNote}\n`);
  return renderTable(columns, called, palette) + renderIntervals(called, palette) + note;
}

const QUEUE_COLUMNS: readonly Column<Row<QueueResult>>[] = [
  { title: 'QUEUE', cell: ([name]) => name },
  figureColumn('OFFERED', 'offered'),
  figureColumn('ANSWERED', 'answered'),
  {
    title: 'SERVICE LEVEL',
    align: 'right',
    cell: ([, { service_level }]) =>
      `${shareText(service_level.value)} in ${secondsText(service_level.within_s)}`,
    paint: ([, { service_level }], palette) =>
      (service_level.value ?? 1) < 0.8 ? palette.warning : palette.good,
  },
  figureColumn('ASA', 'asa_s'),
  figureColumn('ABANDONED', 'abandonment_rate'),
  figureColumn('WAIT 50 %', 'wait_s.p50'),
  figureColumn('90 %', 'wait_s.p90'),
  figureColumn('MAX', 'wait_s.max'),
];

const WIDE_COLUMNS: readonly Column<Row<QueueResult>>[] = [
  figureColumn('QUEUED', 'queue_length.mean'),
  figureColumn('MOST', 'queue_length.max'),
];

/** Of several replications: how sure the main figures are. */
function renderIntervals(rows: readonly Row<QueueResult>[], palette: Palette): string {
  const figures = ['service_level.value', 'asa_s', 'abandonment_rate', 'wait_s.p90'];
  return rows
    .filter(([, { ci95 }]) => ci95 !== undefined)
    .map(([name, { ci95 }]) => {
      const spreads = figures
        .filter((figure) => ci95?.[figure] !== undefined)
        .map((figure) => `${shortTitle(figure)} ${spreadText(figure, ci95?.[figure])}`);
      return palette.dim(`${printable(name)}, 95 % sure: ${spreads.join(', ')}\n`);
    })
    .join('');
}

const AGENT_COLUMNS: readonly Column<Row<AgentResult>>[] = [
  { title: 'AGENT', cell: ([name]) => name },
  figureColumn('RUNG', 'rung'),
  figureColumn('ANSWERED', 'answered'),
  figureColumn('MISSED', 'missed'),
  figureColumn('TALK', 'talk_s'),
  {
    ...figureColumn('OCCUPANCY', 'occupancy'),
    paint: ([, { occupancy }], palette) => ((occupancy ?? 0) > 0.9 ? palette.warning : undefined),
  },
];

/** A table of more agents than this is for the other formats. */
const MOST_AGENTS = 50;

function renderAgents({ rung, idleNote }: Shown, palette: Palette): string {
  const left = rung.length - MOST_AGENTS;
  const notes = [left > 0 ? `and ${left} more agents; --format csv has them all` : '', idleNote];
  const note = notes.map((text) => (text === '' ? '' : palette.dim(`${text}\n`))).join('');
  return renderTable(AGENT_COLUMNS, rung.slice(0, MOST_AGENTS), palette) + note;
}

/** Which of the readings that the API leaves open were used. */
export function renderReadings(readings: PrintedReadings): string {
  return `routing: ${printable(readingsText(readings))}`;
}
