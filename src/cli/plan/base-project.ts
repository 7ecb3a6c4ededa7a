/**
 * The project before the change under review, and the rule that a review may change what is on the PBX, but not which PBX and
 * which state it is about: whoever opens a pull request would otherwise decide where the credentials of the pipeline go.
 */

import { isDeepStrictEqual } from 'node:util';
import { listEnvironments } from '../../config/environment-names.ts';
import type { Project } from '../../config/load.ts';
import { ConfigError, GateError } from '../../model/errors.ts';
import type { Invocation } from '../invocation.ts';
import { type OpenedProject, openProject } from '../project/open-project.ts';
import { projectPath } from '../project/project-files.ts';
import { placesOf } from '../state/backends.ts';

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

/** Where credentials go, by the name of what says so in the file. */
function addressesOf(project: Pick<Project, 'target' | 'state' | 'root'>): { [what: string]: string } {
  const { target } = project;
  const pbx = target.kind === 'embedded' ? 'the embedded PBX' : new URL(target.url).href;
  return { target: pbx, ...placesOf(project) };
}

function demandSameAddresses(project: Project, base: Project): void {
  const now = addressesOf(project);
  // A file that is named by an absolute path is the same one, wherever the base lies.
  const isSameState = isDeepStrictEqual(project.state, base.state);
  const before = isSameState ? addressesOf({ ...base, root: project.root }) : addressesOf(base);
  const what = Object.keys({ ...now, ...before }).find((each) => now[each] !== before[each]);
  if (what === undefined) return;
  throw new GateError(
    `${what} is not that of --base: ${before[what] || 'nothing'} became ${now[what] || 'nothing'}; nothing was sent`,
    { code: 'CQ913', hint: HINT },
  );
}
