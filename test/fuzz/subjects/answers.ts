/** Answers that are not the API's: told as such, never taken for a reason to destroy, and mended by the next run. */

import { join } from 'node:path';
import fc from 'fast-check';
import type { Subject } from '../campaign.ts';
import { command, demand } from '../command.ts';
import { inFolder } from '../folders.ts';
import { type Damage, damages, HostilePbx } from '../hostile-pbx.ts';
import { CHANGED, DATA_FILE, makeTemplate, PROJECT, queueNumbers } from '../template.ts';

const COMMANDS: readonly (readonly string[])[] = [
  ['plan'],
  ['plan', '--format', 'json'],
  ['plan', '--target', 'queue.a', '--format', 'markdown'],
  ['apply', '--auto-approve'],
  ['apply', '--auto-approve', '--format', 'json'],
  ['destroy', '--auto-approve'],
  ['drift'],
  ['status'],
  ['status', '8000', '--format', 'json'],
  ['export'],
  ['get', 'queues'],
  ['get', 'servers', '--format', 'json'],
  ['get', 'agents', '8000'],
  ['get', 'waiting', '8000'],
  ['agent', 'set', '8000', '2001', 'READY'],
  ['pickup', '8000', 'session'],
];
const WRITING = ['apply', 'destroy', 'agent', 'pickup'];
const NUMBERS = ['8000', '8001', '8002', '8100'];

interface Input {
  args: readonly string[];
  isChanged: boolean;
  damages: Damage[];
}

interface World {
  hostile: HostilePbx;
  folder: string;
}
let world: Promise<World> | undefined;

async function openWorld(): Promise<World> {
  const hostile = await HostilePbx.start();
  const around = (folder: string, work: () => Promise<void>) => hostile.around(join(folder, DATA_FILE), work);
  return { hostile, folder: await makeTemplate({ CQCTL_URL: hostile.url }, around) };
}

export const ANSWERS: Subject<Input> = {
  name: 'answers',
  inputs: fc.record({ args: fc.constantFrom(...COMMANDS), isChanged: fc.boolean(), damages }),
  files: ({ args, isChanged, damages: list }) => ({
    'cqctl.yaml': isChanged ? CHANGED : PROJECT,
    'answers.json': `${JSON.stringify({ args, damages: list }, null, 2)}\n`,
  }),
  check: async ({ args, isChanged, damages: list }, run = command) => {
    world ??= openWorld();
    const { hostile, folder } = await world;
    await inFolder(
      { 'cqctl.yaml': isChanged ? CHANGED : PROJECT },
      async (cwd) => {
        const env = { CQCTL_URL: hostile.url };
        await hostile.around(join(cwd, DATA_FILE), async () => {
          hostile.damage(list);
          const ran = await run([...args, '--timeout', '5'], { cwd, env });
          const [name = ''] = args;
          if (!WRITING.includes(name)) demand(hostile.writes.length === 0, `${name} wrote to the PBX`, ran);
          const gone = hostile.writes.filter((path) => /\/call_queues\/[^/]*\/destroy/.test(path));
          if (name !== 'destroy') demand(gone.length === 0, `${name} destroyed what the files name`, ran);
          hostile.damage([]);
          await demandMended(cwd, env, isChanged);
        });
      },
      folder,
    );
  },
};

/** A run that meets none of them puts all right, and makes nothing twice. */
async function demandMended(
  cwd: string,
  env: { readonly [name: string]: string },
  isChanged: boolean,
): Promise<void> {
  const run = (args: readonly string[]) => command(args, { cwd, env });
  const applied = await run(['apply', '--auto-approve']);
  demand(applied.exitCode === 0, 'what hostile answers left cannot be applied', applied);
  const left = await run(['plan', '--detailed-exitcode']);
  demand(left.exitCode === 0, 'what hostile answers left is not put right by the next apply', left);
  const numbers = await queueNumbers(cwd, env);
  const wanted = isChanged ? [...NUMBERS, '8003'] : NUMBERS;
  demand(numbers.sort().join() === wanted.toSorted().join(), `the queues are ${numbers.join()}`);
}
