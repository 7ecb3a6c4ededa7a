/** Several environments in one report: each with its own, then a table of them all. */

import type { Diagnostic } from '../model/diagnostic.ts';
import type { JsonObject } from '../model/json.ts';
import { diagnosticJson } from './diagnostics-json.ts';
import { githubCommand } from './github.ts';
import { jsonText } from './json-text.ts';
import { codeSpan, folded, markdownTable } from './markdown.ts';
import { createPalette, type TextStyle } from './palette.ts';
import { COMMENT_LIMIT, PLAN_MARKER } from './plan-markdown.ts';
import { FLEET_OUTCOMES, type PrintedFleet } from './schemas/operations.ts';
import { renderTable } from './table.ts';
import { plural } from './value-text.ts';

/** `Body` is the command's own report in the format at hand. */
export type EnvironmentReport<Body = string> = { environment: string; exitCode: number } & (
  | {
      headline: string;
      /** There is something to do. */
      isChanged: boolean;
      /** The headline says it all. */
      isQuiet: boolean;
      body: Body;
    }
  | { failures: readonly Diagnostic[] }
);

/** Of the exit code of one environment. */
const REFUSED = 3;

function headlineOf(report: EnvironmentReport<unknown>): string {
  if ('headline' in report) return report.headline;
  const [first, ...more] = report.failures;
  const others = more.length === 0 ? '' : `, and ${more.length} more`;
  return `${first?.code ?? ''}: ${first?.summary ?? ''}${others}`;
}

function outcomeOf(report: EnvironmentReport<unknown>): (typeof FLEET_OUTCOMES)[number] {
  if ('failures' in report || report.exitCode === 1) return 'failed';
  if (report.exitCode === REFUSED) return 'refused';
  return report.isChanged ? 'changed' : 'unchanged';
}

function countOutcomes(reports: readonly EnvironmentReport<unknown>[]) {
  const count = (outcome: string) => reports.filter((report) => outcomeOf(report) === outcome).length;
  return {
    environments: reports.length,
    failed: count('failed'),
    refused: count('refused'),
    changed: count('changed'),
    unchanged: count('unchanged'),
  };
}

/** `50 environments: 1 failed, 3 changed, 46 unchanged`. */
function summarizeFleet(reports: readonly EnvironmentReport[]): string {
  const { environments, ...counts } = countOutcomes(reports);
  const parts = Object.entries(counts).filter(([, count]) => count > 0);
  return `${plural(environments, 'environment')}: ${parts.map(([name, count]) => `${count} ${name}`).join(', ')}`;
}

export function renderFleetText(reports: readonly EnvironmentReport[], style: TextStyle): string {
  const palette = createPalette(style.color);
  const rule = (name: string) =>
    palette.bold(`${name} ${'─'.repeat(Math.max(3, style.width - name.length - 1))}`);
  const bodies = reports.flatMap((report) =>
    'body' in report && !report.isQuiet ? [`${rule(report.environment)}\n${report.body.trimEnd()}\n\n`] : [],
  );
  const paints = {
    failed: palette.error,
    refused: palette.error,
    changed: palette.update,
    unchanged: palette.dim,
  };
  const table = renderTable(
    [
      { title: 'ENVIRONMENT', cell: ({ environment }: EnvironmentReport) => environment },
      { title: 'OUTCOME', cell: outcomeOf, paint: (report) => paints[outcomeOf(report)] },
      { title: 'SUMMARY', cell: headlineOf },
    ],
    reports,
    palette,
  );
  return `${bodies.join('')}${table}\n${palette.bold(summarizeFleet(reports))}\n`;
}

export function renderFleetJson(reports: readonly EnvironmentReport<JsonObject>[]): string {
  return jsonText<PrintedFleet>({
    format_version: '1.0',
    environments: reports.map((report) => ({
      environment: report.environment,
      exit_code: report.exitCode,
      outcome: outcomeOf(report),
      ...('body' in report ? { result: report.body } : { diagnostics: report.failures.map(diagnosticJson) }),
    })),
    summary: countOutcomes(reports),
  });
}

/** Of the comment, for what changes; the rest is for the table. */
const PARTS_SHARE = 0.7;
/** Characters in which a plan still says something. */
const LEAST_PART = 1000;
const ROWS = 200;

/** Characters that each of so many may take. */
export function shareOfComment(reports: number): number {
  return Math.max(LEAST_PART, Math.floor((COMMENT_LIMIT * PARTS_SHARE) / Math.max(1, reports)));
}

/** Those that go wrong or change first; those that do not are rows of the table only. */
export function renderFleetMarkdown(reports: readonly EnvironmentReport[]): string {
  const rank = (report: EnvironmentReport) => FLEET_OUTCOMES.indexOf(outcomeOf(report));
  const sorted = reports.toSorted((a, b) => rank(a) - rank(b));
  const rows = sorted.slice(0, ROWS).map((report) => {
    const outcome = outcomeOf(report);
    return [
      codeSpan(report.environment),
      outcome === 'failed' || outcome === 'refused' ? `**${outcome}**` : outcome,
      codeSpan(headlineOf(report).slice(0, 200)),
    ];
  });
  const left = reports.length - rows.length;
  const head = [
    `${PLAN_MARKER}\n`,
    `### cqctl: ${summarizeFleet(reports)}\n`,
    markdownTable(['environment', 'outcome', 'summary'], rows) + (left > 0 ? `\nand ${left} more\n` : ''),
  ].join('\n');
  let text = head;
  for (const report of sorted) {
    if (!('body' in report) || report.isQuiet) continue;
    const part = `\n${folded(report.environment, report.body)}`;
    // What has no room is in the table.
    if (text.length + part.length <= COMMENT_LIMIT) text += part;
  }
  return text;
}

/** An annotation that several environments have is given once. */
export function renderFleetGithub(reports: readonly EnvironmentReport[]): string {
  const lines = reports.flatMap((report) =>
    'body' in report
      ? report.body.split('\n').filter((line) => line !== '')
      : report.failures.map(({ summary, code, source }) =>
          githubCommand('error', {
            ...(source === undefined ? {} : source),
            title: `cqctl ${code}: ${report.environment}`,
            message: summary,
          }).trimEnd(),
        ),
  );
  return [...new Set(lines)].map((line) => `${line}\n`).join('');
}
