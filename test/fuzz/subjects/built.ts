/** A sample of the others through the built program: what only a process of its own can show. */

import fc from 'fast-check';
import { loadProject } from '../../../src/config/load.ts';
import { runCli } from '../../support/run-cli.ts';
import type { Subject } from '../campaign.ts';
import { demandEnd, type Run } from '../command.ts';
import type { ProjectFiles } from '../corpus.ts';
import { inFolder } from '../folders.ts';
import { ENVIRONMENT } from '../secrets.ts';
import { ANSWERS } from './answers.ts';
import { damagedProject } from './files.ts';
import { PLANS } from './plans.ts';
import { STATE } from './state.ts';

const run: Run = async (args, { cwd, env = {} }) => {
  const { code, stdout, stderr } = await runCli(args, { cwd, env: { ...ENVIRONMENT, ...env } });
  const ran = { line: `cqctl ${args.join(' ')}`, exitCode: code, stdout, stderr };
  demandEnd(ran);
  return ran;
};

type Input =
  | { of: 'files'; files: ProjectFiles }
  | { of: 'answers'; input: Parameters<typeof ANSWERS.check>[0] }
  | { of: 'state'; input: Parameters<typeof STATE.check>[0] }
  | { of: 'plans'; input: Parameters<typeof PLANS.check>[0] };

export const BUILT: Subject<Input> = {
  name: 'built',
  inputs: fc.oneof(
    damagedProject.map((files) => ({ of: 'files' as const, files })),
    ANSWERS.inputs.map((input) => ({ of: 'answers' as const, input })),
    STATE.inputs.map((input) => ({ of: 'state' as const, input })),
    PLANS.inputs.map((input) => ({ of: 'plans' as const, input })),
  ),
  files: (each) => {
    switch (each.of) {
      case 'files':
        return each.files;
      case 'answers':
        return ANSWERS.files(each.input);
      case 'state':
        return STATE.files(each.input);
      case 'plans':
        return PLANS.files(each.input);
    }
  },
  check: async (each) => {
    switch (each.of) {
      case 'files':
        return checkFiles(each.files);
      case 'answers':
        return ANSWERS.check(each.input, run);
      case 'state':
        return STATE.check(each.input, run);
      case 'plans':
        return PLANS.check(each.input, run);
    }
  },
};

function checkFiles(files: ProjectFiles): Promise<void> {
  return inFolder(files, async (cwd) => {
    await run(['validate'], { cwd });
    await run(['fmt', '--check'], { cwd });
    const { value } = await loadProject({ path: '.', cwd, variables: {}, processEnv: {}, strict: false });
    if (value?.target.kind === 'embedded' && value.target.dataFile.startsWith(cwd))
      await run(['get', 'queues'], { cwd });
  });
}
