/** The files that variables of cqctl name, whichever of them a run then reads. */

import { resolve } from 'node:path';
import type { Host } from './host.ts';

/** Path and variable, as of `CQCTL_TOKEN_FILE` and its like, also of one environment (`CQCTL_TOKEN_FILE__NORTH`). */
export function filesOfVariables({ env, cwd }: Host): [path: string, variable: string][] {
  return Object.entries(env)
    .filter(([name]) => /^CQCTL_.*_FILE(__|$)/.test(name))
    .flatMap(([name, file]) => (file === undefined || file === '' ? [] : [[resolve(cwd, file), name]]));
}
