/** Commands that try call routing before anybody's phone rings. */

import type { Command } from 'commander';
import { examples, type MakeTask } from './declaration.ts';

export function declareRoutingCommands(program: Command, task: MakeTask): void {
  program
    .command('simulate')
    .argument('<scenario...>', 'scenario files')
    .description('run the routing engine: what would callers and agents see?')
    .option('--on <world>', 'config, planned or live: the files, the PBX after apply, the PBX now')
    .option('--compare', 'live against planned, on the same callers')
    .option('--trace', 'the story of each call')
    .option('--within <seconds>', 'the threshold of the service level')
    .option('--readings <which>', 'all: which other readings of the API would matter?')
    .option('--threads <n>', 'for replications; the result is the same (default: all)')
    .addHelpText(
      'after',
      examples(
        'simulate lunch-rush.scenario.yaml',
        'simulate lunch-rush.scenario.yaml --compare',
        'simulate lunch-rush.scenario.yaml --trace --format json',
        'simulate week.scenario.yaml --on planned --readings all',
      ),
    )
    .action(
      task(
        'simulate',
        ['text', 'json', 'csv', 'html'],
        async (paths: string[], options: import('./dry-run/simulate.ts').SimulateCommandOptions) => {
          const { runSimulate } = await import('./dry-run/simulate.ts');
          return (invocation) => runSimulate(invocation, paths, options);
        },
      ),
    );

  program
    .command('test')
    .argument('[path...]', 'scenarios, or folders of *.scenario.yaml; default: the project’s folder')
    .description('run scenarios and hold them against what they expect; offline')
    .option('--threads <n>', 'for replications; the result is the same (default: all)')
    .addHelpText('after', examples('test', 'test scenarios --format junit', 'test --output junit=report.xml'))
    .action(
      task(
        'test',
        ['text', 'json', 'junit', 'sarif', 'github'],
        async (paths: string[], options: import('./dry-run/test.ts').TestCommandOptions) => {
          const { runTest } = await import('./dry-run/test.ts');
          return (invocation) => runTest(invocation, paths, options);
        },
      ),
    );
}
