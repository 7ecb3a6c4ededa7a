/** Files as commands read and write them: every failure says which file and why. */

import { constants } from 'node:fs';
import { access, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { EnvironmentError } from '../../model/errors.ts';
import { errorCode, fileReason } from '../../model/file-errors.ts';
import { replaceFile } from '../../state/atomic-file.ts';
import { makePrivateFolder, PRIVATE_FILE, restrictToOwner } from '../../state/private-file.ts';

function failed(what: string, cause: unknown): EnvironmentError {
  return new EnvironmentError(`${what}: ${fileReason(cause)}`, { code: 'CQ904', cause });
}

/** A name with `{env}` in it stands for one file an environment. */
export function fileFor({ environment }: { environment: string | undefined }, name: string): string {
  return environment === undefined ? name : name.replaceAll(ENVIRONMENT_MARK, environment);
}

export const ENVIRONMENT_MARK = '{env}';

export async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw failed(`${path} cannot be read`, cause);
  }
}

/** Throws what `writeText` would, as far as that can be known without touching the file. */
export async function demandWritable(path: string): Promise<void> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => undefined,
  );
  try {
    if (isFolder === true) throw Object.assign(new Error('it is a folder'), { code: 'EISDIR' });
    await access(isFolder === undefined ? dirname(path) : path, constants.W_OK);
  } catch (cause) {
    throw failed(`${path} cannot be written`, cause);
  }
}

/** In place, for what can be made again: the file may be a device or a pipe. */
export async function writeText(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (cause) {
    throw failed(`${path} cannot be written`, cause);
  }
}

/** As above, and a file is its owner's alone. */
export async function writePrivateText(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { mode: PRIVATE_FILE });
    await restrictToOwner(path);
  } catch (cause) {
    throw failed(`${path} cannot be written`, cause);
  }
}

/** For what somebody has typed: where it cannot be written, as on a full disk, it is left as it was. */
export async function replaceText(path: string, text: string): Promise<void> {
  try {
    await replaceFile(path, text);
  } catch (cause) {
    throw failed(`${path} cannot be written`, cause);
  }
}

/** Where nothing is yet, not even a link; what cannot be written whole is taken away. */
export async function createText(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: 'wx' });
  } catch (cause) {
    if (errorCode(cause) !== 'EEXIST') await rm(path, { force: true }).catch(() => undefined);
    throw failed(`${path} cannot be written`, cause);
  }
}

/** For the files of cqctl alone. */
export async function makeOwnFolder(path: string): Promise<void> {
  try {
    await makePrivateFolder(path);
  } catch (cause) {
    throw failed(`${path} cannot be made`, cause);
  }
}

export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (cause) {
    throw failed(`${path} cannot be made`, cause);
  }
}
