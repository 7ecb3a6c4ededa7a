/**
 * Applies all `moved` blocks of the files to the state at once. Moves may form chains and circles; their order does not
 * matter.
 *
 * `moved` blocks may stay in the files after they were applied. When a key is the source of one move and the target of
 * another, its natural key decides: an entry that has the natural key of the files was moved already.
 */

import { listAddress, parseAddress } from '../kinds/address.ts';
import type { Address } from '../model/address.ts';
import type { Desired, Move } from '../model/desired.ts';
import type { StateResource } from '../model/state.ts';
import { type Entries, entriesOf } from './entries.ts';

export function followMoves(entries: Entries, desired: Desired): void {
  if (desired.moved.length === 0) return;
  const written = new Map(desired.resources.map(({ address, naturalKey }) => [address, naturalKey]));
  const moves = pendingMoves(entries, desired.moved, written);
  dropBlockedMoves(entries, moves, written);
  const renames = new Map<Address, Address>();
  for (const { from, to } of moves.values()) {
    renames.set(from, to);
    const [list, onto] = [listAddress(from), listAddress(to)];
    if (list !== undefined && onto !== undefined && !moves.has(list)) renames.set(list, onto);
  }
  rename(entries, renames);
}

/** The moves still to be made, by their `from` address: the state has another object there than the files. */
function pendingMoves(
  entries: Entries,
  moved: readonly Move[],
  written: ReadonlyMap<Address, string>,
): Map<Address, Move> {
  const moves = new Map<Address, Move>();
  const targets = new Map<Address, Address>();
  for (const move of moved) {
    const { from, to } = move;
    const kind = parseAddress(from)?.kind;
    if (kind === undefined || kind !== parseAddress(to)?.kind) {
      refuse(entries, move, 'their kinds differ');
      continue;
    }
    const entry = entryAt(entries, from);
    if (entry === undefined || entry.key === written.get(from)) continue;
    const other = targets.get(to);
    if (other !== undefined) refuse(entries, move, `${other} is moved there too`);
    else moves.set(from, move);
    targets.set(to, from);
  }
  return moves;
}

/** Removes moves onto an entry that stays, then moves onto the entries that stay because of that, and so on. */
function dropBlockedMoves(
  entries: Entries,
  moves: Map<Address, Move>,
  written: ReadonlyMap<Address, string>,
): void {
  const onto = new Map([...moves.values()].map((move) => [move.to, move]));
  const stuck = [...moves.values()].filter(({ to }) => entryAt(entries, to) !== undefined && !moves.has(to));
  for (const move of stuck) {
    moves.delete(move.from);
    // No error for a key that is still in the files: its object was moved earlier, and it has a new one.
    if (!written.has(move.from)) refuse(entries, move, 'the state has both');
    const next = onto.get(move.from);
    if (next !== undefined) stuck.push(next);
  }
}

function rename({ byKind, movedFrom }: Entries, renames: ReadonlyMap<Address, Address>): void {
  const found = [...renames].flatMap(([from, to]) => {
    const entry = entryAt({ byKind }, from);
    return entry === undefined ? [] : [{ from, to, entry }];
  });
  for (const { from, entry } of found) entriesOf({ byKind }, entry.kind).delete(from);
  for (const { from, to, entry } of found) {
    entriesOf({ byKind }, entry.kind).set(to, entry);
    movedFrom.set(to, from);
  }
}

function refuse({ diagnostics }: Entries, { from, to, source }: Move, reason: string): void {
  const summary = `${from} cannot be moved to ${to}: ${reason}`;
  diagnostics.push({ code: 'CQ408', severity: 'error', summary, address: to, source });
}

function entryAt({ byKind }: Pick<Entries, 'byKind'>, address: Address): StateResource | undefined {
  const kind = parseAddress(address)?.kind;
  return kind === undefined ? undefined : entriesOf({ byKind }, kind).get(address);
}
