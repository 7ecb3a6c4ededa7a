/**
 * State in a file: read with checks, replaced atomically, and only by a writer that has read the version it replaces.
 *
 * If a run is killed, the file is the old document or the new one. The document that a run found is kept as `.backup`.
 * The lock separates two runs; lineage and serial are still checked before each write, in case the file was replaced by
 * hand or the lock was taken away.
 */

import { copyFile, readFile, rename, rm, stat } from 'node:fs/promises';
import { StateError } from '../model/errors.ts';
import { errorCode } from '../model/file-errors.ts';
import type { StateDocument } from '../model/state.ts';
import { removeTemporaries, replaceFile, temporaryName } from './atomic-file.ts';
import { serializeDocument } from './document.ts';
import { LocalLock } from './local-lock.ts';
import { parseDocument } from './parse-document.ts';
import { restrictToOwner } from './private-file.ts';
import { assertFile, realPathOf } from './real-path.ts';
import { rescueTo } from './rescue.ts';
import { toStateError } from './state-error.ts';
import type { StateStore } from './store.ts';
import { VersionCheck } from './version-check.ts';

/** `given` is absolute; its folder is made when first needed. */
export function openLocalStore(given: string): StateStore {
  const path = realPathOf(given);
  const lock = new LocalLock(`${path}.lock`);
  /** The file's signature when this run last read or wrote it; a different one means that somebody else wrote it. */
  let signature: string | null = null;
  const versions = new VersionCheck(path);
  let isFirstWrite = true;

  const sign = async (): Promise<string | null> => {
    try {
      const found = await stat(path, { bigint: true });
      assertFile(path, found);
      return `${found.ino} ${found.size} ${found.mtimeNs}`;
    } catch (error) {
      if (error instanceof StateError) throw error;
      if (errorCode(error) === 'ENOENT') return null;
      throw toStateError(error, 'read', path);
    }
  };

  const load = async (): Promise<StateDocument | null> => {
    // Taken before the text is read: a write in between then counts as somebody else's.
    signature = await sign();
    return signature === null ? null : readDocument(path);
  };

  const read = async (): Promise<StateDocument | null> => {
    // A writer that replaces an unreadable file on purpose treats it as missing.
    versions.noteSeen(null);
    const document = await load();
    versions.noteSeen(document);
    return document;
  };

  /** The file is only read again if its signature has changed. */
  const assertSuccessor = async (document: StateDocument): Promise<void> => {
    const { last } = versions;
    const isUnchanged = last !== undefined && (await sign()) === signature;
    versions.assertNext(document, isUnchanged ? last : await load());
  };

  /** A failed backup must not prevent the write of the state. */
  const backUp = async (): Promise<void> => {
    if (signature === null) return;
    // An unreadable file must not replace the backup of the last good document.
    const aside = versions.last === null ? `${path}.damaged` : `${path}.backup`;
    const draft = temporaryName(aside);
    try {
      await copyFile(path, draft);
      await restrictToOwner(draft);
      await rename(draft, aside);
    } catch {
      await rm(draft, { force: true }).catch(() => undefined);
    }
  };

  return {
    describe: () => path,
    lockFile: `${path}.lock`,
    read,
    async write(document) {
      await assertSuccessor(document);
      if (isFirstWrite) {
        await removeTemporaries(path, Date.now());
        await backUp();
      }
      try {
        await replaceFile(path, serializeDocument(document), { isPrivate: true });
      } catch (error) {
        throw toStateError(error, 'write', path);
      }
      isFirstWrite = false;
      signature = await sign();
      versions.noteSeen(document);
    },
    rescue: (document) => rescueTo(`${path}.unsaved`, document),
    lock: (operation, options) => lock.acquire(operation, options),
    holder: () => lock.holder(),
    forceUnlock: (id) => lock.force(id),
  };
}

async function readDocument(path: string): Promise<StateDocument> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw toStateError(error, 'read', path);
  }
  const backup = `${path}.backup`;
  const hasBackup = await stat(backup).then(
    () => true,
    () => false,
  );
  return parseDocument(
    text,
    path,
    hasBackup
      ? `the document before the last run is in ${backup}: copy it to ${path}`
      : `there is no backup; without ${path} the next apply finds objects by number or name`,
  );
}
