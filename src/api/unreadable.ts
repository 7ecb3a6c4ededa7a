/** Live objects that the PBX lists but that cannot be read: the error, and whether to continue without them. */

import { ApiError } from '../model/errors.ts';

/** Adds the object's name to the error: a request's path has only the id. */
export function withName(error: unknown, name: string): unknown {
  if (!(error instanceof ApiError)) return error;
  return new ApiError(`${name}: ${error.message}`, error.failure, {
    code: error.code,
    cause: error,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
  });
}

/** Statuses that do not depend on the object: credentials, rate limits, gateways. */
const OF_EVERYTHING: readonly number[] = [401, 429, 502, 503, 504];

/** Whether an answer is about the one object that was asked for, so that the others can be read all the same. */
export function isOfOneObject(error: unknown): error is ApiError {
  const status = error instanceof ApiError ? error.failure.status : undefined;
  return status !== undefined && !OF_EVERYTHING.includes(status);
}

/** Whether the PBX or the connection to it is down for now and may recover by itself. */
export function isOutage(error: unknown): error is ApiError {
  if (!(error instanceof ApiError)) return false;
  const { status } = error.failure;
  const isGarbled = error.code === 'CQ504' || error.code === 'CQ520';
  return status === undefined || status === 429 || status >= 500 || isGarbled;
}
