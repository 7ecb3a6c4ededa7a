import { type Declare, examples } from '../declaration.ts';
import type { TestCommandOptions } from '../dry-run/test.ts';

export const declareTest: Declare = (program, implement) =>
  implement(
    program
      .command('test')
      .argument('[path...]', 'scenarios, or folders of *.scenario.yaml; default: the project’s folder')
      .description('run scenarios and hold them against what they expect; offline')
      .option('--threads <n>', 'for replications; the result is the same (default: all)')
      .addHelpText(
        'after',
        examples('test', 'test scenarios --format junit', 'test --output junit=report.xml'),
      ),
    { text: true, json: 'tests', junit: true, sarif: true, github: true },
    async (paths: string[], options: TestCommandOptions) => {
      const { runTest } = await import('../dry-run/test.ts');
      return (invocation) => runTest(invocation, paths, options);
    },
  );
