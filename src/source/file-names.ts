/** What files are called: absolute on the inside, short in what people read. */

import { isAbsolute, relative, resolve, sep } from 'node:path';

/** Relative to the working directory where it lies below it, else absolute; with forward slashes. */
export function displayName(cwd: string, path: string): string {
  const short = relative(cwd, path);
  const isBelow = short !== '' && short !== '..' && !short.startsWith(`..${sep}`) && !isAbsolute(short);
  return (isBelow ? short : resolve(path)).replaceAll(sep, '/');
}
