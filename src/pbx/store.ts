/**
 * The data file: LMDB, as one map from [table, key…] to text, and one to bytes.
 *
 * - A write is one transaction: all of it or nothing, one writer at a time across all processes on the file, and on the
 *   disk before its promise resolves. Transactions that wait together share one commit, so parallel writes stay cheap.
 * - A read sees the last commit of any process. Work passed to `read` and `write` is synchronous, so that all it reads
 *   is one state of the file.
 * - `overlappingSync` is off: with it a commit resolves before the disk has it.
 */

import { chmodSync, closeSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Database, Key, RootDatabase } from 'lmdb';
import { open } from 'lmdb';
import { EnvironmentError } from '../model/errors.ts';
import { findDataFileFault } from './data-file.ts';

/** Raised when a file written by this version could be misread by an older one. */
const FORMAT = '1';

/** Sorts after every key that is a number or ASCII text. */
const LAST = '\uffff';

/** The table of lists; data files of earlier versions have it under this name, and the revision of all lists. */
export const LISTS = 'agents';

/** Names of the tables; the comments say key and value. */
type TableName =
  /** name: text. `format`, `lastId`, `sequence`. */
  | 'meta'
  /** kind, or `LISTS`: how many writes it has seen. */
  | 'revision'
  /** kind, id: the answer to a GET of it, as JSON text. */
  | 'object'
  /** kind, id: its place in the order of creation. */
  | 'place'
  /** kind, place: its line in a list, as JSON text. */
  | 'line'
  /** kind, natural key: id. */
  | 'natural'
  /** object id: the ids of its prompts, which no answer shows. */
  | 'prompts'
  /** file id, object id: the object plays the file. */
  | 'plays'
  /** object id: its list, as the answer to a GET. */
  | typeof LISTS
  /** object id: status by agent number. */
  | 'statuses'
  /** upload id: what is known of an upload that is not complete. */
  | 'upload'
  /** digest: where its bytes are. */
  | 'blob'
  /** digest, file id: the file has these bytes. */
  | 'holds'
  /** hash of a token: who it speaks for, and until when. */
  | 'token';

const OWNER_ONLY = 0o600;
const OTHERS = 0o007;

type TablePath = readonly [TableName, ...(string | number)[]];

interface Entry {
  key: (string | number)[];
  text: string;
}

export interface Store {
  read<T>(work: () => T): T;
  /** What `work` throws undoes all that it wrote. */
  write<T>(work: () => T): Promise<T>;
  get(path: TablePath): string | undefined;
  put(path: TablePath, text: string): void;
  remove(path: TablePath): void;
  /** All below a path, in the order of their keys; numbers in numeric order. */
  entries(path: TablePath): Entry[];
  getBytes(key: readonly (string | number)[]): Uint8Array | undefined;
  putBytes(key: readonly (string | number)[], bytes: Uint8Array): void;
  removeBytes(key: readonly (string | number)[]): void;
  close(): Promise<void>;
}

export function openStore(dataFile: string): Store {
  const { root, text, bytes } = openFile(dataFile);
  const keyOf = (path: readonly (string | number)[]): Key => path as Key;
  const translate = (error: unknown): unknown => translateDamage(error, dataFile);
  const told = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw translate(error);
    }
  };
  return {
    read: (work) =>
      told(() => {
        root.resetReadTxn();
        return work();
      }),
    write: (work) =>
      root.childTransaction(work).catch((error: unknown) => {
        throw translate(error);
      }),
    get: (path) => told(() => text.get(keyOf(path))),
    // Within a transaction lmdb writes at once and the promise is already settled.
    put: (path, value) => told(() => void text.put(keyOf(path), value)),
    remove: (path) => told(() => void text.remove(keyOf(path))),
    entries: (path) => {
      const range = { start: keyOf(path), end: keyOf([...path, LAST]) };
      return told(() =>
        Array.from(text.getRange(range), ({ key, value }) => ({
          key: key as (string | number)[],
          text: value,
        })),
      );
    },
    getBytes: (key) => told(() => bytes.get(keyOf(key))),
    putBytes: (key, value) => told(() => void bytes.put(keyOf(key), value)),
    removeBytes: (key) => told(() => void bytes.remove(keyOf(key))),
    close: () => root.close(),
  };
}

/** An error of lmdb itself has a number for a code; it shows only once the damaged page is read. */
function translateDamage(error: unknown, dataFile: string): unknown {
  const isOfLmdb = error instanceof Error && 'code' in error && typeof error.code === 'number';
  return isOfLmdb ? describeDamage(dataFile, 'what is in it does not fit together', error) : error;
}

function describeDamage(dataFile: string, fault: string, cause?: unknown): EnvironmentError {
  return new EnvironmentError(`the data file of the embedded PBX, ${dataFile}, cannot be used: ${fault}`, {
    code: 'CQ921',
    hint: 'put a copy of it back, or move it and the file with -lock beside it away: the embedded PBX then starts empty, and apply fills it again',
    cause,
  });
}

function openFile(dataFile: string): {
  root: RootDatabase;
  text: Database<string, Key>;
  bytes: Database<Uint8Array, Key>;
} {
  try {
    mkdirSync(dirname(dataFile), { recursive: true });
    const fault = findDataFileFault(dataFile);
    if (fault !== undefined) throw describeDamage(dataFile, fault);
    // lmdb would make them for everybody to read.
    for (const path of [dataFile, `${dataFile}-lock`]) makePrivate(path);
    const root = open({ path: dataFile, noSubdir: true, overlappingSync: false, maxDbs: 4 });
    const text = root.openDB<string, Key>({ name: 'text', encoding: 'string' });
    const bytes = root.openDB<Uint8Array, Key>({ name: 'bytes', encoding: 'binary' });
    checkFormat(text);
    return { root, text, bytes };
  } catch (error) {
    const cause = translateDamage(error, dataFile);
    if (cause instanceof EnvironmentError) throw cause;
    throw new EnvironmentError(`the embedded PBX cannot open its data file ${dataFile}`, {
      code: 'CQ590',
      cause,
      hint: 'see that the folder can be written to, and that the file is one that the embedded PBX made',
    });
  }
}

/** Makes an empty file for its owner alone; one that others may read, which nobody has chosen, is narrowed. */
function makePrivate(path: string): void {
  closeSync(openSync(path, 'a', OWNER_ONLY));
  const { mode } = statSync(path);
  if ((mode & OTHERS) === 0) return;
  try {
    chmodSync(path, OWNER_ONLY);
  } catch {
    // Somebody else's file stays as it is.
  }
}

function checkFormat(text: Database<string, Key>): void {
  const format = text.transactionSync(() => {
    const found = text.get(['meta', 'format']);
    if (found === undefined) void text.put(['meta', 'format'], FORMAT);
    return found ?? FORMAT;
  });
  if (format === FORMAT) return;
  throw new EnvironmentError('the data file of the embedded PBX was written by another version of cqctl', {
    code: 'CQ591',
    hint: 'use that version, or move the file away to start with an empty PBX',
  });
}
