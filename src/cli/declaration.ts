/** How commands are declared: an action does not do its work, it hands a task to `main`. */

import type { Command } from 'commander';
import type { Invocation } from './invocation.ts';
import type { ExitCode } from './run/exit-codes.ts';
import type { CommandFacts, CommonOptions, Format } from './settings.ts';

/** What an action hands to `main`: which formats the command has, and the work itself. */
export interface Task extends CommandFacts {
  common: CommonOptions;
  run(invocation: Invocation): Promise<ExitCode>;
}

/** Makes an action; what it needs is loaded when it is run. */
export type MakeTask = <Args extends unknown[]>(
  name: string,
  formats: readonly Format[],
  load: (...args: Args) => Promise<(invocation: Invocation) => Promise<ExitCode>>,
  facts?: Pick<CommandFacts, 'takesFleet'>,
) => (...args: Args) => Promise<void>;

export const BOTH = ['text', 'json'] as const;
export const TEXT = ['text'] as const;

const FORMATS_OF = new WeakMap<Command, ReadonlyMap<string, readonly Format[]>>();

export function keepFormats(program: Command, byCommand: ReadonlyMap<string, readonly Format[]>): void {
  FORMATS_OF.set(program, byCommand);
}

/** As in `state list`; empty for the program itself. */
export function commandName(command: Command): string {
  return command.parent === null ? '' : `${commandName(command.parent)} ${command.name()}`.trim();
}

/** Those that a command has; none for a group of commands and for the program itself. */
export function commandFormats(command: Command): readonly Format[] {
  return FORMATS_OF.get(rootOf(command))?.get(commandName(command)) ?? [];
}

function rootOf(command: Command): Command {
  return command.parent === null ? command : rootOf(command.parent);
}

export function examples(...lines: string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ cqctl ${line}`).join('\n')}`;
}
