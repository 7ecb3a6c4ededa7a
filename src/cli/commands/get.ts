import { type Declare, examples, WATCH } from '../declaration.ts';
import type { GetOptions } from '../live/get.ts';

export const declareGet: Declare = (program, implement) =>
  implement(
    program
      .command('get')
      .argument('<what>', 'servers, queues, agents or waiting')
      .argument('[queue]', 'of agents and waiting: a key, an extension number or an id')
      .description('list live objects')
      .option('--filter <expression>', "the API's filter, as in: name eq 'Support'")
      .option('--search <text>', "the API's search")
      .option('--orderby <field>', 'a field, with desc for descending')
      .option('--top <n>', 'at most so many')
      .option('--skip <n>', 'leave so many out first')
      .option(...WATCH)
      .addHelpText(
        'after',
        examples(
          'get queues',
          'get queues --search support --format json',
          'get agents support',
          'get waiting 8000 --watch',
        ),
      ),
    { text: true, json: 'listing' },
    async (what: string, queue: string | undefined, options: GetOptions) => {
      const { runGet } = await import('../live/get.ts');
      return (invocation) => runGet(invocation, what, queue, options);
    },
  );
