import { ALL, addSelection, type Declare, examples } from '../declaration.ts';
import type { PlanCommandOptions } from '../plan/plan.ts';

export const declarePlan: Declare = (program, implement) =>
  implement(
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
      ),
    { text: true, json: ['plan', 'fleet'], markdown: true, html: true, github: true },
    async (options: PlanCommandOptions) => {
      const { makePlan } = await import('../plan/plan.ts');
      const { perEnvironment } = await import('../fleet/per-environment.ts');
      return perEnvironment('plan', makePlan, options);
    },
    { takesFleet: true },
  );
