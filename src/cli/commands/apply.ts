/** apply, and destroy, which applies the removal of everything. */

import type { ApplyCommandOptions } from '../apply/apply.ts';
import { addSelection, type Declare, examples } from '../declaration.ts';

const AUTO_APPROVE = ['--auto-approve', 'without asking; needed where there is no terminal'] as const;
const EXPECT = ['--expect <hash>', 'only a plan of this hash'] as const;

export const declareApply: Declare = (program, implement) =>
  implement(
    addSelection(program.command('apply'))
      .argument('[planfile]', 'a plan saved with plan --out')
      .description('make the PBX what the files say, after asking')
      .option(...AUTO_APPROVE)
      .option(...EXPECT)
      .option('--drain <seconds>', 'wait so long for callers to leave a queue that is destroyed or replaced')
      .option('--force', 'destroy or replace queues although callers are waiting')
      .addHelpText(
        'after',
        examples('apply', 'apply next.cqplan', 'apply --auto-approve --format json', 'apply --expect 5f0c…'),
      ),
    { text: true, json: 'events' },
    async (file: string | undefined, options: ApplyCommandOptions) => {
      const { runApply } = await import('../apply/apply.ts');
      return (invocation) => runApply(invocation, file, options);
    },
  );

export const declareDestroy: Declare = (program, implement) =>
  implement(
    addSelection(program.command('destroy'))
      .description('remove all that the project owns, after asking')
      .option(...AUTO_APPROVE)
      .option(...EXPECT)
      .option('--drain <seconds>', 'wait so long for callers to leave a queue')
      .option('--force', 'destroy queues although callers are waiting')
      .addHelpText('after', examples('destroy', 'destroy --target queue.old')),
    { text: true, json: 'events' },
    async (options: ApplyCommandOptions) => {
      const { runDestroy } = await import('../apply/apply.ts');
      return (invocation) => runDestroy(invocation, options);
    },
  );
