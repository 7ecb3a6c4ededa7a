/** From text to a state document: whole, and of a version that this cqctl knows. */

import { StateError } from '../model/errors.ts';
import { isDeeperThan, isObject, MAX_JSON_DEPTH } from '../model/json.ts';
import { STATE_VERSION, type StateDocument } from '../model/state.ts';
import { findDocumentFault } from './document.ts';

/** The code of a text that is there and is no state document. */
export const DAMAGED = 'CQ601';

/** `path` is what to call it in messages, `hint` what to do about a damaged one. */
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
    // The parser's own words repeat the text, and the file may be anything that a path leads to.
    throw damaged(text.trim() === '' ? 'it is empty' : 'it is not JSON', error);
  }
  if (isDeeperThan(value, MAX_JSON_DEPTH)) {
    throw damaged(`it has more than ${MAX_JSON_DEPTH} lists and objects within each other`);
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
