/** Resolves links to a state file, so that two links to one state share its lock and its backup. */

import { type BigIntStats, lstatSync, readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { StateError } from '../model/errors.ts';
import { errorCode } from '../model/file-errors.ts';

/**
 * `path` is absolute. A missing or inaccessible path is returned unchanged: the read or write that follows reports the
 * reason. A dangling link is an error.
 */
export function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') return path;
  }
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true) throw describeDangling(path);
  const folder = dirname(path);
  return folder === path ? path : join(realPathOf(folder), basename(path));
}

function describeDangling(path: string): StateError {
  return new StateError(`${path} is a link to ${readlinkSync(path)}, which is not there`, {
    code: 'CQ615',
    hint: 'is what it leads to not mounted? If the state is to begin there, make that folder or an empty place for it first, else remove the link',
  });
}

/** Refuses a pipe or device, because reading it can block for ever. Reading a folder fails by itself. */
export function assertFile(path: string, found: Pick<BigIntStats, 'isFile' | 'isDirectory'>): void {
  if (found.isFile() || found.isDirectory()) return;
  throw new StateError(`${path} is a pipe or a device, not a file`, {
    code: 'CQ615',
    hint: 'let state.path name a file, or one that is not there yet',
  });
}
