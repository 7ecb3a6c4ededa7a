/** That every diagnostic has a place that is in the file that it names. */

import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import type { Diagnostic } from '../../src/model/diagnostic.ts';
import { demand } from './command.ts';

export function demandPlaces(diagnostics: readonly Diagnostic[], folder: string): void {
  for (const diagnostic of diagnostics) {
    const { source, snippet, code, summary } = diagnostic;
    demand(/^CQ\d{3}$/.test(code) && summary !== '', `a diagnostic without a code or a summary: ${code}`);
    demand(!/\p{Cc}/u.test(summary), `${code} has a control character in its summary`);
    if (snippet !== undefined) {
      const end = snippet.start + snippet.length;
      demand(
        snippet.start >= 0 && snippet.length > 0 && end <= snippet.text.length + 1,
        `${code} marks what its snippet does not have: ${JSON.stringify(snippet)}`,
      );
    }
    if (source === undefined) continue;
    const { file, line, column, end_line = line, end_column = column } = source;
    const lines = linesOf(isAbsolute(file) ? file : join(folder, file));
    if (lines === undefined) continue;
    const isInside = (at: number, offset: number): boolean =>
      at >= 1 && at <= lines.length && offset >= 1 && offset <= (lines[at - 1] as string).length + 1;
    const place = `${line}:${column}-${end_line}:${end_column} of ${lines.length} lines`;
    demand(isInside(line, column), `${code} begins outside of its file: ${place}`);
    demand(isInside(end_line, end_column), `${code} ends outside of its file: ${place}`);
    const isForward = end_line > line || (end_line === line && end_column >= column);
    demand(isForward, `${code} ends before it begins: ${place}`);
  }
}

/** Without their ends, an empty last one too; undefined where the file cannot be read as text, and has no places therefore. */
function linesOf(path: string): string[] | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
    return text.split(/\r\n|\n|\r/);
  } catch {
    return undefined;
  }
}
