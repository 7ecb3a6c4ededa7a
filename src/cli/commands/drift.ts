import { ALL, type Declare, examples } from '../declaration.ts';

export const declareDrift: Declare = (program, implement) =>
  implement(
    program
      .command('drift')
      .description('compare live with what was last applied; exit 2 when it differs')
      .option('--target <address...>', 'only these addresses')
      .option('--exclude <address...>', 'not these addresses')
      .option(...ALL)
      .addHelpText('after', examples('drift', 'drift --format json', 'drift --all')),
    { text: true, json: ['plan', 'fleet'] },
    async (options: { target?: string[]; exclude?: string[]; all?: boolean }) => {
      const { findDrift } = await import('../plan/drift.ts');
      const { perEnvironment } = await import('../fleet/per-environment.ts');
      return perEnvironment('drift', findDrift, options);
    },
    { takesFleet: true },
  );
