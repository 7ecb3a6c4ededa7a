/** The state's own commands. */

import type { Command } from 'commander';
import { BOTH, examples, type MakeTask, TEXT } from './declaration.ts';

export function declareStateCommands(program: Command, task: MakeTask): void {
  const state = program
    .command('state')
    .description('what cqctl knows of the PBX')
    .addHelpText(
      'after',
      examples('state list', 'state show queue.support', 'state mv queue.help queue.support'),
    );
  const load = () => import('./state/state.ts');

  state
    .command('list')
    .description('every address with its object')
    .addHelpText('after', examples('state list', 'state list --format json'))
    .action(task('state list', BOTH, async () => (await load()).runStateList));
  state
    .command('show')
    .argument('<address>')
    .description('one entry')
    .addHelpText('after', examples('state show queue.support'))
    .action(
      task('state show', BOTH, async (address: string) => {
        const { runStateShow } = await load();
        return (invocation) => runStateShow(invocation, address);
      }),
    );
  state
    .command('rm')
    .argument('<address...>')
    .description('forget entries; the objects stay on the PBX')
    .addHelpText('after', examples('state rm queue.old agents.old'))
    .action(
      task('state rm', TEXT, async (addresses: string[]) => {
        const { runStateRm } = await load();
        return (invocation) => runStateRm(invocation, addresses);
      }),
    );
  state
    .command('mv')
    .argument('<from>')
    .argument('<to>')
    .description('give an entry another address')
    .addHelpText('after', examples('state mv queue.help queue.support'))
    .action(
      task('state mv', TEXT, async (from: string, to: string) => {
        const { runStateMv } = await load();
        return (invocation) => runStateMv(invocation, from, to);
      }),
    );
  state
    .command('pull')
    .description('print the whole state')
    .addHelpText('after', examples('state pull > backup.json'))
    .action(task('state pull', ['json', 'text'], async () => (await load()).runStatePull));
  state
    .command('push')
    .argument('<file>', 'a state, as printed by pull; - for standard input')
    .description('replace the whole state')

    .option('--force', 'although lineage or serial say that it is another or an older one')
    .addHelpText('after', examples('state push backup.json'))
    .action(
      task('state push', TEXT, async (file: string, options: { force?: boolean }) => {
        const { runStatePush } = await load();
        return (invocation) => runStatePush(invocation, file, options);
      }),
    );
  state
    .command('unlock')
    .argument('[id]', "the lock's id, as the refused command said")
    .description('remove a lock that a run left behind')
    .addHelpText('after', examples('state unlock 3f9a…'))
    .action(
      task('state unlock', TEXT, async (id: string | undefined) => {
        const { runStateUnlock } = await load();
        return (invocation) => runStateUnlock(invocation, id);
      }),
    );
}
