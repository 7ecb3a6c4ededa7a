/** What the file system refuses of a state, as an error. */

import { StateError } from '../model/errors.ts';
import { fileReason } from '../model/file-errors.ts';

export function toStateError(error: unknown, deed: string, path: string): StateError {
  return new StateError(`cannot ${deed} ${path}: ${fileReason(error)}`, { code: 'CQ600', cause: error });
}
