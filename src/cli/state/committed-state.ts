/**
 * State and lock that somebody has committed: they come with every checkout, as old as the commit. The lock of a machine that
 * nobody here can ask then blocks every run, and waiting for it never ends.
 */

import { basename, dirname, relative } from 'node:path';
import { LockError } from '../../model/errors.ts';
import { isTrackedByGit } from '../../source/git-tracked.ts';
import type { StateStore } from '../../state/store.ts';
import type { Invocation } from '../invocation.ts';

type Place = Pick<Invocation, 'host'>;

/** The error of a lock that is held, or, when git tracks the lock, one that says so. */
export function explainTrackedLock({ host }: Place, { lockFile }: StateStore, error: unknown): unknown {
  if (!(error instanceof LockError) || lockFile === undefined) return error;
  const folder = dirname(lockFile);
  if (!isTrackedByGit(folder, lockFile)) return error;
  return new LockError(
    `git tracks the lock ${lockFile}, so it came with the checkout: ${error.message}`,
    error.holder,
    {
      code: 'CQ617',
      hint: `${describeRemedy(host.cwd, lockFile)}; then, once no run is under way, cqctl state unlock`,
      cause: error,
    },
  );
}

/** Of what is in cqctl's own folder; a state that is kept elsewhere may be meant to be committed. */
export function warnOfTrackedState(
  { host, output }: Pick<Invocation, 'host' | 'output'>,
  { lockFile }: StateStore,
): void {
  if (lockFile === undefined || !isOwn(dirname(lockFile))) return;
  const folder = dirname(lockFile);
  if (!isTrackedByGit(dirname(folder), folder)) return;
  output.log(
    'warning',
    `CQ617 git tracks ${folder}, so every checkout brings an old state, and a lock may come with it; ${describeRemedy(host.cwd, lockFile)}`,
  );
}

const OWN_FOLDER = '.cqctl';
const isOwn = (folder: string): boolean => basename(folder) === OWN_FOLDER;

function describeRemedy(cwd: string, lockFile: string): string {
  const folder = dirname(lockFile);
  const [what, ignored] = isOwn(folder)
    ? [`-r --cached ${relative(cwd, folder)}`, `${OWN_FOLDER}/`]
    : [`--cached ${relative(cwd, lockFile)}`, basename(lockFile)];
  return `take it out of git: git rm ${what}, and write ${ignored} into .gitignore`;
}
