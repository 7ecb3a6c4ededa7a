/**
 * State in a file: read with checks, replaced atomically, never by a writer that has not seen what it replaces.
 *
 * Whatever moment a run is killed in, the file is the old document or the new one. The document that a run found is kept
 * as `.backup`. The lock keeps two runs apart; lineage and serial are looked at all the same before each write, for a
 * file that was put there by hand or a lock that was taken away.
 */

import { copyFile, readFile, rename, rm, stat } from 'node:fs/promises';
import { StateError } from '../model/errors.ts';
import { isObject } from '../model/json.ts';
import { STATE_VERSION, type StateDocument } from '../model/state.ts';
import { replaceFile, sweepTemporaries, temporaryName } from './atomic-file.ts';
import { findDocumentFault, serializeDocument } from './document.ts';
import { errorCode, toStateError } from './file-errors.ts';
import { LocalLock } from './local-lock.ts';
import type { StateStore } from './store.ts';

/** The code of a file that is there and is no state document. */
export const DAMAGED = 'CQ601';

/** What tells one document from another. */
interface Version {
  lineage: string;
  serial: number;
}

/** `path` is absolute; its folder is made when first needed. */
export function openLocalStore(path: string): StateStore {
  const lock = new LocalLock(`${path}.lock`);
  /** What the file was when it was last read or written here: another means somebody else wrote. */
  let signature: string | null = null;
  /** The document that was then in it; null where there was none, or none that could be read. */
  let last: Version | null = null;
  let isKnown = false;
  let isFirstWrite = true;

  const sign = async (): Promise<string | null> => {
    try {
      const { ino, size, mtimeNs } = await stat(path, { bigint: true });
      return `${ino} ${size} ${mtimeNs}`;
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return null;
      throw toStateError(error, 'read', path);
    }
  };

  const read = async (): Promise<StateDocument | null> => {
    // Before the text: what is written between the two then counts as written by somebody else.
    signature = await sign();
    last = null;
    isKnown = true;
    if (signature === null) return null;
    const document = await readDocument(path);
    last = versionOf(document);
    return document;
  };

  /** The file is read again only when it is not what it was when seen last. */
  const demandSuccessor = async (document: StateDocument): Promise<void> => {
    const seen = isKnown ? last : undefined;
    if (!isKnown || (await sign()) !== signature) await read();
    const isOther = seen !== undefined && last !== null && !isSameVersion(seen, last);
    if (isOther) throw describeStale(path, `it has serial ${last?.serial} of lineage ${last?.lineage}`);
    if (last === null) return;
    if (last.lineage !== document.lineage) throw describeStale(path, `it has the lineage ${last.lineage}`);
    if (last.serial >= document.serial) {
      throw describeStale(path, `it has serial ${last.serial}, and ${document.serial} does not follow that`);
    }
  };

  /** A backup that cannot be made is no reason to lose the state itself. */
  const backUp = async (): Promise<void> => {
    if (signature === null) return;
    // A file that could not be read must not take the place of the last good document.
    const aside = last === null ? `${path}.damaged` : `${path}.backup`;
    const draft = temporaryName(aside);
    try {
      await copyFile(path, draft);
      await rename(draft, aside);
    } catch {
      await rm(draft, { force: true }).catch(() => undefined);
    }
  };

  return {
    describe: () => path,
    read,
    async write(document) {
      await demandSuccessor(document);
      if (isFirstWrite) {
        await sweepTemporaries(path, Date.now());
        await backUp();
      }
      try {
        await replaceFile(path, serializeDocument(document));
      } catch (error) {
        throw toStateError(error, 'write', path);
      }
      isFirstWrite = false;
      signature = await sign();
      last = versionOf(document);
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

function versionOf({ lineage, serial }: StateDocument): Version {
  return { lineage, serial };
}

function isSameVersion(a: Version | null, b: Version): boolean {
  return a !== null && a.lineage === b.lineage && a.serial === b.serial;
}

function describeStale(path: string, found: string): StateError {
  return new StateError(`the state in ${path} is not the one that this run read: ${found}`, {
    code: 'CQ603',
    hint: 'nothing was overwritten; run the command again',
  });
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

/** Checks a document from a file; also what `state push` is given. */
export function parseDocument(text: string, path: string, hint?: string): StateDocument {
  const damaged = (fault: string, cause?: unknown): StateError =>
    new StateError(`${path} is not a state document: ${fault}`, {
      code: DAMAGED,
      ...(hint === undefined ? {} : { hint }),
      cause,
    });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const place = error instanceof Error ? ` (${error.message})` : '';
    throw damaged(text.trim() === '' ? 'it is empty' : `it is not JSON${place}`, error);
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
