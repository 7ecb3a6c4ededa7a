/**
 * Markdown in which foreign text stays text.
 *
 * What comes from a PBX or a file stands in code only, as a span or in a fence: there no link, mention, reference, tag or
 * pipe means anything, and a fence is always longer than any run of backticks inside of it.
 */

import { printable } from './sanitize.ts';

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}

/** A code span, also fit for a table's cell. */
export function codeSpan(text: string): string {
  const shown = printable(text).replaceAll('|', '\\|');
  if (shown === '') return '';
  const fence = '`'.repeat(longestRun(shown) + 1);
  const pad = shown.startsWith('`') || shown.endsWith('`') || shown.trim() === '' ? ' ' : '';
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/** Lines in a fence, each made printable. */
export function fenced(language: string, lines: readonly string[]): string {
  const shown = lines.map((line) => printable(line));
  const fence = '`'.repeat(Math.max(3, ...shown.map((line) => longestRun(line) + 1)));
  return `${fence}${language}\n${shown.join('\n')}\n${fence}\n`;
}

/** Cells are Markdown already. */
export function markdownTable(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
  return line(titles) + line(titles.map(() => '---')) + rows.map(line).join('');
}

/** Shut until somebody opens it. `summary` is text of ours. */
export function folded(summary: string, body: string): string {
  return `<details><summary>${summary}</summary>\n\n${body}\n</details>\n`;
}

/** Characters of a report that are worth showing on a page. */
const REPORT_LIMIT = 60_000;

/** A report for a terminal, on a page. `title` may hold foreign text. */
export function summaryMarkdown(title: string, text: string): string {
  const shown = text.length <= REPORT_LIMIT ? text : `${text.slice(0, REPORT_LIMIT)}\n…`;
  return `### ${codeSpan(title)}\n\n${fenced('text', shown.trimEnd().split('\n'))}\n`;
}
