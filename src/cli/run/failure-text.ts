/** What is printed for an error that ended a command. */

import type { Diagnostic } from '../../model/diagnostic.ts';
import { ConfigError, CqctlError, LockError } from '../../model/errors.ts';
import { renderDiagnostic, renderDiagnostics } from '../../report/diagnostics-text.ts';
import { createPalette, type TextStyle } from '../../report/palette.ts';
import { printable, printableLines } from '../../report/sanitize.ts';
import { describeExhaustion } from './exhaustion.ts';
import { EXIT, type ExitCode, exitCodeOf } from './exit-codes.ts';

interface Circumstances {
  args: readonly string[];
  version: string;
  style: TextStyle;
}

/** Variables may hold anything, so their values are not repeated. */
function commandWithoutSecrets(args: readonly string[]): string {
  const shown = args.map((arg, index) => {
    const isVariable = args[index - 1] === '--var' || arg.startsWith('--var=');
    return isVariable ? arg.replace(/^((?:--var=)?[^=]*=).*$/s, '$1…') : arg;
  });
  return printable(['cqctl', ...shown].join(' '));
}

function renderBug(error: unknown, { args, version, style }: Circumstances): string {
  const palette = createPalette(style.color);
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const lines = [
    `${palette.error('error CQ900:')} ${palette.bold('this is a bug of cqctl')}`,
    ...printableLines(stack)
      .split('\n')
      .map((line) => `  ${line}`),
    `  cqctl ${version}, node ${process.version}, ${process.platform} ${process.arch}`,
    `  command: ${commandWithoutSecrets(args)}`,
    '  Please report it with this text.',
  ];
  return `${lines.join('\n')}\n`;
}

/** As diagnostics, for reports that go on without what failed. */
export function describeErrors(thrown: unknown): readonly Diagnostic[] {
  const error = known(thrown);
  if (error instanceof ConfigError && error.diagnostics.length > 0) return error.diagnostics;
  if (!(error instanceof CqctlError)) {
    const summary = error instanceof Error ? error.message : String(error);
    return [{ code: 'CQ900', severity: 'error', summary }];
  }
  const hint = error.hint === undefined ? {} : { hint: error.hint };
  return [{ code: error.code, severity: 'error', summary: error.message, ...hint }];
}

/** What the machine ran out of is no bug of ours, wherever it was thrown. */
function known(error: unknown): unknown {
  return error instanceof CqctlError ? error : (describeExhaustion(error) ?? error);
}

export function renderFailure(
  thrown: unknown,
  circumstances: Circumstances,
): { text: string; exitCode: ExitCode } {
  const error = known(thrown);
  const exitCode = exitCodeOf(error);
  const { style } = circumstances;
  if (error instanceof ConfigError && error.diagnostics.length > 0) {
    return { text: renderDiagnostics(error.diagnostics, style), exitCode };
  }
  if (exitCode === EXIT.bug || !(error instanceof CqctlError)) {
    return { text: renderBug(error, circumstances), exitCode: EXIT.bug };
  }
  const holder = error instanceof LockError ? error.holder : undefined;
  const text = renderDiagnostic(
    {
      code: error.code,
      severity: 'error',
      summary: error.message,
      ...(holder === undefined ? {} : { detail: `lock id ${holder.id}` }),
      ...(error.hint === undefined ? {} : { hint: error.hint }),
    },
    createPalette(style.color),
  );
  return { text, exitCode };
}
