/**
 * Reads a table of real calls: a CSV with the header `at,queue,from,talk,patience`, of which only `at` has to be there.
 *
 * Read as a stream, so that a table may be larger than what fits into memory as text. `at` is a time from the start of
 * the scenario or a date and time; rows may be in any order. Empty cells take what the traffic entry says.
 */

import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { type Info, type Options, Parser } from 'csv-parse';
import { fileReason } from '../model/file-errors.ts';
import type { Problems } from '../source/problems.ts';
import { CallRows } from './call-rows.ts';
import type { CallTable, TableFile } from './call-table.ts';

const OPTIONS: Options = {
  bom: true,
  info: true,
  relax_column_count: true,
  skip_empty_lines: true,
  trim: true,
};

/** Undefined if the table cannot be used; all problems are reported. */
export async function readCallTable(file: TableFile, problems: Problems): Promise<CallTable | undefined> {
  problems.files.add(file.path);
  if (!(await isFile(file, problems))) return undefined;
  const parser = new Parser(OPTIONS);
  const input = createReadStream(file.path);
  const rows = new CallRows(file, problems);
  try {
    await new Promise<void>((done, fail) => {
      parser.on('readable', () => {
        for (;;) {
          const row = parser.read() as { record: string[]; info: Info } | null;
          if (row === null) break;
          rows.take({ cells: row.record, line: row.info.lines });
        }
      });
      parser.on('end', done).on('error', fail);
      input.on('error', fail);
      input.pipe(parser);
    });
  } catch (error) {
    const isSyntax = error instanceof Error && 'lines' in error;
    // The library's words repeat what stands there.
    const canShow = file.at.file.scope?.canShow(file.path) !== false;
    problems.error({
      code: isSyntax ? 'CQ376' : 'CQ100',
      at: file.at,
      summary: isSyntax
        ? `${file.name}:${String(error.lines)} is not CSV${canShow ? `: ${error.message}` : ''}`
        : `${file.name} cannot be read: ${fileReason(error)}`,
    });
    return undefined;
  } finally {
    input.destroy();
  }
  return rows.finish();
}

/** Checked before opening: a device never ends, and a pipe without a writer blocks. */
async function isFile({ path, name, at }: TableFile, problems: Problems): Promise<boolean> {
  try {
    if ((await stat(path)).isFile()) return true;
    problems.error({ code: 'CQ100', at, summary: `${name} is not a file` });
  } catch (error) {
    problems.error({ code: 'CQ100', at, summary: `${name} cannot be read: ${fileReason(error)}` });
  }
  return false;
}
