import { type Declare, examples, WATCH } from '../declaration.ts';
import type { StatusOptions } from '../live/status.ts';

export const declareStatus: Declare = (program, implement) =>
  implement(
    program
      .command('status')
      .argument('[queue]', 'a key, an extension number or an id')
      .description("health of servers and queues, agents' states, callers waiting")
      .option(...WATCH)
      .addHelpText('after', examples('status', 'status support --watch', 'status --format json')),
    { text: true, json: 'status' },
    async (queue: string | undefined, options: StatusOptions) => {
      const { runStatus } = await import('../live/status.ts');
      return (invocation) => runStatus(invocation, queue, options);
    },
  );
