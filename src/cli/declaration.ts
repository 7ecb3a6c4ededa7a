/** How commands are declared: what they print, and what they do, which is loaded when they are run. */

import type { Command } from 'commander';
import type { Format } from '../report/formats.ts';
import type { Invocation } from './invocation.ts';
import type { ExitCode } from './run/exit-codes.ts';
import type { SchemaName } from './schemas.ts';
import type { CommandFacts, CommonOptions } from './settings.ts';

/** One file of `commands` has one of these for each command: it adds the command to the program. */
export type Declare = (program: Command, implement: Implement) => void;

/** The formats that a command has, in the order in which help lists them; of JSON the schemas that it is as. */
export type Prints = { readonly text: true; readonly json?: SchemaName | readonly SchemaName[] } & {
  readonly [F in Exclude<Format, 'text' | 'json'>]?: true;
};

/** Gives a command its work. The work has to have every format that the command prints. */
export type Implement = <const P extends Prints, Args extends unknown[]>(
  command: Command,
  prints: P,
  load: (...args: Args) => Promise<(invocation: Invocation<keyof P & Format>) => Promise<ExitCode>>,
  facts?: Pick<CommandFacts, 'takesFleet'>,
) => void;

/** What an action hands to `main`. */
export interface Task<F extends Format = Format> extends CommandFacts<F> {
  common: CommonOptions;
  run(invocation: Invocation<F>): Promise<ExitCode>;
}

const PRINTS = new WeakMap<Command, Prints>();

export function createImplement(
  program: Command,
  submit: <F extends Format>(task: Task<F>) => Promise<void>,
): Implement {
  return (command, prints, load, facts = {}) => {
    PRINTS.set(command, prints);
    command.action((...args) =>
      submit({
        name: commandName(command),
        formats: Object.keys(prints) as (keyof typeof prints & Format)[],
        ...facts,
        common: program.opts(),
        run: async (invocation) => (await load(...(args as Parameters<typeof load>)))(invocation),
      }),
    );
  };
}

/** As in `state list`; empty for the program itself. */
export function commandName(command: Command): string {
  return command.parent === null ? '' : `${commandName(command.parent)} ${command.name()}`.trim();
}

/** Those that a command has; none for a group of commands and for the program itself. */
export function commandFormats(command: Command): readonly Format[] {
  return Object.keys(PRINTS.get(command) ?? {}) as Format[];
}

/** Of what a command prints as JSON. */
export function commandSchemas(command: Command): readonly SchemaName[] {
  return [PRINTS.get(command)?.json ?? []].flat();
}

export function examples(...lines: string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ cqctl ${line}`).join('\n')}`;
}

export const ALL = ['--all', 'every environment of the project'] as const;

/** Which resources a plan is about. */
export function addSelection(command: Command): Command {
  return command
    .option('--target <address...>', 'only these addresses and what they need')
    .option('--exclude <address...>', 'not these addresses')
    .option('--allow-destroys <n>', 'destroy up to so many, whatever the policy says');
}

export const WATCH = [
  '--watch',
  'look again every two seconds, or less often where a look takes many requests, until an interrupt, also when the PBX does not answer for a while: on a terminal in place, elsewhere a block for each change (to a pipe an empty line when there is none)',
] as const;
