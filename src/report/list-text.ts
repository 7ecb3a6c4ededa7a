/** What `get` lists, as tables. Rows are the PBX's own objects. */

import type { Json, JsonObject } from '../model/json.ts';
import { durationText } from './duration-text.ts';
import { createPalette, type Palette, type TextStyle } from './palette.ts';
import { type Column, renderTable } from './table.ts';
import { plural } from './value-text.ts';

export const LIST_NOUNS = ['servers', 'queues', 'agents', 'waiting'] as const;
export type ListNoun = (typeof LIST_NOUNS)[number];
/** Those that are of one queue. */
export const QUEUE_NOUNS = ['agents', 'waiting'] as const satisfies readonly ListNoun[];

/** How an agent's or a server's status is coloured. */
export function paintStatus(status: string, palette: Palette): ((text: string) => string) | undefined {
  if (status === 'READY' || status === 'ONLINE') return palette.good;
  if (status === 'OFFLINE' || status === 'LOGGED_OUT') return palette.error;
  return status === '' ? undefined : palette.warning;
}

const show = (value: Json | undefined): string =>
  value === undefined || value === null
    ? ''
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value);

function column(name: string, title = name.toUpperCase().replaceAll('_', ' ')): Column<JsonObject> {
  return { title, cell: (row) => show(row[name]) };
}

const statusColumn: Column<JsonObject> = {
  ...column('status'),
  paint: (row, palette) => paintStatus(show(row['status']), palette),
};

const COLUMNS: { readonly [N in ListNoun]: readonly Column<JsonObject>[] } = {
  servers: [
    column('name'),
    column('type'),
    column('enabled'),
    column('ipv4', 'IPV4'),
    column('ipv6', 'IPV6'),
    column('id'),
  ],
  queues: [
    column('extension_number', 'NUMBER'),
    column('name'),
    column('polling_strategy'),
    column('ring_time'),
    column('id'),
  ],
  agents: [
    column('extension_number', 'NUMBER'),
    column('display_name', 'NAME'),
    { ...column('skill_level', 'LEVEL'), align: 'right' },
    statusColumn,
  ],
  waiting: [
    column('session_id', 'SESSION'),
    column('extension_number', 'CALLER'),
    column('display_name', 'NAME'),
    {
      title: 'WAITING',
      align: 'right',
      cell: (row) =>
        typeof row['waiting_time'] === 'number'
          ? durationText(row['waiting_time'])
          : show(row['waiting_time']),
    },
  ],
};

export interface Listing {
  noun: ListNoun;
  /** How many there are, which may be more than are listed. */
  count: number;
  items: readonly JsonObject[];
}

export function renderList(listing: Listing, style: TextStyle): string {
  const { noun, count, items } = listing;
  if (items.length === 0) return noun === 'waiting' ? 'Nobody is waiting.\n' : `No ${noun}.\n`;
  // A column that no row fills is left out: agents' states are only read when they are asked for.
  const columns = COLUMNS[noun].filter((each) => items.some((item) => each.cell(item) !== ''));
  const table = renderTable(columns, items, createPalette(style.color));
  const rest = count > items.length ? `${items.length} of ${plural(count, 'object')}.\n` : '';
  return table + rest;
}
