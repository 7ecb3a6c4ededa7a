import { type Declare, examples } from '../declaration.ts';

export const declareFmt: Declare = (program, implement) =>
  implement(
    program
      .command('fmt')
      .argument('[file...]', "files; default: the project's")
      .description('lay YAML out canonically, line ends as LF, keeping comments')
      .option('--check', 'change nothing; exit 1 when a file would change')
      .addHelpText('after', examples('fmt', 'fmt --check', 'fmt queues/sales.yaml')),
    { text: true },
    async (files: string[], options: { check?: boolean }) => {
      const { runFmt } = await import('../project/fmt.ts');
      return (invocation) => runFmt(invocation, files, options);
    },
  );
