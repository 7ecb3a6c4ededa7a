/**
 * State in a file: read with checks, replaced atomically, never by a writer that has not seen what it replaces.
 *
 * Whatever moment a run is killed in, the file is the old document or the new one. The document that a run found is kept
 * as `.backup`. The lock keeps two runs apart; lineage and serial are looked at all the same before each write, for a
 * file that was put there by hand or a lock that was taken away.
 */

import { copyFile, readFile, rename, rm, stat } from 'node:fs/promises';
import { StateError } from '../model/errors.ts';
import type { StateDocument } from '../model/state.ts';
import { replaceFile, sweepTemporaries, temporaryName } from './atomic-file.ts';
import { serializeDocument } from './document.ts';
import { errorCode, toStateError } from './file-errors.ts';
import { LocalLock } from './local-lock.ts';
import { parseDocument } from './parse-document.ts';
import { narrowFile } from './private-file.ts';
import { demandFile, realPathOf } from './real-path.ts';
import { rescueTo } from './rescue.ts';
import { Sequence } from './sequence.ts';
import type { StateStore } from './store.ts';

/** `given` is absolute; its folder is made when first needed. */
export function openLocalStore(given: string): StateStore {
  const path = realPathOf(given);
  const lock = new LocalLock(`${path}.lock`);
  /** What the file was when it was last read or written here: another means somebody else wrote. */
  let signature: string | null = null;
  const sequence = new Sequence(path);
  let isFirstWrite = true;

  const sign = async (): Promise<string | null> => {
    try {
      const found = await stat(path, { bigint: true });
      demandFile(path, found);
      return `${found.ino} ${found.size} ${found.mtimeNs}`;
    } catch (error) {
      if (error instanceof StateError) throw error;
      if (errorCode(error) === 'ENOENT') return null;
      throw toStateError(error, 'read', path);
    }
  };

  const load = async (): Promise<StateDocument | null> => {
    // Before the text: what is written between the two then counts as written by somebody else.
    signature = await sign();
    return signature === null ? null : readDocument(path);
  };

  const read = async (): Promise<StateDocument | null> => {
    // What cannot be read counts as not there for who replaces it knowingly.
    sequence.saw(null);
    const document = await load();
    sequence.saw(document);
    return document;
  };

  /** The file is read again only when it is not what it was when seen last. */
  const demandSuccessor = async (document: StateDocument): Promise<void> => {
    const { last } = sequence;
    const isUnchanged = last !== undefined && (await sign()) === signature;
    sequence.demandNext(document, isUnchanged ? last : await load());
  };

  /** A backup that cannot be made is no reason to lose the state itself. */
  const backUp = async (): Promise<void> => {
    if (signature === null) return;
    // A file that could not be read must not take the place of the last good document.
    const aside = sequence.last === null ? `${path}.damaged` : `${path}.backup`;
    const draft = temporaryName(aside);
    try {
      await copyFile(path, draft);
      await narrowFile(draft);
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
      await demandSuccessor(document);
      if (isFirstWrite) {
        await sweepTemporaries(path, Date.now());
        await backUp();
      }
      try {
        await replaceFile(path, serializeDocument(document), { isPrivate: true });
      } catch (error) {
        throw toStateError(error, 'write', path);
      }
      isFirstWrite = false;
      signature = await sign();
      sequence.saw(document);
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
