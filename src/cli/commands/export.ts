import { type Declare, examples } from '../declaration.ts';
import type { ExportCommandOptions } from '../project/export.ts';

export const declareExport: Declare = (program, implement) =>
  implement(
    program
      .command('export')
      .description('print what the PBX has as YAML that plans to "no changes"')
      .option('--out <dir>', 'write files there instead')
      .option('--update', "bring the project's own files up to date, keeping comments")
      .option('--prune', 'with --update: take out of the files what the PBX does not have')
      .option('--unknown-fields', 'write fields that this version does not know, under extra')
      .addHelpText('after', examples('export > live.yaml', 'export --out calls', 'export --update')),
    { text: true },
    async (options: ExportCommandOptions) => {
      const { runExport } = await import('../project/export.ts');
      return (invocation) => runExport(invocation, options);
    },
  );
