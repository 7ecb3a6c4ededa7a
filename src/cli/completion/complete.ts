/**
 * What could stand where the cursor is. Called by the completion scripts; silent about everything that is wrong.
 *
 * What a word may be is told by the placeholder in the declaration of its option or argument, as in `--on <world>`: one with
 * the same placeholder takes the same values, and one that is not in the table takes anything.
 */

import type { Argument, Command, Option } from 'commander';
import { SETTABLE_STATUSES } from '../../kinds/agents.ts';
import { kindOf } from '../../kinds/registry.ts';
import { type DesiredResource, isList } from '../../model/desired.ts';
import { READING_CHOICES, WORLDS } from '../../model/simulation.ts';
import { FORMATS } from '../../report/formats.ts';
import { LIST_NOUNS, QUEUE_NOUNS } from '../../report/list-text.ts';
import { type CommandLine, findOption, readCommandLine } from '../command-line.ts';
import { commandFormats } from '../declaration.ts';
import type { Invocation } from '../invocation.ts';
import { LOG_LEVELS } from '../output/output.ts';
import { EXIT, type ExitCode } from '../run/exit-codes.ts';
import { SCHEMA_NAMES } from '../schemas.ts';
import { SHELLS } from './completion.ts';

/** In place of a suggestion: the shell is to offer files. */
const FILES = ':files';

interface Position {
  invocation: Invocation;
  program: Command;
  /** What stands before the cursor's word. */
  line: CommandLine;
  /** The part of the cursor's word that is asked about. */
  text: string;
}

type Values = readonly string[] | ((position: Position) => readonly string[] | Promise<readonly string[]>);

const files: readonly string[] = [FILES];
const addresses: Values = (position) => readNames(position, ({ address }) => [address]);

const VALUES: { readonly [placeholder: string]: Values } = {
  address: addresses,
  from: addresses,
  to: addresses,
  queue: (position) =>
    takesNoQueue(position.line)
      ? []
      : readNames(position, ({ kind, key }) => (kindOf(kind).hasCallers ? [key] : [])),
  agent: (position) =>
    readNames(position, (resource) =>
      isList(resource) ? resource.items.map((agent) => agent.extension_number) : [],
    ),
  environment: readEnvironments,
  command: ({ program, line }) => subcommandsOf(readCommandLine(program, line.args).command),
  format: formatsOf,
  'format=file': (position) =>
    position.text.includes('=') ? files : formatsOf(position).map((format) => `${format}=`),
  level: LOG_LEVELS,
  name: SCHEMA_NAMES,
  shell: SHELLS,
  status: SETTABLE_STATUSES,
  what: LIST_NOUNS,
  which: READING_CHOICES,
  world: WORLDS,
  dir: files,
  file: files,
  path: files,
  planfile: files,
  scenario: files,
};

/** As in `get servers`, whose like list all that there is. */
function takesNoQueue({ command, args: [noun] }: CommandLine): boolean {
  return command.name() === 'get' && !QUEUE_NOUNS.some((name) => name === noun);
}

function formatsOf({ program, line }: Position): readonly string[] {
  return line.command === program ? Object.keys(FORMATS) : commandFormats(line.command);
}

function subcommandsOf(command: Command): string[] {
  return command.commands.map((child) => child.name()).filter((name) => !name.startsWith('__'));
}

/** The project that the words so far name; nothing when it cannot be read. */
async function readNames(
  { invocation, line }: Position,
  namesOf: (resource: DesiredResource) => readonly string[],
): Promise<readonly string[]> {
  try {
    const { readProject } = await import('../project/open-project.ts');
    const { settings } = invocation;
    const environment = line.values.get('--env')?.at(-1) ?? settings.environment;
    const named = { ...invocation, settings: { ...settings, environment } };
    const { value } = await readProject(named, false, {
      path: projectPath(line, invocation),
      isOffline: true,
    });
    return (value?.desired.resources ?? []).flatMap(namesOf);
  } catch {
    return [];
  }
}

async function readEnvironments({ invocation, line }: Position): Promise<readonly string[]> {
  try {
    const { listEnvironments } = await import('../../config/environment-names.ts');
    const path = projectPath(line, invocation);
    return (await listEnvironments({ path, cwd: invocation.host.cwd })).value ?? [];
  } catch {
    return [];
  }
}

function projectPath({ values }: CommandLine, { settings }: Invocation): string {
  return values.get('--file')?.at(-1) ?? settings.file;
}

async function valuesOf(declared: Option | Argument, position: Position): Promise<readonly string[]> {
  const text = 'flags' in declared ? declared.flags : `<${declared.name()}>`;
  const values = VALUES[/<(.+?)(\.\.\.)?>/.exec(text)?.[1] ?? ''] ?? [];
  return typeof values === 'function' ? values(position) : values;
}

/** Each is a whole word, so that what stands before the text that is asked about is put before every value. */
async function suggest(
  invocation: Invocation,
  program: Command,
  words: readonly string[],
): Promise<readonly string[]> {
  const current = words.at(-1) ?? '';
  const line = readCommandLine(program, words.slice(0, -1));
  const position = { invocation, program, line, text: current };
  const isOption = current.startsWith('-');
  if (line.open !== undefined && !(line.open.variadic && isOption)) return valuesOf(line.open, position);
  const equals = current.indexOf('=');
  if (isOption && equals > 0) {
    const option = findOption(line, program, current);
    if (option?.required !== true) return [];
    const values = await valuesOf(option, { ...position, text: current.slice(equals + 1) });
    return values.map((value) => (value === FILES ? value : current.slice(0, equals + 1) + value));
  }
  const { command } = line;
  if (isOption) {
    const options = command === program ? program.options : [...command.options, ...program.options];
    return [...options.map((option) => option.long ?? ''), '--help'];
  }
  const subcommands = subcommandsOf(command);
  if (subcommands.length > 0) return subcommands;
  const { registeredArguments } = command;
  const last = registeredArguments.at(-1);
  const argument = registeredArguments[line.args.length] ?? (last?.variadic === true ? last : undefined);
  return argument === undefined ? [] : valuesOf(argument, position);
}

export async function runComplete(
  invocation: Invocation,
  program: Command,
  words: readonly string[],
): Promise<ExitCode> {
  const current = words.at(-1) ?? '';
  const suggestions = await suggest(invocation, program, words);
  const fitting = [...new Set(suggestions)].filter(
    (text) => text === FILES || (text !== '' && text.startsWith(current)),
  );
  invocation.output.out(fitting.map((text) => `${text}\n`).join(''));
  return EXIT.done;
}
