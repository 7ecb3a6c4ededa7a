/**
 * Finds the live object of each desired object.
 *
 * Vocabulary: an object is *claimed* when the state has its id under some address, with the natural key that the object
 * still has (an id alone is not trusted: it could belong to another PBX). Natural keys never change on the PBX, so a
 * desired resource with another key than its claimed object needs another object.
 *
 *   1. claimed under its own address, same key          -> bound
 *   2. without an object of its own, and its key exists:
 *      claimed under another address                    -> moved from there, whose resource may now be without one too
 *      claimed by nobody                                -> adopted
 *   3. an object of its own, with another key           -> replaced; refused when nobody's object has that key
 *   4. nothing                                          -> created
 *   5. claimed, and nobody of the above took it         -> destroyed: no file names its address any more
 *
 * So only a resource without an object of its own can move. One that has an object and names another number is
 * replaced, even if that number belongs to an address that is gone or changes its own number. The order of the files
 * does not matter. Cost is linear: every step is one pass over maps.
 */

import type { Address } from '../model/address.ts';
import { compareText } from '../model/compare-text.ts';
import type { DesiredObject } from '../model/desired.ts';
import type { LiveObject } from '../model/live.ts';
import type { StateResource } from '../model/state.ts';

export interface Match {
  desired: DesiredObject;
  relation: 'bound' | 'moved' | 'adopted' | 'replaced' | 'created' | 'taken';
  /** Absent for a create; for a replace, the old object. */
  live?: LiveObject;
  known?: StateResource;
  previous?: Address;
  /** For a taken key: the unmanaged object that has it. */
  holder?: LiveObject;
}

export interface Orphan {
  address: Address;
  known: StateResource;
  live: LiveObject;
}

export interface Matching {
  /** All objects of the PBX. */
  byId: ReadonlyMap<string, LiveObject>;
  /** One for each desired object, in their order. */
  matches: Match[];
  /** Claimed, but in no file. Sorted by address. */
  orphans: Orphan[];
  /** In the state, but neither in the files nor on the PBX. */
  gone: Address[];
  /** Neither desired nor claimed. */
  unmanaged: LiveObject[];
}

export function matchResources(
  objects: readonly DesiredObject[],
  live: readonly LiveObject[],
  entries: ReadonlyMap<Address, StateResource>,
): Matching {
  const byId = new Map(live.map((object) => [object.id, object]));
  const claims = new Map<string, Address>();
  const owned = new Map<Address, LiveObject>();
  const gone: Address[] = [];
  for (const [address, entry] of entries) {
    const object = byId.get(entry.id);
    if (object === undefined || object.key !== entry.key || claims.has(object.id)) {
      gone.push(address);
      continue;
    }
    claims.set(object.id, address);
    owned.set(address, object);
  }
  const taken = new Set<string>();
  const matches = objects.map((desired): Match | undefined => {
    const own = owned.get(desired.address);
    if (own?.key !== desired.naturalKey) return undefined;
    taken.add(own.id);
    return { desired, relation: 'bound', live: own, known: entries.get(desired.address) as StateResource };
  });
  // Most resources are matched by now; only the others are looked up by key.
  const unmatched = [...objects.keys()].filter((index) => matches[index] === undefined);
  const byKey = new Map(unmatched.length === 0 ? [] : live.map((object) => [object.key, object]));
  const places = new Map(unmatched.map((index) => [(objects[index] as DesiredObject).address, index]));
  const unowned = unmatched.filter((index) => !owned.has((objects[index] as DesiredObject).address));
  for (const index of unowned) {
    const desired = objects[index] as DesiredObject;
    const object = byKey.get(desired.naturalKey);
    if (object === undefined || taken.has(object.id)) continue;
    taken.add(object.id);
    const claimant = claims.get(object.id);
    if (claimant === undefined) {
      matches[index] = { desired, relation: 'adopted', live: object };
      continue;
    }
    const match: Match = { desired, relation: 'moved', live: object, previous: claimant };
    matches[index] = withKnown(match, entries.get(claimant));
    const displaced = places.get(claimant);
    if (displaced !== undefined) unowned.push(displaced);
  }
  for (const index of unmatched) {
    if (matches[index] !== undefined) continue;
    const desired = objects[index] as DesiredObject;
    const own = owned.get(desired.address);
    if (own === undefined || taken.has(own.id)) {
      matches[index] = { desired, relation: 'created' };
      continue;
    }
    taken.add(own.id);
    const holder = byKey.get(desired.naturalKey);
    if (holder !== undefined && !claims.has(holder.id)) {
      matches[index] = { desired, relation: 'taken', live: own, holder };
    } else {
      const match: Match = { desired, relation: 'replaced', live: own };
      matches[index] = withKnown(match, entries.get(desired.address));
    }
  }
  const orphans: Orphan[] = [];
  for (const [address, object] of owned) {
    if (taken.has(object.id)) continue;
    orphans.push({ address, known: entries.get(address) as StateResource, live: object });
  }
  return {
    byId,
    matches: matches as Match[],
    orphans: orphans.sort((a, b) => compareText(a.address, b.address)),
    gone: gone.filter((address) => !places.has(address)).sort(),
    unmanaged: live.filter((object) => !taken.has(object.id) && !claims.has(object.id)),
  };
}

function withKnown(match: Match, known: StateResource | undefined): Match {
  return known === undefined ? match : { ...match, known };
}
