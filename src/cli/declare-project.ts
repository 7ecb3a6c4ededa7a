/** Commands about a project: from its files to a changed PBX and back. */

import type { Command } from 'commander';
import { BOTH, examples, type MakeTask, TEXT } from './declaration.ts';

const ALL = ['--all', 'every environment of the project'] as const;
const PLAN_FORMATS = ['text', 'json', 'markdown', 'html', 'github'] as const;

function addSelection(command: Command): Command {
  return command
    .option('--target <address...>', 'only these addresses and what they need')
    .option('--exclude <address...>', 'not these addresses')
    .option('--allow-destroys <n>', 'destroy up to so many, whatever the policy says');
}

export function declareProjectCommands(program: Command, task: MakeTask): void {
  program
    .command('init')
    .argument('[dir]', 'where to', '.')
    .description('write a commented project, .gitignore and CI examples')
    .option('--from-live', 'from what the PBX has')
    .addHelpText('after', examples('init calls', 'init calls --from-live'))
    .action(
      task('init', TEXT, async (dir: string, options: { fromLive?: boolean }) => {
        const { runInit } = await import('./project/init.ts');
        return (invocation) => runInit(invocation, dir, options);
      }),
    );

  program
    .command('validate')
    .description('check schema, references, rules and lint; offline')
    .option('--strict', 'warnings are errors')
    .option(...ALL)
    .addHelpText(
      'after',
      examples('validate', 'validate --strict --format json', 'validate -f calls --env prod'),
    )
    .action(
      task(
        'validate',
        ['text', 'json', 'sarif', 'github', 'junit'],
        async (options: { strict?: boolean; all?: boolean }) => {
          const { validateProject } = await import('./project/validate.ts');
          const { perEnvironment } = await import('./fleet/per-environment.ts');
          return perEnvironment('validate', validateProject, { ...options, isOffline: true });
        },
        { takesFleet: true },
      ),
    );

  addSelection(program.command('plan'))
    .description('show what apply would change; changes nothing')
    .option('--out <file>', 'save the plan')
    .option(...ALL)
    .option('--detailed-exitcode', 'exit 2 when there are changes')
    .option('--destroy', 'plan the removal of all that the project owns')
    .option('--base <dir>', 'the project before this review: tells its changes from those never applied')
    .option(
      '--allow-target-change',
      'with --base: also where the review changes the address of the PBX or state',
    )
    .option('--scenario <file...>', 'what the change does to the callers of these scenarios')
    .addHelpText(
      'after',
      examples(
        'plan',
        'plan --out next.cqplan',
        'plan --format json',
        'plan --target queue.support agents.support',
        'plan --scenario lunch-rush.scenario.yaml',
        'plan --out next.cqplan --output markdown=plan.md',
        'plan --env north --env south --out {env}.cqplan',
      ),
    )
    .action(
      task(
        'plan',
        PLAN_FORMATS,
        async (options: import('./plan/plan.ts').PlanCommandOptions) => {
          const { makePlan } = await import('./plan/plan.ts');
          const { perEnvironment } = await import('./fleet/per-environment.ts');
          return perEnvironment('plan', makePlan, options);
        },
        { takesFleet: true },
      ),
    );

  program
    .command('show')
    .argument('<planfile>', 'a plan saved with plan --out')
    .description('print a saved plan')
    .addHelpText('after', examples('show next.cqplan', 'show next.cqplan --format json'))
    .action(
      task('show', PLAN_FORMATS, async (file: string) => {
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
        async (file: string | undefined, options: import('./apply/apply.ts').ApplyCommandOptions) => {
          const { runApply } = await import('./apply/apply.ts');
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
      task('destroy', BOTH, async (options: import('./apply/apply.ts').ApplyCommandOptions) => {
        const { runDestroy } = await import('./apply/apply.ts');
        return (invocation) => runDestroy(invocation, options);
      }),
    );

  program
    .command('drift')
    .description('compare live with what was last applied; exit 2 when it differs')
    .option('--target <address...>', 'only these addresses')
    .option('--exclude <address...>', 'not these addresses')
    .option(...ALL)
    .addHelpText('after', examples('drift', 'drift --format json', 'drift --all'))
    .action(
      task(
        'drift',
        BOTH,
        async (options: { target?: string[]; exclude?: string[]; all?: boolean }) => {
          const { findDrift } = await import('./plan/drift.ts');
          const { perEnvironment } = await import('./fleet/per-environment.ts');
          return perEnvironment('drift', findDrift, options);
        },
        { takesFleet: true },
      ),
    );

  program
    .command('export')
    .description('print what the PBX has as YAML that plans to "no changes"')
    .option('--out <dir>', 'write files there instead')
    .option('--update', "bring the project's own files up to date, keeping comments")
    .option('--prune', 'with --update: take out of the files what the PBX does not have')
    .option('--unknown-fields', 'write fields that this version does not know, under extra')
    .addHelpText('after', examples('export > live.yaml', 'export --out calls', 'export --update'))
    .action(
      task('export', TEXT, async (options: import('./project/export.ts').ExportCommandOptions) => {
        const { runExport } = await import('./project/export.ts');
        return (invocation) => runExport(invocation, options);
      }),
    );

  program
    .command('fmt')
    .argument('[file...]', "files; default: the project's")
    .description('lay YAML out canonically, line ends as LF, keeping comments')
    .option('--check', 'change nothing; exit 1 when a file would change')
    .addHelpText('after', examples('fmt', 'fmt --check', 'fmt queues/sales.yaml'))
    .action(
      task('fmt', TEXT, async (files: string[], options: { check?: boolean }) => {
        const { runFmt } = await import('./project/fmt.ts');
        return (invocation) => runFmt(invocation, files, options);
      }),
    );
}
