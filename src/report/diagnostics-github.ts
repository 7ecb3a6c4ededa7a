/** Diagnostics as annotations of GitHub Actions. */

import type { Diagnostic } from '../model/diagnostic.ts';
import { githubCommand } from './github.ts';

/** What stands in no file goes without a place. */
export function renderDiagnosticsGithub(diagnostics: readonly Diagnostic[]): string {
  return diagnostics
    .map(({ severity, code, summary, detail, hint, source }) =>
      githubCommand(severity, {
        ...(source === undefined ? {} : { file: source.file, line: source.line, column: source.column }),
        title: code,
        message: [summary, detail, hint].filter((part) => part !== undefined).join('\n'),
      }),
    )
    .join('');
}
