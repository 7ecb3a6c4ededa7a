/** Live objects that cannot be read, although the PBX lists them: what is said of them, and when to go on without. */

import { ApiError } from '../model/errors.ts';

/** The error with the name of what it is about: the path of a request has the id only. */
export function withName(error: unknown, name: string): unknown {
  if (!(error instanceof ApiError)) return error;
  return new ApiError(`${name}: ${error.message}`, error.failure, {
    code: error.code,
    cause: error,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
  });
}

/** Of the account, of the pace, of a gateway: the next object would fare no better. */
const OF_EVERYTHING: readonly number[] = [401, 429, 502, 503, 504];

/** Whether an answer is about the one object that was asked for, so that the others can be read all the same. */
export function isOfOneObject(error: unknown): error is ApiError {
  const status = error instanceof ApiError ? error.failure.status : undefined;
  return status !== undefined && !OF_EVERYTHING.includes(status);
}

/** Whether the PBX, or the way to it, does not work at the moment; it may well do so again without anybody's help. */
export function isOutage(error: unknown): error is ApiError {
  if (!(error instanceof ApiError)) return false;
  const { status } = error.failure;
  const isGarbled = error.code === 'CQ504' || error.code === 'CQ520';
  return status === undefined || status === 429 || status >= 500 || isGarbled;
}
