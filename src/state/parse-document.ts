/** Parses and checks a state document. */

import { StateError } from '../model/errors.ts';
import { isDeeperThan, isObject, type Json, MAX_JSON_DEPTH } from '../model/json.ts';
import { STATE_VERSION, type StateDocument } from '../model/state.ts';
import { findDocumentFault } from './document.ts';
import { isTerraformState, recognizeForeignText } from './foreign-text.ts';

/** The code of a text that is not a state document. */
export const DAMAGED = 'CQ601';

/** `path` names the document in messages; `hint` says what to do about a damaged one. */
export function parseDocument(text: string, path: string, hint?: string): StateDocument {
  const damaged = (fault: string, details: { cause?: unknown; hint?: string } = {}): StateError =>
    new StateError(`${path} is not a state document: ${fault}`, {
      code: DAMAGED,
      ...(hint === undefined ? {} : { hint }),
      ...details,
    });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const foreign = recognizeForeignText(text);
    // The parser's message is not repeated: it shows the text, and the path may lead to any file.
    const fault = text.trim() === '' ? 'it is empty' : 'it is not JSON';
    throw foreign === undefined ? damaged(fault, { cause }) : damaged(foreign.fault, { hint: foreign.hint });
  }
  if (isDeeperThan(value, MAX_JSON_DEPTH)) {
    throw damaged(`it has more than ${MAX_JSON_DEPTH} lists and objects within each other`);
  }
  if (isTerraformState(value as Json)) {
    throw new StateError(`${path} is a state of Terraform or OpenTofu, not of cqctl`, {
      code: 'CQ616',
      hint: 'nothing was overwritten, and will not be; give cqctl a place of its own under `state`',
    });
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
