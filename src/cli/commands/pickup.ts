import { type Declare, examples } from '../declaration.ts';

export const declarePickup: Declare = (program, implement) =>
  implement(
    program
      .command('pickup')
      .argument('<queue>', 'a key, an extension number or an id')
      .argument('<session>', 'as listed by get waiting')
      .description('answer a waiting call')
      .addHelpText('after', examples('pickup support NzAwNTUx')),
    { text: true, json: 'pickup' },
    async (queue: string, session: string) => {
      const { runPickup } = await import('../live/pickup.ts');
      return (invocation) => runPickup(invocation, queue, session);
    },
  );
