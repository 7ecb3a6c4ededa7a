/**
 * Permissions of cqctl's own files: only the owner may read them, whatever the umask, and the same holds for a folder
 * created for them.
 *
 * A file that others may read probably comes from an older version or a checkout, and is restricted to its owner. One
 * that others may not read has a mode that somebody chose, perhaps for a group, and keeps it. In a folder that a group
 * may write to, the group keeps its permissions: a team shares the state there. Only cqctl's own folders are
 * restricted.
 */

import { chmod, mkdir, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';

export const PRIVATE_FILE = 0o600;
const PRIVATE_FOLDER = 0o700;
const OTHERS = 0o007;
const GROUP_WRITES = 0o020;
/** The folder for cqctl's files in a project. */
const OWN_FOLDER = '.cqctl';

/** The mode that an existing private file should have. */
export async function privateMode(path: string, mode: number): Promise<number> {
  const own = mode & 0o777;
  if ((own & OTHERS) === 0) return own;
  const folder = await stat(dirname(path));
  return (folder.mode & GROUP_WRITES) === 0 ? PRIVATE_FILE : own & ~OTHERS;
}

/** Creates the folder if it is missing. */
export async function makePrivateFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: PRIVATE_FOLDER });
  if (basename(path) !== OWN_FOLDER) return;
  const { mode } = await stat(path);
  // An existing folder of somebody else stays as it is.
  if ((mode & OTHERS) !== 0) await chmod(path, PRIVATE_FOLDER).catch(() => undefined);
}

/** Does not change files of other owners. */
export async function restrictToOwner(path: string): Promise<void> {
  const found = await stat(path);
  if (!found.isFile()) return;
  const mode = await privateMode(path, found.mode);
  if (mode !== (found.mode & 0o777)) await chmod(path, mode).catch(() => undefined);
}
