/**
 * Replaces a file atomically: at every moment, power cuts included, it is either the old or the new one.
 *
 * The text is written to a temporary file in the same folder, synced to the disk, and renamed over the file; then the
 * folder is synced too, or the rename could be lost. A short write is continued until everything is written or the
 * system refuses: a full disk takes half of a write without an error, and that half must not become the file.
 *
 * Mode, owner and symbolic links are kept, except that a private file loses permissions it should not have
 * (`private-file`). Temporary files of killed runs are removed later.
 */

import { randomUUID } from 'node:crypto';
import { chmod, chown, mkdir, open, readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { makePrivateFolder, PRIVATE_FILE, privateMode } from './private-file.ts';

const MARK = '.tmp-';
/** A younger temporary file may still be in use. */
const LEFT_BEHIND_MS = 10 * 60 * 1000;

/** A unique name beside the file, which `removeTemporaries` recognises. */
export function temporaryName(path: string): string {
  return `${path}${MARK}${randomUUID()}`;
}

export interface ReplaceOptions {
  /** Readable by its owner only, as is a folder that is created for it. */
  isPrivate?: boolean;
}

/** Creates the folder if needed. Rejects with the error of the file system; then nothing has changed. */
export async function replaceFile(path: string, text: string, options: ReplaceOptions = {}): Promise<void> {
  const { isPrivate = false } = options;
  if (isPrivate) await makePrivateFolder(dirname(path));
  else await mkdir(dirname(path), { recursive: true });
  const target = await realpath(path).catch(() => path);
  const draft = temporaryName(target);
  try {
    await writeWhole(draft, text, isPrivate);
    await copyAttributes(draft, target, isPrivate);
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

async function copyAttributes(path: string, from: string, isPrivate: boolean): Promise<void> {
  const old = await stat(from).catch(() => undefined);
  if (old === undefined) return;
  const mode = isPrivate ? await privateMode(from, old.mode) : old.mode & 0o7777;
  await chmod(path, mode).catch(() => undefined);
  const own = await stat(path);
  // Only root can change the owner; for everybody else the file becomes theirs, as with any editor.
  if (own.uid !== old.uid || own.gid !== old.gid) await chown(path, old.uid, old.gid).catch(() => undefined);
}

/** On Windows a folder cannot be opened, and the system syncs it by itself. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => undefined);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}

/** Removes temporary files of killed runs for this file and its neighbours; never fails. */
export async function removeTemporaries(path: string, nowMs: number): Promise<void> {
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
