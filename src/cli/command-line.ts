/** What words of a command line are: the command, its arguments, and the option that waits for its value. */

import type { Command, Option } from 'commander';

export interface CommandLine {
  /** The innermost that is named. */
  command: Command;
  args: string[];
  /** What options were given, by long name. */
  values: Map<string, string[]>;
  /** The option that takes the next word; one that takes several takes every word up to the next option. */
  open: Option | undefined;
}

/** Reads as far as it understands, and passes over what it does not. */
export function readCommandLine(program: Command, words: readonly string[]): CommandLine {
  const line: CommandLine = { command: program, args: [], values: new Map(), open: undefined };
  const give = (option: Option, value: string) => {
    const name = option.long ?? '';
    line.values.set(name, [...(line.values.get(name) ?? []), value]);
  };
  for (const word of words) {
    const { open } = line;
    if (open !== undefined && !(open.variadic && word.startsWith('-'))) {
      give(open, word);
      if (!open.variadic) line.open = undefined;
      continue;
    }
    line.open = undefined;
    if (word.startsWith('-') && word !== '-') {
      const option = findOption(line, program, word);
      const equals = word.indexOf('=');
      if (option?.required !== true) continue;
      if (equals < 0) line.open = option;
      else give(option, word.slice(equals + 1));
      continue;
    }
    const child = line.command.commands.find((command) => command.name() === word);
    if (child === undefined || line.args.length > 0) line.args.push(word);
    else line.command = child;
  }
  return line;
}

/** `word` may have a value after an equals sign. */
export function findOption({ command }: CommandLine, program: Command, word: string): Option | undefined {
  const name = word.split('=')[0];
  return [...command.options, ...program.options].find(
    (option) => option.long === name || option.short === name,
  );
}
