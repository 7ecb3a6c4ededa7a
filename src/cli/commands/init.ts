import { type Declare, examples } from '../declaration.ts';

export const declareInit: Declare = (program, implement) =>
  implement(
    program
      .command('init')
      .argument('[dir]', 'where to', '.')
      .description('write a commented project, .gitignore and CI examples')
      .option('--from-live', 'from what the PBX has')
      .addHelpText('after', examples('init calls', 'init calls --from-live')),
    { text: true },
    async (dir: string, options: { fromLive?: boolean }) => {
      const { runInit } = await import('../project/init.ts');
      return (invocation) => runInit(invocation, dir, options);
    },
  );
