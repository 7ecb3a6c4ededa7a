/** The command line: every command with its options and examples. What a command does is loaded when it is run. */

import { Command, Help, Option } from 'commander';
import type { Format } from '../report/formats.ts';
import { COMMANDS } from './commands.ts';
import { commandFormats, createImplement, type Task } from './declaration.ts';
import { demandNoEmptyWord } from './empty-arguments.ts';
import { EXIT_MEANINGS } from './run/exit-codes.ts';

function collect(value: string, previous: string[] | undefined): string[] {
  return [...(previous ?? []), value];
}

const FORMAT_HELP = 'how results are printed';

/** With the formats that the command has. */
function listGlobalOptions(this: Help, command: Command): Option[] {
  const formats = commandFormats(command).join(', ');
  return Help.prototype.visibleGlobalOptions
    .call(this, command)
    .map((option) =>
      option.long === '--format' && formats !== ''
        ? new Option(option.flags, `${FORMAT_HELP}: ${formats}`)
        : option,
    );
}

/** Accepted before the command and after it. */
function addCommonOptions(program: Command): void {
  program
    .option('-f, --file <path>', 'the project file, or its folder (default: .)')
    .option(
      '--env <environment>',
      'the environment of the project; repeatable for plan, drift, validate (CQCTL_ENV)',
      collect,
    )
    .option('--var <name=value>', 'a variable; repeatable (CQCTL_VAR_<name>)', collect)
    .option('--format <format>', FORMAT_HELP)
    .option('--no-color', 'without colours (NO_COLOR)')
    .option('--parallelism <n>', 'requests at once (CQCTL_PARALLELISM, default: 16)')
    .option('--max-rps <n>', 'requests a second at most')
    .option('--max-objects <n>', 'objects in one list of the PBX at most (default: 100000)')
    .option(
      '--max-response-bytes <n>',
      'bytes in one answer of the PBX at most, all pages of a list together (default: 268435456)',
    )
    .option('--timeout <seconds>', 'for one request (default: 30)')
    .option('--lock-timeout <seconds>', 'how long to wait for the lock of the state (default: 0)')
    .option('--log-level <level>', 'error, warning, info or debug (CQCTL_LOG, default: info)')
    .option('--output <format=file>', 'a further format from the same run; repeatable', collect)
    .option('--state-path <file>', 'where a local state is, whatever the files say (CQCTL_STATE_PATH)')
    .option('--allow-outside', 'paths in files may lead outside the project (CQCTL_ALLOW_OUTSIDE=1)');
}

const exitCodeHelp = `
Exit codes:
${EXIT_MEANINGS.map(([code, meaning]) => `  ${String(code).padEnd(4)} ${meaning}`).join('\n')}

Connection: CQCTL_URL (over the file); CQCTL_TOKEN or CQCTL_TOKEN_FILE, or CQCTL_USERNAME with CQCTL_PASSWORD or
CQCTL_PASSWORD_FILE, and CQCTL_DOMAIN. For one environment of several, the same with __NAME, as CQCTL_TOKEN__NORTH.`;

/** `submit` is called once, by the command that was asked for. */
export function createProgram(
  version: string,
  submit: <F extends Format>(task: Task<F>) => Promise<void>,
): Command {
  const program = new Command('cqctl')
    .description('Call queues as code: plan, apply and check PortSIP call queues from YAML.')
    .version(version, '-V, --version', 'print the version')
    .configureHelp({ showGlobalOptions: true, visibleGlobalOptions: listGlobalOptions })
    .helpCommand(false)
    .addHelpText('after', exitCodeHelp)
    .showSuggestionAfterError()
    .exitOverride()
    .hook('preAction', (_program, command) => demandNoEmptyWord(command));
  addCommonOptions(program);

  const implement = createImplement(program, submit);
  for (const declare of COMMANDS) declare(program, implement);
  return program;
}
