/** Whether git tracks a file. Asked of git itself, and only for a file that something is to be said of. */

import { spawnSync } from 'node:child_process';

const MOST_MS = 5000;
const known = new Map<string, boolean>();

/** Both absolute, links followed. Without a git that answers no file is tracked. */
export function isTrackedByGit(root: string, path: string): boolean {
  const identity = `${root}\0${path}`;
  const before = known.get(identity);
  if (before !== undefined) return before;
  const args = ['-C', root, '--literal-pathspecs', '-c', 'core.fsmonitor=false'];
  const { status } = spawnSync('git', [...args, 'ls-files', '--error-unmatch', '--', path], {
    env: withoutGit(process.env),
    stdio: 'ignore',
    timeout: MOST_MS,
    windowsHide: true,
  });
  known.set(identity, status === 0);
  return status === 0;
}

/** Variables such as GIT_DIR and GIT_INDEX_FILE would ask another repository. */
function withoutGit(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('GIT_')));
}
