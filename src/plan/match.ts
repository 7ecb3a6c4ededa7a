/**
 * Which live object each desired server or queue is.
 *
 * Vocabulary: an object is *claimed* when state, under some address, has its id and its natural key still is what state
 * knows (ids alone are not trusted: they could be another PBX's). Natural keys never change on the PBX, so a desired
 * resource that names another key than its claimed object wants another object.
 *
 *   1. claimed under its own address, same key          -> bound
 *   2. its key exists, claimed under another address
 *      that is gone from the files or wants another key -> moved from there
 *      its key exists, claimed by nobody                -> adopted; but not in exchange for an object of its own
 *   3. an object of its own, with another key           -> replaced
 *   4. nothing                                          -> created
 *   5. claimed, and nobody of the above took it         -> destroyed, when no file names its address any more
 *
 * Objects that step 2 took away from an address still in the files leave that address without one; if objects are left
 * over on the other side, they are paired in the order of the files and replaced, so that an address stands once in a
 * plan. Linear: every step is one pass over maps.
 */

import type { Address } from '../model/address.ts';
import type { DesiredQueue, DesiredServer } from '../model/desired.ts';
import type { LiveObject } from '../model/live.ts';
import type { StateResource } from '../model/state.ts';

export type Root = DesiredServer | DesiredQueue;

export interface Match {
  desired: Root;
  relation: 'bound' | 'moved' | 'adopted' | 'replaced' | 'created' | 'taken';
  /** Absent for what is created; of a replaced one, the object that goes. */
  live?: LiveObject;
  known?: StateResource;
  previous?: Address;
  /** Of a taken key: the object nobody manages that has it. */
  holder?: LiveObject;
}

export interface Orphan {
  address: Address;
  known: StateResource;
  live: LiveObject;
}

export interface Matching {
  /** In the order of the files. */
  matches: Match[];
  /** Claimed, but named by no file. In the order of addresses. */
  orphans: Orphan[];
  /** In state, but neither in the files nor on the PBX. */
  gone: Address[];
  /** Neither named nor claimed. */
  unmanaged: LiveObject[];
}

export function matchResources(
  roots: readonly Root[],
  live: readonly LiveObject[],
  entries: ReadonlyMap<Address, StateResource>,
): Matching {
  const byId = new Map(live.map((object) => [object.id, object]));
  const byKey = new Map(live.map((object) => [object.key, object]));
  const claims = new Map<string, Address>();
  const gone: Address[] = [];
  for (const [address, entry] of entries) {
    const object = byId.get(entry.id);
    if (object !== undefined && object.key === entry.key && !claims.has(object.id))
      claims.set(object.id, address);
    else gone.push(address);
  }
  const owned = new Map([...claims].map(([id, address]) => [address, byId.get(id) as LiveObject]));
  const taken = new Set<string>();
  const found = new Map<Root, Match>();
  for (const desired of roots) {
    const own = owned.get(desired.address);
    if (own?.key !== desired.naturalKey) continue;
    taken.add(own.id);
    found.set(desired, withKnown({ desired, relation: 'bound', live: own }, entries.get(desired.address)));
  }
  for (const desired of roots) {
    if (found.has(desired)) continue;
    const object = byKey.get(desired.naturalKey);
    if (object === undefined || taken.has(object.id)) continue;
    const claimant = claims.get(object.id);
    const own = owned.get(desired.address);
    if (claimant === undefined && own !== undefined) {
      found.set(desired, { desired, relation: 'taken', live: own, holder: object });
      taken.add(own.id);
      continue;
    }
    taken.add(object.id);
    if (claimant === undefined) found.set(desired, { desired, relation: 'adopted', live: object });
    else {
      const match: Match = { desired, relation: 'moved', live: object, previous: claimant };
      found.set(desired, withKnown(match, entries.get(claimant)));
    }
  }
  const inFiles = new Set(roots.map((desired) => desired.address));
  // Objects whose address stands in the files: that resource's own to replace, or, where it has found another, anybody's.
  const settledAddresses = new Set([...found.keys()].map((desired) => desired.address));
  const spare = new Map(
    [...owned].filter(([address, object]) => inFiles.has(address) && !taken.has(object.id)),
  );
  const pool = [...spare].filter(([address]) => settledAddresses.has(address)).map(([, object]) => object);
  for (const desired of roots) {
    if (found.has(desired)) continue;
    const own = spare.get(desired.address) ?? pool.shift();
    if (own === undefined) found.set(desired, { desired, relation: 'created' });
    else {
      taken.add(own.id);
      const known = entries.get(claims.get(own.id) as Address);
      found.set(desired, withKnown({ desired, relation: 'replaced', live: own }, known));
    }
  }
  const previousOf = new Map([...found.values()].map((match) => [match.desired.address, match.previous]));
  const orphans: Orphan[] = [];
  for (const [address, object] of owned) {
    if (taken.has(object.id)) continue;
    orphans.push({
      address: vacated(address, previousOf),
      known: entries.get(address) as StateResource,
      live: object,
    });
  }
  return {
    matches: roots.map((desired) => found.get(desired) as Match),
    orphans: orphans.sort((a, b) => (a.address < b.address ? -1 : 1)),
    gone: gone.filter((address) => !inFiles.has(address)).sort(),
    unmanaged: live.filter((object) => !taken.has(object.id) && !claims.has(object.id)),
  };
}

/**
 * The address under which an object is lost. Where its own now names an object that was found under another address,
 * the two have changed places, so that no address stands in a plan twice.
 */
function vacated(address: Address, previousOf: ReadonlyMap<Address, Address | undefined>): Address {
  let free = address;
  for (let next = previousOf.get(free); next !== undefined; next = previousOf.get(free)) free = next;
  return free;
}

function withKnown(match: Match, known: StateResource | undefined): Match {
  return known === undefined ? match : { ...match, known };
}
