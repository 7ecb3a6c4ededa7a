/**
 * State in a file: read with checks, replaced atomically.
 *
 * A write goes to a temporary file in the same folder, is forced to the disk and renamed over the old one; then the
 * folder is forced too. Whatever moment a run is killed in, the file is the old document or the new one. The document
 * that a run found is kept as `.backup`.
 */

import { copyFile, mkdir, open, readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { StateError } from '../model/errors.ts';
import { isObject } from '../model/json.ts';
import { STATE_VERSION, type StateDocument } from '../model/state.ts';
import { findDocumentFault, serializeDocument } from './document.ts';
import { errorCode, toStateError } from './file-errors.ts';
import { LocalLock } from './local-lock.ts';
import type { StateStore } from './store.ts';

/** `path` is absolute; its folder is made when first needed. */
export function openLocalStore(path: string): StateStore {
  const lock = new LocalLock(`${path}.lock`);
  /** What the file was when it was last read or written here: another means somebody else wrote. */
  let seen: string | null | undefined;
  let hasBackup = false;

  const signature = async (): Promise<string | null> => {
    try {
      const { ino, size, mtimeMs } = await stat(path);
      return `${ino} ${size} ${mtimeMs}`;
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return null;
      throw toStateError(error, 'read', path);
    }
  };

  const read = async (): Promise<StateDocument | null> => {
    seen = await signature();
    return seen === null ? null : parseDocument(await readText(path), path);
  };

  /** Checks lineage and serial against what is on the disk, which is read only when it is not what was seen last. */
  const demandSuccessor = async (document: StateDocument): Promise<void> => {
    if ((await signature()) === seen) return;
    const current = await read();
    if (current === null) return;
    if (current.lineage === document.lineage && current.serial < document.serial) return;
    const found = current.lineage === document.lineage ? `serial ${current.serial}` : 'another lineage';
    throw new StateError(`the state in ${path} is not the one this run read: it has ${found}`, {
      code: 'CQ603',
      hint: 'nothing was overwritten; run the command again',
    });
  };

  const backUp = async (): Promise<void> => {
    if (hasBackup || seen === null) return;
    await copyFile(path, `${path}.backup`);
    hasBackup = true;
  };

  return {
    describe: () => path,
    read,
    async write(document) {
      await demandSuccessor(document);
      try {
        await backUp();
        await replaceFile(path, serializeDocument(document));
      } catch (error) {
        throw toStateError(error, 'write', path);
      }
      seen = await signature();
    },
    async rescue(document) {
      const aside = `${path}.unsaved`;
      try {
        await replaceFile(aside, serializeDocument(document));
        return aside;
      } catch {
        return undefined;
      }
    },
    lock: (operation, options) => lock.acquire(operation, options),
    holder: () => lock.holder(),
    forceUnlock: (id) => lock.force(id),
  };
}

async function replaceFile(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFileAtomic(path, text);
  // The rename itself has to reach the disk. Where a folder cannot be opened (Windows), the system sees to it.
  const folder = await open(dirname(path), 'r').catch(() => undefined);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw toStateError(error, 'read', path);
  }
}

/** Checks a document from a file; also what `state push` is given. */
export function parseDocument(text: string, path: string): StateDocument {
  const damaged = (fault: string, cause?: unknown): StateError =>
    new StateError(`${path} is not a state document: ${fault}`, {
      code: 'CQ601',
      hint: `the document before the last run may be in ${path}.backup`,
      cause,
    });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw damaged(text.trim() === '' ? 'it is empty' : 'it is not JSON', error);
  }
  if (isObject(value) && typeof value['version'] === 'number' && value['version'] > STATE_VERSION) {
    throw new StateError(`${path} was written by a newer cqctl (state version ${value['version']})`, {
      code: 'CQ602',
      hint: `this one knows versions up to ${STATE_VERSION}: upgrade cqctl`,
    });
  }
  const fault = findDocumentFault(value);
  if (fault !== undefined) throw damaged(fault);
  return value as unknown as StateDocument;
}
