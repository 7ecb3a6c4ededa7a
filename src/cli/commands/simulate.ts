import { type Declare, examples } from '../declaration.ts';
import type { SimulateCommandOptions } from '../dry-run/simulate.ts';

export const declareSimulate: Declare = (program, implement) =>
  implement(
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
      ),
    { text: true, json: ['simulation', 'comparison'], csv: true, html: true },
    async (paths: string[], options: SimulateCommandOptions) => {
      const { runSimulate } = await import('../dry-run/simulate.ts');
      return (invocation) => runSimulate(invocation, paths, options);
    },
  );
