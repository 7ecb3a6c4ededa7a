import { type Declare, examples } from '../declaration.ts';

export const declareAgent: Declare = (program, implement) => {
  const agent = program
    .command('agent')
    .description('what an operator does with agents')
    .addHelpText('after', examples('agent set support 2001 READY'));

  implement(
    agent
      .command('set')
      .argument('<queue>', 'a key, an extension number or an id')
      .argument('<agent>', "the agent's extension number")
      .argument('<status>', 'READY, NOT_READY, WRAP_UP, BREAK, LUNCH, LOGGED_IN or LOGGED_OUT')
      .description("set an agent's status in a queue")
      .addHelpText('after', examples('agent set support 2001 READY')),
    { text: true, json: 'agent-status' },
    async (queue: string, number: string, status: string) => {
      const { runAgentSet } = await import('../live/agent.ts');
      return (invocation) => runAgentSet(invocation, queue, number, status);
    },
  );
};
