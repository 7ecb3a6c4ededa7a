/** Errors of the file system as messages. */

import { StateError } from '../model/errors.ts';

const REASONS: { readonly [code: string]: string } = {
  ENOSPC: 'there is no space left on the disk',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file would be too large',
  EACCES: 'permission is denied',
  EPERM: 'the operation is not permitted',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'part of the path is not a folder',
  EEXIST: 'something else is in its place',
  EISDIR: 'it is a folder',
  ENOENT: 'it does not exist',
  ELOOP: 'its symbolic links go round in circles',
  ENAMETOOLONG: 'its name is too long',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  EBUSY: 'another program uses it',
  EIO: 'the disk reports an error',
};

/** The code of a system error, or undefined. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

export function fileReason(error: unknown): string {
  const code = errorCode(error);
  return code === undefined ? String(error) : (REASONS[code] ?? code);
}

export function toStateError(error: unknown, deed: string, path: string): StateError {
  return new StateError(`cannot ${deed} ${path}: ${fileReason(error)}`, { code: 'CQ600', cause: error });
}
