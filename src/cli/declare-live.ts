/** Commands that look at the live PBX or speak to it, and the one that is a PBX. */

import type { Command } from 'commander';
import { BOTH, examples, type MakeTask, TEXT } from './declaration.ts';

const WATCH = [
  '--watch',
  'look again every two seconds, or less often where a look takes many requests, until an interrupt, also when the PBX does not answer for a while: on a terminal in place, elsewhere a block for each change (to a pipe an empty line when there is none)',
] as const;

export function declareLiveCommands(program: Command, task: MakeTask): void {
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
    )
    .action(
      task(
        'get',
        BOTH,
        async (what: string, queue: string | undefined, options: import('./live/get.ts').GetOptions) => {
          const { runGet } = await import('./live/get.ts');
          return (invocation) => runGet(invocation, what, queue, options);
        },
      ),
    );

  program
    .command('status')
    .argument('[queue]', 'a key, an extension number or an id')
    .description("health of servers and queues, agents' states, callers waiting")
    .option(...WATCH)
    .addHelpText('after', examples('status', 'status support --watch', 'status --format json'))
    .action(
      task(
        'status',
        BOTH,
        async (queue: string | undefined, options: import('./live/status.ts').StatusOptions) => {
          const { runStatus } = await import('./live/status.ts');
          return (invocation) => runStatus(invocation, queue, options);
        },
      ),
    );

  const agent = program
    .command('agent')
    .description('what an operator does with agents')
    .addHelpText('after', examples('agent set support 2001 READY'));
  agent
    .command('set')
    .argument('<queue>', 'a key, an extension number or an id')
    .argument('<agent>', "the agent's extension number")
    .argument('<status>', 'READY, NOT_READY, WRAP_UP, BREAK, LUNCH, LOGGED_IN or LOGGED_OUT')
    .description("set an agent's status in a queue")
    .addHelpText('after', examples('agent set support 2001 READY'))
    .action(
      task('agent set', BOTH, async (queue: string, number: string, status: string) => {
        const { runAgentSet } = await import('./live/agent.ts');
        return (invocation) => runAgentSet(invocation, queue, number, status);
      }),
    );

  program
    .command('pickup')
    .argument('<queue>', 'a key, an extension number or an id')
    .argument('<session>', 'as listed by get waiting')
    .description('answer a waiting call')
    .addHelpText('after', examples('pickup support NzAwNTUx'))
    .action(
      task('pickup', BOTH, async (queue: string, session: string) => {
        const { runPickup } = await import('./live/pickup.ts');
        return (invocation) => runPickup(invocation, queue, session);
      }),
    );

  program
    .command('serve')
    .description('run the embedded PBX over HTTP')
    .option('--host <host>', 'where to listen', '127.0.0.1')
    .option('--port <n>', 'where to listen; 0 takes a free one', '8887')
    .option('--data <file>', 'where its data is kept (default: .cqctl/pbx.mdb)')
    .option('--tls-cert <file>', 'serve HTTPS with this certificate (PEM)')
    .option('--tls-key <file>', 'and this key (PEM)')
    .option('--insecure', 'plain HTTP also where others can reach it')
    .option('--calls <scenario>', 'let the callers of this scenario call')
    .option('--speed <n>', 'play the calls so many times faster than real time (default: 1)')
    .addHelpText(
      'after',
      `${examples('serve', 'serve --port 0 --data /tmp/pbx.mdb', 'serve --calls lunch-rush.scenario.yaml --speed 10')}\n\nThe token is CQCTL_SERVE_TOKEN, else one is made and printed once.`,
    )
    .action(
      task('serve', TEXT, async (options: import('./serve/serve.ts').ServeOptions) => {
        const { runServe } = await import('./serve/serve.ts');
        return (invocation) => runServe(invocation, options);
      }),
    );
}
