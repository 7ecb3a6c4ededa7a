/**
 * Replaces a file so that at every moment, power cuts included, it is the old one or the new one as a whole.
 *
 * The text goes to a temporary file in the same folder, is forced to the disk, and renamed over the file; then the folder
 * is forced too, or the rename itself could be lost. Every short write is carried on until all is there or the system
 * refuses: a disk that fills up takes half of a write without an error, and that half must not become the file.
 *
 * Mode, owner and a symbolic link in the file's place stay as they are, but that a private file loses what it never should
 * have had (`private-file`). What a killed run leaves is swept up later.
 */

import { randomUUID } from 'node:crypto';
import { chmod, chown, mkdir, open, readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { makePrivateFolder, PRIVATE_FILE, privateMode } from './private-file.ts';

const MARK = '.tmp-';
/** Nothing here takes near as long; a younger temporary file may be in use. */
const LEFT_BEHIND_MS = 10 * 60 * 1000;

/** A name beside the file that nobody else has; `sweepTemporaries` knows it again. */
export function temporaryName(path: string): string {
  return `${path}${MARK}${randomUUID()}`;
}

export interface ReplaceOptions {
  /** For its owner's eyes alone, with a folder that is made for it. */
  isPrivate?: boolean;
}

/** The folder is made when it is missing. Rejects with the error of the file system, and then nothing has changed. */
export async function replaceFile(path: string, text: string, options: ReplaceOptions = {}): Promise<void> {
  const { isPrivate = false } = options;
  if (isPrivate) await makePrivateFolder(dirname(path));
  else await mkdir(dirname(path), { recursive: true });
  const target = await realpath(path).catch(() => path);
  const draft = temporaryName(target);
  try {
    await writeWhole(draft, text, isPrivate);
    await takeAttributes(draft, target, isPrivate);
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw error;
  }
  await syncFolder(dirname(target));
}

async function writeWhole(path: string, text: string, isPrivate: boolean): Promise<void> {
  const file = await open(path, 'wx', isPrivate ? PRIVATE_FILE : undefined);
  try {
    if (isPrivate) await file.chmod(PRIVATE_FILE);
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function takeAttributes(path: string, from: string, isPrivate: boolean): Promise<void> {
  const old = await stat(from).catch(() => undefined);
  if (old === undefined) return;
  const mode = isPrivate ? await privateMode(from, old.mode) : old.mode & 0o7777;
  await chmod(path, mode).catch(() => undefined);
  const own = await stat(path);
  // Only root can give a file away; for everybody else it becomes theirs, as with any editor.
  if (own.uid !== old.uid || own.gid !== old.gid) await chown(path, old.uid, old.gid).catch(() => undefined);
}

/** Where a folder cannot be opened (Windows), the system sees to it by itself. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => undefined);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}

/** Removes what killed runs left of writing this file and its neighbours; never fails. */
export async function sweepTemporaries(path: string, nowMs: number): Promise<void> {
  const folder = dirname(path);
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    if (!name.startsWith(basename(path)) || !name.includes(MARK)) continue;
    const file = join(folder, name);
    const stats = await stat(file).catch(() => undefined);
    if (stats === undefined || nowMs - stats.mtimeMs < LEFT_BEHIND_MS) continue;
    await rm(file, { force: true }).catch(() => undefined);
  }
}
