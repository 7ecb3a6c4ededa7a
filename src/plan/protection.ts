/** Protection goes on until it is written to end, whatever becomes of the block, the key or the object. */

import type { Desired } from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { StateResource } from '../model/state.ts';
import { findEmptyPlace } from './emptied.ts';
import type { Match } from './match.ts';

/** `entry` is what state has under the address, where the match has another or none. */
export function keepProtection(
  match: Match,
  entry: StateResource | undefined,
  empty: Desired['empty'],
): { match: Match; warnings: Diagnostic[] } {
  const { desired } = match;
  const known = match.known ?? entry;
  const { preventDestroy } = desired.lifecycle;
  if (known?.prevent_destroy !== true || preventDestroy === true) return { match, warnings: [] };
  // An environment that is empty now may have written it, over a project that does not protect.
  const isEmptied = findEmptyPlace(empty, { kind: desired.kind, file: known.file }) !== undefined;
  if (preventDestroy === undefined || isEmptied) {
    const lifecycle = { ...desired.lifecycle, preventDestroy: true };
    return { match: { ...match, desired: { ...desired, lifecycle } }, warnings: [] };
  }
  const warning: Diagnostic = {
    code: 'CQ418',
    severity: 'warning',
    summary: `${desired.address} is no longer protected once this is applied: prevent_destroy is false in the file`,
    address: desired.address,
    source: desired.source,
  };
  return { match, warnings: [warning] };
}
