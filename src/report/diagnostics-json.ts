/** Diagnostics as JSON, under the names that are promised. */

import type { Diagnostic, Source } from '../model/diagnostic.ts';
import { countSeverities } from './diagnostics-text.ts';
import { jsonText } from './json-text.ts';
import type { PrintedValidation } from './schemas/operations.ts';
import type { PrintedDiagnostic, PrintedSource } from './schemas/parts.ts';

export function sourceJson(source: Source): PrintedSource {
  return {
    file: source.file,
    line: source.line,
    column: source.column,
    ...(source.end_line === undefined ? {} : { end_line: source.end_line }),
    ...(source.end_column === undefined ? {} : { end_column: source.end_column }),
  };
}

export function diagnosticJson(diagnostic: Diagnostic): PrintedDiagnostic {
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

export function validationJson(diagnostics: readonly Diagnostic[]): PrintedValidation {
  const summary = countSeverities(diagnostics);
  return {
    format_version: '1.0',
    valid: summary.errors === 0,
    diagnostics: diagnostics.map(diagnosticJson),
    summary,
  };
}

export function renderDiagnosticsJson(diagnostics: readonly Diagnostic[]): string {
  return jsonText<PrintedValidation>(validationJson(diagnostics));
}
