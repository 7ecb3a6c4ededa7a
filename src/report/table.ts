/** Columns of text, as wide as their widest cell. */

import { displayWidth } from './display-width.ts';
import type { Palette } from './palette.ts';
import { printable, truncate } from './sanitize.ts';

const CELL_LIMIT = 60;

export interface Column<Row> {
  title: string;
  cell(row: Row): string | number | undefined;
  align?: 'right';
  paint?(row: Row, palette: Palette): ((text: string) => string) | undefined;
}

/** A line of titles and one line a row; the empty text for no rows. */
export function renderTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  palette: Palette,
): string {
  if (rows.length === 0) return '';
  const cells = rows.map((row) =>
    columns.map((column) => truncate(printable(String(column.cell(row) ?? '')), CELL_LIMIT)),
  );
  const widths = columns.map((column, index) =>
    cells.reduce((width, line) => Math.max(width, displayWidth(line[index] ?? '')), column.title.length),
  );
  const pad = (text: string, index: number) => {
    const gap = ' '.repeat(Math.max(0, (widths[index] ?? 0) - displayWidth(text)));
    return columns[index]?.align === 'right' ? [gap, text, ''] : ['', text, gap];
  };
  const line = (
    texts: readonly string[],
    paintAt: (index: number) => ((text: string) => string) | undefined,
  ) => {
    const padded = texts.map((text, index) => {
      const [left = '', middle = '', right = ''] = pad(text, index);
      const end = index === texts.length - 1 ? '' : right;
      return `${left}${paintAt(index)?.(middle) ?? middle}${end}`;
    });
    return `${padded.join('  ').trimEnd()}\n`;
  };
  const titles = line(
    columns.map((column) => column.title),
    () => palette.bold,
  );
  const body = rows.map((row, at) => line(cells[at] ?? [], (index) => columns[index]?.paint?.(row, palette)));
  return titles + body.join('');
}
