/** What `get` lists, as tables. Rows are the PBX's own objects. */

import { ALL_KINDS } from '../kinds/all-kinds.ts';
import { LIST_KINDS, OBJECT_KINDS } from '../kinds/registry.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { durationText } from './duration-text.ts';
import { createPalette, type Palette, type TextStyle } from './palette.ts';
import { type Column, renderTable } from './table.ts';
import { plural } from './value-text.ts';

/** Those that are of one queue. */
export const QUEUE_NOUNS: readonly string[] = [...LIST_KINDS.map(({ section }) => section), 'waiting'];
export const LIST_NOUNS: readonly string[] = [...OBJECT_KINDS.map(({ section }) => section), ...QUEUE_NOUNS];

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

/** Of fields whose name is not the title of their column. */
const COLUMNS: { readonly [field: string]: Partial<Column<JsonObject>> } = {
  extension_number: { title: 'NUMBER' },
  display_name: { title: 'NAME' },
  skill_level: { title: 'LEVEL', align: 'right' },
  status: { paint: (row, palette) => paintStatus(show(row['status']), palette) },
};

function column(name: string): Column<JsonObject> {
  const title = name.toUpperCase().replaceAll('_', ' ');
  return { title, cell: (row) => show(row[name]), ...COLUMNS[name] };
}

const WAITING: readonly Column<JsonObject>[] = [
  { ...column('session_id'), title: 'SESSION' },
  { ...column('extension_number'), title: 'CALLER' },
  column('display_name'),
  {
    title: 'WAITING',
    align: 'right',
    cell: (row) =>
      typeof row['waiting_time'] === 'number' ? durationText(row['waiting_time']) : show(row['waiting_time']),
  },
];

/** Of callers, where the noun is that of no kind. */
function columnsOf(noun: string): readonly Column<JsonObject>[] {
  return ALL_KINDS.find(({ section }) => section === noun)?.columns.map(column) ?? WAITING;
}

export interface Listing {
  noun: string;
  /** How many there are, which may be more than are listed. */
  count: number;
  items: JsonObject[];
}

export function renderList(listing: Listing, style: TextStyle): string {
  const { noun, count, items } = listing;
  if (items.length === 0) return noun === 'waiting' ? 'Nobody is waiting.\n' : `No ${noun}.\n`;
  // A column that no row fills is left out: agents' states are only read when they are asked for.
  const columns = columnsOf(noun).filter((each) => items.some((item) => each.cell(item) !== ''));
  const table = renderTable(columns, items, createPalette(style.color));
  const rest = count > items.length ? `${items.length} of ${plural(count, 'object')}.\n` : '';
  return table + rest;
}
