/** The command line: every command with its options and examples. What a command does is loaded when it is run. */

import { Command, Option } from 'commander';
import type { ExitCode } from './exit-codes.ts';
import { EXIT_MEANINGS } from './exit-codes.ts';
import type { Invocation } from './invocation.ts';
import type { CommonOptions, Format } from './settings.ts';

/** What the actions hand to `main`: which formats the command has, and the work itself. */
export interface Task {
  name: string;
  formats: readonly Format[];
  common: CommonOptions;
  run(invocation: Invocation): Promise<ExitCode>;
}

const BOTH = ['text', 'json'] as const;
const TEXT = ['text'] as const;

function collect(value: string, previous: string[] | undefined): string[] {
  return [...(previous ?? []), value];
}

/** Accepted before the command and after it. */
function addCommonOptions(program: Command): void {
  program
    .option('-f, --file <path>', 'the project file, or its folder (default: .)')
    .option('--env <name>', 'the environment of the project (CQCTL_ENV)')
    .option('--var <name=value>', 'a variable; repeatable (CQCTL_VAR_<name>)', collect)
    .option('--format <format>', 'how results are printed: text or json')
    .option('--no-color', 'without colours (NO_COLOR)')
    .option('--parallelism <n>', 'requests at once (CQCTL_PARALLELISM, default: 16)')
    .option('--max-rps <n>', 'requests a second at most')
    .option('--timeout <seconds>', 'for one request (default: 30)')
    .option('--lock-timeout <seconds>', 'how long to wait for the lock of the state (default: 0)')
    .option('--log-level <level>', 'error, warning, info or debug (CQCTL_LOG, default: info)')
    .option('--output <format=file>', 'a further format from the same run; repeatable', collect);
}

const exitCodeHelp = `
Exit codes:
${EXIT_MEANINGS.map(([code, meaning]) => `  ${String(code).padEnd(4)} ${meaning}`).join('\n')}

Connection: CQCTL_URL (over the file); CQCTL_TOKEN or CQCTL_TOKEN_FILE, or CQCTL_USERNAME with CQCTL_PASSWORD or
CQCTL_PASSWORD_FILE, and CQCTL_DOMAIN.`;

function examples(...lines: string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ cqctl ${line}`).join('\n')}`;
}

function addSelection(command: Command): Command {
  return command
    .option('--target <address...>', 'only these addresses and what they need')
    .option('--exclude <address...>', 'not these addresses')
    .option('--allow-destroys <n>', 'destroy up to so many, whatever the policy says');
}

/** `submit` is called once, by the command that was asked for. */
export function createProgram(version: string, submit: (task: Task) => Promise<void>): Command {
  const program = new Command('cqctl')
    .description('Call queues as code: plan, apply and check PortSIP call queues from YAML.')
    .version(version, '-V, --version', 'print the version')
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', exitCodeHelp)
    .showSuggestionAfterError()
    .exitOverride();
  addCommonOptions(program);

  /** Makes an action that loads its work only when it is run. */
  function task<Args extends unknown[]>(
    name: string,
    formats: readonly Format[],
    load: (...args: Args) => Promise<(invocation: Invocation) => Promise<ExitCode>>,
  ) {
    return (...args: Args) =>
      submit({
        name,
        formats,
        common: program.opts(),
        run: async (invocation) => (await load(...args))(invocation),
      });
  }

  program
    .command('init')
    .argument('[dir]', 'where to', '.')
    .description('write a commented project, .gitignore and CI examples')
    .option('--from-live', 'from what the PBX has')
    .addHelpText('after', examples('init calls', 'init calls --from-live'))
    .action(
      task('init', TEXT, async (dir: string, options: { fromLive?: boolean }) => {
        const { runInit } = await import('./commands/init.ts');
        return (invocation) => runInit(invocation, dir, options);
      }),
    );

  program
    .command('validate')
    .description('check schema, references, rules and lint; offline')
    .option('--strict', 'warnings are errors')
    .addHelpText(
      'after',
      examples('validate', 'validate --strict --format json', 'validate -f calls --env prod'),
    )
    .action(
      task('validate', BOTH, async (options: { strict?: boolean }) => {
        const { runValidate } = await import('./commands/validate.ts');
        return (invocation) => runValidate(invocation, options);
      }),
    );

  addSelection(program.command('plan'))
    .description('show what apply would change; changes nothing')
    .option('--out <file>', 'save the plan')
    .option('--detailed-exitcode', 'exit 2 when there are changes')
    .option('--destroy', 'plan the removal of all that the project owns')
    .addHelpText(
      'after',
      examples(
        'plan',
        'plan --out next.cqplan',
        'plan --format json',
        'plan --target queue.support agents.support',
      ),
    )
    .action(
      task('plan', BOTH, async (options: import('./commands/plan.ts').PlanCommandOptions) => {
        const { runPlan } = await import('./commands/plan.ts');
        return (invocation) => runPlan(invocation, options);
      }),
    );

  program
    .command('show')
    .argument('<planfile>', 'a plan saved with plan --out')
    .description('print a saved plan')
    .addHelpText('after', examples('show next.cqplan', 'show next.cqplan --format json'))
    .action(
      task('show', BOTH, async (file: string) => {
        const { runShow } = await import('./commands/show.ts');
        return (invocation) => runShow(invocation, file);
      }),
    );

  addSelection(program.command('apply'))
    .argument('[planfile]', 'a plan saved with plan --out')
    .description('make the PBX what the files say, after asking')
    .option('--auto-approve', 'without asking; needed where there is no terminal')
    .option('--expect <hash>', 'only a plan of this hash')
    .option('--drain <seconds>', 'wait so long for callers to leave a queue that is destroyed or replaced')
    .option('--force', 'destroy or replace queues although callers are waiting')
    .addHelpText(
      'after',
      examples('apply', 'apply next.cqplan', 'apply --auto-approve --format json', 'apply --expect 5f0c…'),
    )
    .action(
      task(
        'apply',
        BOTH,
        async (file: string | undefined, options: import('./commands/apply.ts').ApplyCommandOptions) => {
          const { runApply } = await import('./commands/apply.ts');
          return (invocation) => runApply(invocation, file, options);
        },
      ),
    );

  addSelection(program.command('destroy'))
    .description('remove all that the project owns, after asking')
    .option('--auto-approve', 'without asking; needed where there is no terminal')
    .option('--expect <hash>', 'only a plan of this hash')
    .option('--drain <seconds>', 'wait so long for callers to leave a queue')
    .option('--force', 'destroy queues although callers are waiting')
    .addHelpText('after', examples('destroy', 'destroy --target queue.old'))
    .action(
      task('destroy', BOTH, async (options: import('./commands/apply.ts').ApplyCommandOptions) => {
        const { runDestroy } = await import('./commands/apply.ts');
        return (invocation) => runDestroy(invocation, options);
      }),
    );

  program
    .command('drift')
    .description('compare live with what was last applied; exit 2 when it differs')
    .option('--target <address...>', 'only these addresses')
    .option('--exclude <address...>', 'not these addresses')
    .addHelpText('after', examples('drift', 'drift --format json'))
    .action(
      task('drift', BOTH, async (options: { target?: string[]; exclude?: string[] }) => {
        const { runDrift } = await import('./commands/drift.ts');
        return (invocation) => runDrift(invocation, options);
      }),
    );

  program
    .command('export')
    .description('print what the PBX has as YAML that plans to "no changes"')
    .option('--out <dir>', 'write files there instead')
    .option('--update', "bring the project's own files up to date, keeping comments")
    .addHelpText('after', examples('export > live.yaml', 'export --out calls', 'export --update'))
    .action(
      task('export', TEXT, async (options: { out?: string; update?: boolean }) => {
        const { runExport } = await import('./commands/export.ts');
        return (invocation) => runExport(invocation, options);
      }),
    );

  program
    .command('fmt')
    .argument('[file...]', "files; default: the project's")
    .description('lay YAML out canonically, keeping comments')
    .option('--check', 'change nothing; exit 1 when a file would change')
    .addHelpText('after', examples('fmt', 'fmt --check', 'fmt queues/sales.yaml'))
    .action(
      task('fmt', TEXT, async (files: string[], options: { check?: boolean }) => {
        const { runFmt } = await import('./commands/fmt.ts');
        return (invocation) => runFmt(invocation, files, options);
      }),
    );

  program
    .command('get')
    .argument('<what>', 'servers, queues, agents or waiting')
    .argument('[queue]', 'of agents and waiting: a key, an extension number or an id')
    .description('list live objects')
    .option('--filter <expression>', "the API's filter, as in: name eq 'Support'")
    .option('--search <text>', "the API's search")
    .option('--orderby <field>', 'a field, with desc for descending')
    .option('--top <n>', 'at most so many')
    .option('--skip <n>', 'leave so many out first')
    .option('--watch', 'again every two seconds')
    .addHelpText(
      'after',
      examples(
        'get queues',
        'get queues --search support --format json',
        'get agents support',
        'get waiting 8000 --watch',
      ),
    )
    .action(
      task(
        'get',
        BOTH,
        async (what: string, queue: string | undefined, options: import('./commands/get.ts').GetOptions) => {
          const { runGet } = await import('./commands/get.ts');
          return (invocation) => runGet(invocation, what, queue, options);
        },
      ),
    );

  program
    .command('status')
    .argument('[queue]', 'a key, an extension number or an id')
    .description("health of servers and queues, agents' states, callers waiting")
    .addHelpText('after', examples('status', 'status support', 'status --format json'))
    .action(
      task('status', BOTH, async (queue: string | undefined) => {
        const { runStatus } = await import('./commands/status.ts');
        return (invocation) => runStatus(invocation, queue);
      }),
    );

  const agent = program.command('agent').description('what an operator does with agents');
  agent
    .command('set')
    .argument('<queue>', 'a key, an extension number or an id')
    .argument('<agent>', "the agent's extension number")
    .argument('<status>', 'READY, NOT_READY, WRAP_UP, BREAK, LUNCH, LOGGED_IN or LOGGED_OUT')
    .description("set an agent's status in a queue")
    .addHelpText('after', examples('agent set support 2001 READY'))
    .action(
      task('agent set', BOTH, async (queue: string, number: string, status: string) => {
        const { runAgentSet } = await import('./commands/agent.ts');
        return (invocation) => runAgentSet(invocation, queue, number, status);
      }),
    );

  program
    .command('pickup')
    .argument('<queue>', 'a key, an extension number or an id')
    .argument('<session>', 'as listed by get waiting')
    .description('answer a waiting call')
    .addHelpText('after', examples('pickup support NzAwNTUx'))
    .action(
      task('pickup', BOTH, async (queue: string, session: string) => {
        const { runPickup } = await import('./commands/pickup.ts');
        return (invocation) => runPickup(invocation, queue, session);
      }),
    );

  addStateCommands(program, task);

  program
    .command('serve')
    .description('run the embedded PBX over HTTP')
    .option('--host <address>', 'where to listen', '127.0.0.1')
    .option('--port <n>', 'where to listen; 0 takes a free one', '8887')
    .option('--data <file>', 'where its data is kept (default: .cqctl/pbx.mdb)')
    .option('--tls-cert <file>', 'serve HTTPS with this certificate (PEM)')
    .option('--tls-key <file>', 'and this key (PEM)')
    .addHelpText(
      'after',
      `${examples('serve', 'serve --port 0 --data /tmp/pbx.mdb')}\n\nThe token is CQCTL_SERVE_TOKEN, else one is made and printed once.`,
    )
    .action(
      task('serve', TEXT, async (options: import('./commands/serve.ts').ServeOptions) => {
        const { runServe } = await import('./commands/serve.ts');
        return (invocation) => runServe(invocation, options);
      }),
    );

  program
    .command('schema')
    .argument('[name]', 'which; default: the project file')
    .description('print a JSON Schema')
    .addHelpText('after', examples('schema > cqctl.schema.json', 'schema plan'))
    .action(
      task('schema', ['json', 'text'], async (name: string | undefined) => {
        const { runSchema } = await import('./commands/schema.ts');
        return (invocation) => runSchema(invocation, name);
      }),
    );

  program
    .command('completion')
    .argument('<shell>', 'bash, zsh or fish')
    .description('print a completion script')
    .addHelpText(
      'after',
      examples(
        'completion bash > /etc/bash_completion.d/cqctl',
        'completion fish > ~/.config/fish/completions/cqctl.fish',
      ),
    )
    .action(
      task('completion', TEXT, async (shell: string) => {
        const { runCompletion } = await import('./commands/completion.ts');
        return (invocation) => runCompletion(invocation, shell);
      }),
    );

  program.addCommand(
    new Command('__complete')
      .argument('[words...]')
      .allowUnknownOption()
      .helpOption(false)
      .exitOverride()
      .action(
        task('__complete', TEXT, async (words: string[]) => {
          const { runComplete } = await import('./commands/complete.ts');
          return (invocation) => runComplete(invocation, program, words);
        }),
      ),
    { hidden: true },
  );
  return program;
}

type MakeTask = <Args extends unknown[]>(
  name: string,
  formats: readonly Format[],
  load: (...args: Args) => Promise<(invocation: Invocation) => Promise<ExitCode>>,
) => (...args: Args) => Promise<void>;

function addStateCommands(program: Command, task: MakeTask): void {
  const state = program
    .command('state')
    .description('what cqctl knows of the PBX')
    .addHelpText(
      'after',
      examples('state list', 'state show queue.support', 'state mv queue.help queue.support'),
    );
  const load = () => import('./commands/state.ts');

  state
    .command('list')
    .description('every address with its object')
    .addHelpText('after', examples('state list', 'state list --format json'))
    .action(task('state list', BOTH, async () => (await load()).runStateList));
  state
    .command('show')
    .argument('<address>')
    .description('one entry')
    .addHelpText('after', examples('state show queue.support'))
    .action(
      task('state show', BOTH, async (address: string) => {
        const { runStateShow } = await load();
        return (invocation) => runStateShow(invocation, address);
      }),
    );
  state
    .command('rm')
    .argument('<address...>')
    .description('forget entries; the objects stay on the PBX')
    .addHelpText('after', examples('state rm queue.old agents.old'))
    .action(
      task('state rm', TEXT, async (addresses: string[]) => {
        const { runStateRm } = await load();
        return (invocation) => runStateRm(invocation, addresses);
      }),
    );
  state
    .command('mv')
    .argument('<from>')
    .argument('<to>')
    .description('give an entry another address')
    .addHelpText('after', examples('state mv queue.help queue.support'))
    .action(
      task('state mv', TEXT, async (from: string, to: string) => {
        const { runStateMv } = await load();
        return (invocation) => runStateMv(invocation, from, to);
      }),
    );
  state
    .command('pull')
    .description('print the whole state')
    .addHelpText('after', examples('state pull > backup.json'))
    .action(task('state pull', ['json', 'text'], async () => (await load()).runStatePull));
  state
    .command('push')
    .argument('<file>', 'a state, as printed by pull; - for standard input')
    .description('replace the whole state')
    .addOption(new Option('--force', 'although lineage or serial say that it is another or an older one'))
    .addHelpText('after', examples('state push backup.json'))
    .action(
      task('state push', TEXT, async (file: string, options: { force?: boolean }) => {
        const { runStatePush } = await load();
        return (invocation) => runStatePush(invocation, file, options);
      }),
    );
  state
    .command('unlock')
    .argument('[id]', "the lock's id, as the refused command said")
    .description('remove a lock that a run left behind')
    .addHelpText('after', examples('state unlock 3f9a…'))
    .action(
      task('state unlock', TEXT, async (id: string | undefined) => {
        const { runStateUnlock } = await load();
        return (invocation) => runStateUnlock(invocation, id);
      }),
    );
}
