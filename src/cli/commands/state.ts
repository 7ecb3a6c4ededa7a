/** The state's own commands. */

import { type Declare, examples } from '../declaration.ts';

export const declareState: Declare = (program, implement) => {
  const state = program
    .command('state')
    .description('what cqctl knows of the PBX')
    .addHelpText(
      'after',
      examples('state list', 'state show queue.support', 'state mv queue.help queue.support'),
    );
  const load = () => import('../state/state.ts');

  implement(
    state
      .command('list')
      .description('every address with its object')
      .addHelpText('after', examples('state list', 'state list --format json')),
    { text: true, json: 'state-entries' },
    async () => (await load()).runStateList,
  );
  implement(
    state
      .command('show')
      .argument('<address>')
      .description('one entry')
      .addHelpText('after', examples('state show queue.support')),
    { text: true, json: 'state-entries' },
    async (address: string) => {
      const { runStateShow } = await load();
      return (invocation) => runStateShow(invocation, address);
    },
  );
  implement(
    state
      .command('rm')
      .argument('<address...>')
      .description('forget entries; the objects stay on the PBX')
      .addHelpText('after', examples('state rm queue.old agents.old')),
    { text: true },
    async (addresses: string[]) => {
      const { runStateRm } = await load();
      return (invocation) => runStateRm(invocation, addresses);
    },
  );
  implement(
    state
      .command('mv')
      .argument('<from>')
      .argument('<to>')
      .description('give an entry another address')
      .addHelpText('after', examples('state mv queue.help queue.support')),
    { text: true },
    async (from: string, to: string) => {
      const { runStateMv } = await load();
      return (invocation) => runStateMv(invocation, from, to);
    },
  );
  implement(
    state
      .command('pull')
      .description('print the whole state')
      .addHelpText('after', examples('state pull > backup.json')),
    { json: 'state', text: true },
    async () => (await load()).runStatePull,
  );
  implement(
    state
      .command('push')
      .argument('<file>', 'a state, as printed by pull; - for standard input')
      .description('replace the whole state')
      .option('--force', 'although lineage or serial say that it is another or an older one')
      .addHelpText('after', examples('state push backup.json')),
    { text: true },
    async (file: string, options: { force?: boolean }) => {
      const { runStatePush } = await load();
      return (invocation) => runStatePush(invocation, file, options);
    },
  );
  implement(
    state
      .command('unlock')
      .argument('[id]', "the lock's id, as the refused command said")
      .description('remove a lock that a run left behind')
      .addHelpText('after', examples('state unlock 3f9a…')),
    { text: true },
    async (id: string | undefined) => {
      const { runStateUnlock } = await load();
      return (invocation) => runStateUnlock(invocation, id);
    },
  );
};
