/**
 * The project before the change under review, and the rule that a review may change what is on the PBX, but not which PBX and
 * which state it is about: whoever opens a pull request would otherwise decide where the credentials of the pipeline go.
 */

import { relative } from 'node:path';
import { listEnvironments } from '../../config/environment-names.ts';
import type { Project } from '../../config/load.ts';
import { ConfigError, GateError } from '../../model/errors.ts';
import type { Invocation } from '../invocation.ts';
import { type OpenedProject, openProject } from '../project/context.ts';
import { projectPath } from '../project/project-files.ts';

const HINT =
  'if the change is meant, let somebody who may see the credentials plan it with --allow-target-change';

/** `path` is that of `--base`. Nothing is sent before this. */
export async function openBase(
  invocation: Invocation,
  path: string,
  { project, allowsTargetChange }: { project: Project; allowsTargetChange: boolean },
): Promise<OpenedProject> {
  await demandEnvironment(invocation, path);
  const base = await openProject(invocation, { path });
  if (!allowsTargetChange) demandSameAddresses(project, base.project);
  return base;
}

async function demandEnvironment({ settings, host }: Invocation, path: string): Promise<void> {
  const { environment } = settings;
  if (environment === undefined) return;
  const { value, diagnostics } = await listEnvironments(projectPath({ settings, host }, path));
  // Without any environment the list is a diagnostic; what else is wrong is told when the project is opened.
  const hasNone = diagnostics.some(({ code }) => code === NO_ENVIRONMENTS);
  if (value === undefined && !hasNone) throw new ConfigError(diagnostics);
  if (value?.includes(environment) === true) return;
  throw new GateError(
    `the environment ${JSON.stringify(environment)} is new: the project of --base has no such environment; nothing was sent`,
    { code: 'CQ913', hint: 'plan it without --base, where its addresses can be trusted' },
  );
}

const NO_ENVIRONMENTS = 'CQ119';

interface Address {
  what: string;
  of(project: Project): string;
}

const ADDRESSES: readonly Address[] = [
  {
    what: 'target',
    of: ({ target }) => (target.kind === 'embedded' ? 'the embedded PBX' : new URL(target.url).href),
  },
  { what: 'state', of: describeState },
  { what: 'state.lock_address', of: ({ state }) => (state.backend === 'http' ? state.lockAddress : '') },
  { what: 'state.unlock_address', of: ({ state }) => (state.backend === 'http' ? state.unlockAddress : '') },
];

/** A local file by its place in the project: the base is a copy in another folder. */
function describeState({ state, root }: Project): string {
  if (state.backend === 'http') return `http ${new URL(state.address).href}`;
  if (state.backend === 'postgres') return `postgres ${JSON.stringify(state.name)}`;
  return `local ${relative(root, state.path)}`;
}

function demandSameAddresses(project: Project, base: Project): void {
  const changed = ADDRESSES.find(({ what, of }) => {
    if (of(project) === of(base)) return false;
    // A file that is named by an absolute path is the same one, wherever the base lies.
    const isSameFile =
      what === 'state' &&
      project.state.backend === 'local' &&
      base.state.backend === 'local' &&
      project.state.path === base.state.path;
    return !isSameFile;
  });
  if (changed === undefined) return;
  const { what, of } = changed;
  throw new GateError(
    `${what} is not that of --base: ${of(base) || 'nothing'} became ${of(project) || 'nothing'}; nothing was sent`,
    { code: 'CQ913', hint: HINT },
  );
}
