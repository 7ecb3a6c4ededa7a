/** What could stand where the cursor is. Called by the completion scripts; silent about everything that is wrong. */

import type { Command } from 'commander';
import { SETTABLE_STATUSES } from '../../kinds/agents.ts';
import { LIST_NOUNS } from '../../report/list-text.ts';
import { commandFormats } from '../declaration.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Invocation } from '../invocation.ts';
import { LOG_LEVELS } from '../output.ts';
import { SCHEMAS } from '../schemas.ts';

/** Values that options take, by long name. */
const OPTION_VALUES: { readonly [option: string]: readonly string[] } = {
  '--log-level': LOG_LEVELS,
};

/** Values of arguments, by command and place. */
const ARGUMENT_VALUES: { readonly [command: string]: readonly (readonly string[] | 'queue' | 'address')[] } =
  {
    get: [LIST_NOUNS, 'queue'],
    status: ['queue'],
    pickup: ['queue'],
    'agent set': ['queue', [], SETTABLE_STATUSES],
    'state show': ['address'],
    'state rm': ['address', 'address', 'address'],
    'state mv': ['address', 'address'],
    schema: [Object.keys(SCHEMAS)],
    completion: [['bash', 'zsh', 'fish']],
  };

interface Position {
  command: Command;
  /** As in `state show`. */
  name: string;
  argumentCount: number;
}

function findPosition(program: Command, words: readonly string[]): Position {
  const position: Position = { command: program, name: '', argumentCount: 0 };
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (word.startsWith('-')) {
      const option = findOption(program, position.command, word);
      if (option?.required === true && !word.includes('=')) index++;
      continue;
    }
    const child = position.command.commands.find((command) => command.name() === word);
    if (child === undefined) position.argumentCount++;
    else {
      position.command = child;
      position.name = `${position.name} ${word}`.trim();
    }
  }
  return position;
}

function findOption(program: Command, command: Command, word: string) {
  const name = word.split('=')[0];
  return [...command.options, ...program.options].find(
    (option) => option.long === name || option.short === name,
  );
}

/** Addresses, queue keys or environments of the project at hand; nothing when it cannot be read. */
async function readNames(invocation: Invocation, what: 'address' | 'queue'): Promise<string[]> {
  try {
    const { readProject } = await import('../context.ts');
    const { value } = await readProject(invocation, false);
    const resources = value?.desired.resources ?? [];
    return what === 'address'
      ? resources.map((resource) => resource.address)
      : resources.filter((resource) => resource.kind === 'queue').map((resource) => resource.key);
  } catch {
    return [];
  }
}

async function suggest(
  invocation: Invocation,
  program: Command,
  words: readonly string[],
): Promise<readonly string[]> {
  const current = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  const { command, name, argumentCount } = findPosition(program, before);
  const previous = before.at(-1) ?? '';
  if (previous === '--target' || previous === '--exclude') return readNames(invocation, 'address');
  if (previous === '--format') return commandFormats(program, name);
  if (previous === '--output') return commandFormats(program, name).map((format) => `${format}=`);
  const values = OPTION_VALUES[previous];
  if (values !== undefined) return values;
  if (current.startsWith('-')) {
    const options = command === program ? program.options : [...command.options, ...program.options];
    return [...options.map((option) => option.long ?? ''), '--help'];
  }
  const subcommands = command.commands
    .map((child) => child.name())
    .filter((child) => !child.startsWith('__'));
  if (subcommands.length > 0) return subcommands;
  const argument = ARGUMENT_VALUES[name]?.[argumentCount];
  if (argument === undefined) return [];
  return typeof argument === 'string' ? readNames(invocation, argument) : argument;
}

export async function runComplete(
  invocation: Invocation,
  program: Command,
  words: readonly string[],
): Promise<ExitCode> {
  const current = words.at(-1) ?? '';
  const suggestions = await suggest(invocation, program, words);
  const fitting = [...new Set(suggestions)].filter((text) => text.startsWith(current) && text !== '');
  invocation.output.out(fitting.map((text) => `${text}\n`).join(''));
  return EXIT.done;
}
