import { type Declare, examples } from '../declaration.ts';
import type { ServeOptions } from '../serve/serve.ts';

export const declareServe: Declare = (program, implement) =>
  implement(
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
      ),
    { text: true },
    async (options: ServeOptions) => {
      const { runServe } = await import('../serve/serve.ts');
      return (invocation) => runServe(invocation, options);
    },
  );
