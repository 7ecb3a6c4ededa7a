/** What `validate` accepts is planned and applied on the embedded PBX, and then there is nothing left to plan. */

import { resolve } from 'node:path';
import fc from 'fast-check';
import { loadProject, type Project } from '../../../src/config/load.ts';
import { isList } from '../../../src/model/desired.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import type { Subject } from '../campaign.ts';
import { command, demand } from '../command.ts';
import { inFolder, writeFiles } from '../folders.ts';
import { project, SOUNDS, writeYaml } from '../projects.ts';
import { damagedProject } from './files.ts';

interface Input {
  first: { [path: string]: string };
  second: { [path: string]: string };
}

const written = fc
  .tuple(project, fc.nat(255))
  .map(([value, style]) => ({ 'cqctl.yaml': writeYaml(value, style) }));

/** The second one has some of the first. */
const pair: fc.Arbitrary<Input> = fc
  .tuple(project, project, fc.nat(255), fc.nat(2))
  .map(([first, other, style, share]) => {
    const kept: JsonObject =
      share === 0 ? {} : { queues: { ...sectionOf(other), ...sectionOf(first, share) } };
    return {
      first: { 'cqctl.yaml': writeYaml(first, style) },
      second: { 'cqctl.yaml': writeYaml({ ...other, ...kept }, style >> 1) },
    };
  });

function sectionOf({ queues }: JsonObject, share = 1): JsonObject {
  return Object.fromEntries(
    Object.entries(queues as JsonObject).filter((_entry, index) => index % share === 0),
  );
}

export const PROJECTS: Subject<Input> = {
  name: 'projects',
  inputs: fc.oneof(
    { weight: 3, arbitrary: pair },
    { weight: 1, arbitrary: fc.record({ first: damagedProject, second: written }) },
  ),
  files: ({ first, second }) =>
    Object.fromEntries([
      ...Object.entries(first).map(([path, text]) => [`first/${path}`, text]),
      ...Object.entries(second).map(([path, text]) => [`second/${path}`, text]),
    ]),
  check: ({ first, second }) =>
    inFolder({ ...SOUNDS, ...first }, async (cwd) => {
      const run = (...args: string[]) => command(args, { cwd });
      fc.pre(await canBeApplied(cwd));
      if (!(await applyAll(run))) return;
      await demandNothingLeft(run);
      const laidOut = await run('fmt');
      if (laidOut.exitCode === 0) await demandNothingLeft(run);
      for (const args of [
        ['drift'],
        ['status'],
        ['get', 'queues'],
        ['get', 'servers'],
        ['state', 'list'],
        ['export'],
      ]) {
        const ran = await run(...args);
        demand(ran.exitCode === 0, `${args.join(' ')} failed after an apply`, ran);
      }
      await writeFiles(cwd, second);
      if ((await canBeApplied(cwd)) && (await applyAll(run))) await demandNothingLeft(run);
      const destroyed = await run('destroy', '--auto-approve');
      demand(
        destroyed.exitCode === 0 || destroyed.exitCode === 3 || destroyed.exitCode === 1,
        'destroy failed',
        destroyed,
      );
      if (destroyed.exitCode !== 0) return;
      const left = await run('state', 'list');
      demand(
        left.exitCode === 0 && !/^(queue|agents|server)\./m.test(left.stdout),
        'destroy left something',
        left,
      );
    }),
};

type Run = (...args: string[]) => ReturnType<typeof command>;

/** Whether all of it was done; a policy may refuse it. */
async function applyAll(run: Run): Promise<boolean> {
  const planned = await run('plan', '--detailed-exitcode');
  demand([0, 2, 3].includes(planned.exitCode ?? -1), 'what validate accepts cannot be planned', planned);
  const applied = await run('apply', '--auto-approve', '--allow-destroys', '1000');
  demand(applied.exitCode !== 2, 'apply exited with 2', applied);
  if (applied.exitCode === 3) return false;
  demand(applied.exitCode === 0, 'what validate accepts cannot be applied', applied);
  return true;
}

async function demandNothingLeft(run: Run): Promise<void> {
  const left = await run('plan', '--detailed-exitcode');
  demand(left.exitCode === 0, 'what was applied is planned again', left);
}

/** Only what stays in its folder and needs no other server is applied. */
async function canBeApplied(cwd: string): Promise<boolean> {
  const { value } = await loadProject({ path: '.', cwd, variables: {}, processEnv: {}, strict: false });
  return value !== undefined && isWithin(cwd, value);
}

function isWithin(folder: string, { target, state, desired }: Project): boolean {
  const isInside = (path: string): boolean => resolve(path).startsWith(`${folder}/`);
  if (target.kind !== 'embedded' || !isInside(target.dataFile)) return false;
  if (state.backend !== 'local' || !isInside(state.path)) return false;
  // The PBX has no files, so that nobody can name one of them.
  return desired.resources.every(
    (resource) =>
      isList(resource) ||
      !['moh_prompt_file_id', 'intro_prompt_file_id'].some((name) => Object.hasOwn(resource.fields, name)),
  );
}
