/** Where a file of state really is: two links to one state are one state, with one lock and one backup. */

import { type BigIntStats, lstatSync, readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { StateError } from '../model/errors.ts';
import { errorCode } from './file-errors.ts';

/**
 * `path` is absolute. What is not there yet stays as it is written, as does what cannot be looked at: whoever reads or writes
 * there is told why. A link that leads nowhere is an error.
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

/** A pipe or a device where a file should be is refused: reading it can wait for ever. A folder gives an error by itself. */
export function demandFile(path: string, found: Pick<BigIntStats, 'isFile' | 'isDirectory'>): void {
  if (found.isFile() || found.isDirectory()) return;
  throw new StateError(`${path} is a pipe or a device, not a file`, {
    code: 'CQ615',
    hint: 'let state.path name a file, or one that is not there yet',
  });
}
