/** End-to-end tests run the built program, so it is built before them where it is not as the sources are. */

import { execFileSync } from 'node:child_process';

export function setup(): void {
  execFileSync(process.execPath, ['scripts/build.js', '--if-stale'], { stdio: 'inherit' });
}
