/**
 * Who may read what cqctl keeps: its files are their owner's alone, whatever the umask says, and so is a folder made for them.
 *
 * A file that others may read was most likely made by an older version or a checkout, with nobody's intent, and is narrowed
 * to its owner. One that others may not read has a mode that somebody chose, for a group perhaps, and keeps it. In a folder
 * that a group may write to, the group keeps what it had: a team shares the state there. Folders are narrowed only where
 * they are cqctl's own.
 */

import { chmod, mkdir, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';

export const PRIVATE_FILE = 0o600;
const PRIVATE_FOLDER = 0o700;
const OTHERS = 0o007;
const GROUP_WRITES = 0o020;
/** Where a project keeps what is cqctl's. */
const OWN_FOLDER = '.cqctl';

/** What the mode of a private file that is there should be. */
export async function privateMode(path: string, mode: number): Promise<number> {
  const own = mode & 0o777;
  if ((own & OTHERS) === 0) return own;
  const folder = await stat(dirname(path));
  return (folder.mode & GROUP_WRITES) === 0 ? PRIVATE_FILE : own & ~OTHERS;
}

/** Made when it is missing. */
export async function makePrivateFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: PRIVATE_FOLDER });
  if (basename(path) !== OWN_FOLDER) return;
  const { mode } = await stat(path);
  // Somebody else's folder stays as it is.
  if ((mode & OTHERS) !== 0) await chmod(path, PRIVATE_FOLDER).catch(() => undefined);
}

/** Of a file that belongs to somebody else nothing is changed. */
export async function narrowFile(path: string): Promise<void> {
  const found = await stat(path);
  if (!found.isFile()) return;
  const mode = await privateMode(path, found.mode);
  if (mode !== (found.mode & 0o777)) await chmod(path, mode).catch(() => undefined);
}
