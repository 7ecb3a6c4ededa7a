/**
 * A protected resource stays protected until the files say `prevent_destroy: false`, even if its block, key or object
 * disappears.
 */

import type { Desired } from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { StateResource } from '../model/state.ts';
import { findEmptyPlace } from './empty-place.ts';
import type { Match } from './match.ts';

/** `entry` is the state entry at the address when the match has another one or none. */
export function keepProtection(
  match: Match,
  entry: StateResource | undefined,
  empty: Desired['empty'],
): { match: Match; warnings: Diagnostic[] } {
  const { desired } = match;
  const known = match.known ?? entry;
  const { preventDestroy } = desired.lifecycle;
  if (known?.prevent_destroy !== true || preventDestroy === true) return { match, warnings: [] };
  // The emptied environment may have protected it although the project does not.
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
