/** Diagnostics for people: place, code, the source line with a mark under it, and what to type instead. */

import type { Diagnostic } from '../model/diagnostic.ts';
import { displayWidth } from './display-width.ts';
import { createPalette, type Palette, type TextStyle } from './palette.ts';
import { printable, printableLines } from './sanitize.ts';
import { plural } from './value-text.ts';

const MARK = '^';

function renderSnippet(diagnostic: Diagnostic, palette: Palette): string[] {
  const { snippet, source } = diagnostic;
  if (snippet === undefined) return [];
  const number = String(source?.line ?? '');
  // Escapes make the line longer, so the mark is placed by what stands before it once printed.
  const before = printable(snippet.text.slice(0, snippet.start));
  const marked = printable(snippet.text.slice(snippet.start, snippet.start + snippet.length));
  const after = printable(snippet.text.slice(snippet.start + snippet.length));
  const paint = diagnostic.severity === 'error' ? palette.error : palette.warning;
  const gutter = ' '.repeat(number.length);
  return [
    `${palette.dim(`  ${number} |`)} ${before}${marked}${after}`,
    `${palette.dim(`  ${gutter} |`)} ${' '.repeat(displayWidth(before))}${paint(MARK.repeat(Math.max(1, displayWidth(marked))))}`,
  ];
}

/** Lines that end in a line feed. */
export function renderDiagnostic(diagnostic: Diagnostic, palette: Palette): string {
  const { severity, source } = diagnostic;
  const paint = severity === 'error' ? palette.error : palette.warning;
  const place =
    source === undefined
      ? ''
      : `${palette.bold(printable(`${source.file}:${source.line}:${source.column}:`))} `;
  const summary = printable(diagnostic.summary);
  const lines = [
    `${place}${paint(`${severity} ${diagnostic.code}:`)} ${palette.bold(summary)}`,
    ...renderSnippet(diagnostic, palette),
  ];
  if (diagnostic.detail !== undefined) {
    lines.push(
      ...printableLines(diagnostic.detail)
        .split('\n')
        .map((line) => `  ${line}`),
    );
  }
  if (diagnostic.hint !== undefined) {
    const hint = printableLines(diagnostic.hint).split('\n').join('\n        ');
    lines.push(`  ${palette.good('hint:')} ${hint}`);
  }
  return `${lines.join('\n')}\n`;
}

export function countSeverities(diagnostics: readonly Diagnostic[]): { errors: number; warnings: number } {
  const counts = { errors: 0, warnings: 0 };
  for (const { severity, standsFor } of diagnostics) {
    counts.errors += standsFor?.errors ?? Number(severity === 'error');
    counts.warnings += standsFor?.warnings ?? Number(severity === 'warning');
  }
  return counts;
}

/** All of them and a last line with their number; the empty text for none. */
export function renderDiagnostics(diagnostics: readonly Diagnostic[], style: TextStyle): string {
  if (diagnostics.length === 0) return '';
  const palette = createPalette(style.color);
  const { errors, warnings } = countSeverities(diagnostics);
  const counts = [
    ...(errors > 0 ? [palette.error(plural(errors, 'error'))] : []),
    ...(warnings > 0 ? [palette.warning(plural(warnings, 'warning'))] : []),
  ];
  return `${diagnostics.map((diagnostic) => `${renderDiagnostic(diagnostic, palette)}\n`).join('')}${counts.join(', ')}\n`;
}

/** What `validate` says: the diagnostics, or that there are none. */
export function renderValidation(
  result: { diagnostics: readonly Diagnostic[]; resources: number },
  style: TextStyle,
): string {
  const palette = createPalette(style.color);
  const text = renderDiagnostics(result.diagnostics, style);
  if (countSeverities(result.diagnostics).errors > 0) return text;
  return `${text}${palette.good('Valid.')} ${plural(result.resources, 'resource')}.\n`;
}
