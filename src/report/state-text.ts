/** What `state list` and `state show` print. */

import { compareText } from '../model/compare-text.ts';
import type { StateDocument, StateResource } from '../model/state.ts';
import { createPalette, type TextStyle } from './palette.ts';
import { printable } from './sanitize.ts';
import { type Column, renderTable } from './table.ts';
import { formatValue } from './value-text.ts';

type Entry = [address: string, resource: StateResource];

const COLUMNS: readonly Column<Entry>[] = [
  { title: 'ADDRESS', cell: ([address]) => address },
  { title: 'KEY', cell: ([, resource]) => resource.key },
  { title: 'ID', cell: ([, resource]) => resource.id },
  { title: 'PROTECTED', cell: ([, resource]) => (resource.prevent_destroy ? 'yes' : '') },
];

export function sortedEntries(document: StateDocument | null): Entry[] {
  return Object.entries<StateResource>(document?.resources ?? {}).sort(([a], [b]) => compareText(a, b));
}

export function renderStateList(entries: readonly Entry[], style: TextStyle): string {
  if (entries.length === 0) return 'The state knows no resource.\n';
  return renderTable(COLUMNS, entries, createPalette(style.color));
}

export function renderStateEntry([address, resource]: Entry, style: TextStyle): string {
  const palette = createPalette(style.color);
  const applied = Object.entries(resource.applied).map(
    ([name, value]) =>
      `    ${printable(name)}: ${formatValue(value, Math.max(60, style.width - 8 - name.length))}`,
  );
  const prompts = Object.entries(resource.prompts ?? {}).map(
    ([name, record]) =>
      `    ${name}: file ${printable(record.file_id)}, shown as ${formatValue({ ...record.shown }, 90)}`,
  );
  const lines = [
    palette.bold(printable(address)),
    `  id: ${printable(resource.id)}`,
    `  key: ${printable(resource.key)}`,
    `  prevent_destroy: ${resource.prevent_destroy}`,
    ...(applied.length > 0 ? ['  applied:', ...applied] : []),
    ...(prompts.length > 0 ? ['  prompts:', ...prompts] : []),
  ];
  return `${lines.join('\n')}\n`;
}
