/** One run: parse, do, and turn whatever was thrown into a message and an exit code. */

import { type Command, CommanderError } from 'commander';
import { AbortedError } from '../model/errors.ts';
import { createRedactor, type Redactor } from '../model/redactor.ts';
import type { Format } from '../report/formats.ts';
import { tellKnownSecrets } from './access/known-secrets.ts';
import { readCommandLine } from './command-line.ts';
import { commandName, type Task } from './declaration.ts';
import { type Host, processHost } from './host.ts';
import { demandOutputs } from './output/emit.ts';
import { createOutput, type Output } from './output/output.ts';
import { createOutputGuard, keepFilesOfVariables } from './output/output-guard.ts';
import { createProgram } from './program.ts';
import { EXIT, type ExitCode } from './run/exit-codes.ts';
import { renderFailure } from './run/failure-text.ts';
import { watchRun } from './run/run-watch.ts';
import { findStreamFailure } from './run/stream-failures.ts';
import { readSettings } from './settings.ts';
import { readVersion } from './version.ts';

const BLUNT_ERRORS = new Set(['commander.helpDisplayed', 'commander.help', 'commander.version']);

/** Runs what the command line asks for. Never throws. */
export async function main(args: readonly string[], host: Host = processHost()): Promise<ExitCode> {
  const redactor = createRedactor();
  tellKnownSecrets(host, redactor);
  const noColor = args.includes('--no-color');
  const output = createOutput(host, redactor, { noColor, logLevel: 'info' });
  let exitCode: ExitCode = EXIT.done;
  const program = createProgram(readVersion(), async (task) => {
    exitCode = await runTask(task, { args, host, redactor });
  });
  const configure = (command: Command) => {
    command.configureOutput({
      writeOut: (text) => output.out(text),
      writeErr: (text) => output.err(text),
      getOutHelpWidth: () => output.style.width,
      getErrHelpWidth: () => output.messageStyle.width,
      getOutHasColors: () => output.style.color,
      getErrHasColors: () => output.messageStyle.color,
    });
    for (const child of command.commands) configure(child);
  };
  configure(program);
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    exitCode =
      error instanceof CommanderError
        ? exitOfCommander(error, { args, program, output })
        : fail(error, args, output);
  }
  const failure = await findStreamFailure(host);
  if (failure === undefined) return exitCode;
  const failed = fail(failure, args, output);
  // What went wrong before is the news.
  return exitCode === EXIT.done || exitCode === EXIT.changes ? failed : exitCode;
}

function exitOfCommander(
  error: CommanderError,
  { args, program, output }: { args: readonly string[]; program: Command; output: Output },
): ExitCode {
  if (BLUNT_ERRORS.has(error.code) && error.exitCode === 0) return EXIT.done;
  // A command that was given none of its subcommands has shown its help already.
  if (BLUNT_ERRORS.has(error.code)) return EXIT.usage;
  const name = commandName(readCommandLine(program, args).command);
  output.err(`See: cqctl ${name === '' ? '' : `${name} `}--help\n`);
  return EXIT.usage;
}

async function runTask<F extends Format>(
  task: Task<F>,
  { args, host, redactor }: { args: readonly string[]; host: Host; redactor: Redactor },
): Promise<ExitCode> {
  const settings = readSettings(task.common, host.env, task);
  const output = createOutput(host, redactor, settings);
  const guard = createOutputGuard(host.cwd);
  keepFilesOfVariables(host, guard);
  const watch = watchRun((error) => fail(error, args, output), host.stdin.isTTY === true);
  try {
    await demandOutputs({ settings, host, guard });
    const { signal, onExit, compute } = watch;
    return await task.run({ settings, output, guard, host, redactor, signal, onExit, compute });
  } catch (error) {
    // Whatever was cut short by the signal failed because of it.
    if (watch.signal.aborted && !(error instanceof AbortedError) && isAbort(error)) throw new AbortedError();
    throw error;
  } finally {
    watch.stop();
  }
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

function fail(error: unknown, args: readonly string[], output: Output): ExitCode {
  const { text, exitCode } = renderFailure(error, {
    args,
    version: readVersion(),
    style: output.messageStyle,
  });
  output.err(text);
  return exitCode;
}
