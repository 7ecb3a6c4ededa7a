/** The health of a PBX's queues at one moment. */

import { durationText } from './duration-text.ts';
import { paintStatus } from './list-text.ts';
import { createPalette, type Palette, type TextStyle } from './palette.ts';
import type {
  AgentStatus,
  QueueStatus,
  ServerStatus,
  StatusReport,
  WaitingCaller,
} from './schemas/operations.ts';
import { type Column, renderTable } from './table.ts';

const percent = (value: number | null) => (value === null ? '' : `${value} %`);

interface Row {
  status: string | null;
  error?: string;
}

const statusColumn = {
  title: 'STATUS',
  cell: (row: Row) => (row.error === undefined ? (row.status ?? '') : 'unreadable'),
  paint: (row: Row, palette: Palette) =>
    row.error === undefined ? paintStatus(row.status ?? '', palette) : palette.warning,
};

const SERVER_COLUMNS: readonly Column<ServerStatus>[] = [
  { title: 'SERVER', cell: (row) => row.name },
  statusColumn,
  { title: 'CPU', align: 'right', cell: (row) => percent(row.cpu_usage) },
  { title: 'MEMORY', align: 'right', cell: (row) => percent(row.memory_usage) },
];

const longestWait = (queue: QueueStatus) =>
  queue.waiting.reduce((longest, caller) => Math.max(longest, caller.waiting_time ?? 0), 0);

const QUEUE_COLUMNS: readonly Column<QueueStatus>[] = [
  { title: 'QUEUE', cell: (row) => row.extension_number },
  { title: 'NAME', cell: (row) => row.name },
  statusColumn,
  {
    title: 'READY',
    align: 'right',
    cell: (row) =>
      row.error === undefined
        ? `${row.agents.filter((agent) => agent.status === 'READY').length}/${row.agents.length}`
        : '',
  },
  {
    title: 'WAITING',
    align: 'right',
    cell: (row) => (row.error === undefined ? row.waiting.length : ''),
    paint: (row, palette) => (row.waiting.length > 0 ? palette.warning : undefined),
  },
  {
    title: 'LONGEST',
    align: 'right',
    cell: (row) => (row.waiting.length === 0 ? '' : durationText(longestWait(row))),
  },
];

const AGENT_COLUMNS: readonly Column<AgentStatus>[] = [
  { title: 'AGENT', cell: (row) => row.extension_number },
  { title: 'NAME', cell: (row) => row.display_name ?? '' },
  { title: 'LEVEL', align: 'right', cell: (row) => row.skill_level ?? '' },
  {
    title: 'STATUS',
    cell: (row) => row.status ?? '',
    paint: (row, palette) => paintStatus(row.status ?? '', palette),
  },
];

const WAITING_COLUMNS: readonly Column<WaitingCaller>[] = [
  { title: 'SESSION', cell: (row) => row.session_id },
  { title: 'CALLER', cell: (row) => row.extension_number },
  { title: 'NAME', cell: (row) => row.display_name ?? '' },
  {
    title: 'WAITING',
    align: 'right',
    cell: (row) => (row.waiting_time === null ? '' : durationText(row.waiting_time)),
  },
];

/** Servers and queues as two tables; with one queue asked for, its agents and callers too. */
export function renderStatus(report: StatusReport, options: TextStyle & { details: boolean }): string {
  const palette = createPalette(options.color);
  const tables = [
    renderTable(SERVER_COLUMNS, report.servers, palette),
    renderTable(QUEUE_COLUMNS, report.queues, palette),
  ];
  if (options.details) {
    for (const queue of report.queues) {
      tables.push(renderTable(AGENT_COLUMNS, queue.agents, palette));
      tables.push(renderTable(WAITING_COLUMNS, queue.waiting, palette));
    }
  }
  const shown = tables.filter((table) => table !== '');
  return shown.length === 0 ? 'No servers and no queues.\n' : shown.join('\n');
}
