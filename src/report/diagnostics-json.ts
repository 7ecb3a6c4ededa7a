/** Diagnostics as JSON, under the names that are promised. */

import type { Diagnostic, Source } from '../model/diagnostic.ts';
import type { JsonObject } from '../model/json.ts';
import { countSeverities } from './diagnostics-text.ts';

const DIAGNOSTICS_FORMAT_VERSION = '1.0';

export function sourceJson(source: Source): JsonObject {
  return {
    file: source.file,
    line: source.line,
    column: source.column,
    ...(source.end_line === undefined ? {} : { end_line: source.end_line }),
    ...(source.end_column === undefined ? {} : { end_column: source.end_column }),
  };
}

export function diagnosticJson(diagnostic: Diagnostic): JsonObject {
  const { severity, code, summary, detail, hint, address, source, snippet } = diagnostic;
  return {
    severity,
    code,
    summary,
    ...(detail === undefined ? {} : { detail }),
    ...(hint === undefined ? {} : { hint }),
    ...(address === undefined ? {} : { address }),
    ...(source === undefined ? {} : { source: sourceJson(source) }),
    ...(snippet === undefined
      ? {}
      : { snippet: { text: snippet.text, start: snippet.start, length: snippet.length } }),
  };
}

export function validationJson(diagnostics: readonly Diagnostic[]): JsonObject {
  const summary = countSeverities(diagnostics);
  return {
    format_version: DIAGNOSTICS_FORMAT_VERSION,
    valid: summary.errors === 0,
    diagnostics: diagnostics.map(diagnosticJson),
    summary: { ...summary },
  };
}

export function renderDiagnosticsJson(diagnostics: readonly Diagnostic[]): string {
  return `${JSON.stringify(validationJson(diagnostics), null, 2)}\n`;
}
