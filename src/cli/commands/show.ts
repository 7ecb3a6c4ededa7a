import { type Declare, examples } from '../declaration.ts';

export const declareShow: Declare = (program, implement) =>
  implement(
    program
      .command('show')
      .argument('<planfile>', 'a plan saved with plan --out')
      .description('print a saved plan')
      .addHelpText('after', examples('show next.cqplan', 'show next.cqplan --format json')),
    { text: true, json: 'plan', markdown: true, html: true, github: true },
    async (file: string) => {
      const { runShow } = await import('../plan/show.ts');
      return (invocation) => runShow(invocation, file);
    },
  );
