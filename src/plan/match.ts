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
 * plan. The INTERNAL server is left out of that: it cannot be replaced. Linear: every step is one pass over maps, and
 * ties are settled by address or id, so that neither the order of live lists nor that of state has a say.
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
  /** What state knows of `live`, and under which address. */
  known?: StateResource;
  claimant?: Address;
  /** What state says under the resource's own address, when the object it means is not there any more. */
  lost?: StateResource;
  /** Of a taken key: the object nobody manages that has it. */
  holder?: LiveObject;
}

export interface Orphan {
  /** Under which the object is lost: the claimant, or an address left free by an exchange. */
  address: Address;
  claimant: Address;
  known: StateResource;
  live: LiveObject;
}

export interface Matching {
  /** In the order of the files. */
  matches: Match[];
  /** Claimed, but named by no file. In the order of addresses. */
  orphans: Orphan[];
  /** In state, but neither in the files nor, as far as anybody has to do with it, on the PBX. */
  gone: Address[];
  /** Neither named nor claimed. In the order of natural keys. */
  unmanaged: LiveObject[];
  /** By the id of each object that state claims, under which address. */
  claimed: ReadonlyMap<string, Address>;
}

export interface MatchInput {
  roots: readonly Root[];
  live: readonly LiveObject[];
  /** Of this kind. */
  entries: ReadonlyMap<Address, StateResource>;
  /** Whether an object that nobody manages is destroyed anyhow, so that its key can be had. */
  isGivenUp(object: LiveObject): boolean;
}

export function matchResources(input: MatchInput): Matching {
  const { roots, live, entries } = input;
  const claims = readClaims(input);
  const { owned } = claims;
  const taken = new Set<string>();
  const found = new Map<Root, Match>();
  const take = (
    desired: Root,
    relation: Match['relation'],
    object: LiveObject,
    more: Partial<Match> = {},
  ): void => {
    taken.add(object.id);
    const claimant = claims.byId.get(object.id);
    const known = claimant === undefined ? undefined : entries.get(claimant);
    const match: Match = { desired, relation, live: object, ...more };
    if (claimant !== undefined && known !== undefined) {
      match.claimant = claimant;
      match.known = known;
    }
    found.set(desired, match);
  };

  for (const desired of roots) {
    const own = owned.get(desired.address);
    if (own?.key === desired.naturalKey) take(desired, 'bound', own);
  }
  // Mostly everything is as it was, and nothing is looked for.
  const byKey =
    found.size === roots.length ? new Map<string, LiveObject>() : preferredByKey(live, claims.byId);
  for (const desired of roots) {
    const object = found.has(desired) ? undefined : byKey.get(desired.naturalKey);
    if (object !== undefined && claims.byId.has(object.id) && !taken.has(object.id))
      take(desired, 'moved', object);
  }
  for (const desired of roots) {
    const object = found.has(desired) ? undefined : byKey.get(desired.naturalKey);
    if (object === undefined || taken.has(object.id)) continue;
    const own = owned.get(desired.address);
    if (own === undefined) take(desired, 'adopted', object, lostOf(claims, desired));
    else if (input.isGivenUp(object)) continue;
    else if (taken.has(own.id)) found.set(desired, { desired, relation: 'taken', live: own, holder: object });
    else take(desired, 'taken', own, { holder: object });
  }
  // Left over: objects whose address stands in the files, and resources without an object.
  const spare = new Map<Address, LiveObject>();
  const pool: LiveObject[] = [];
  for (const desired of roots) {
    const own = owned.get(desired.address);
    if (own === undefined || taken.has(own.id)) continue;
    if (!found.has(desired)) spare.set(desired.address, own);
    else if (!own.internal) pool.push(own);
  }
  let next = 0;
  for (const desired of roots) {
    if (found.has(desired)) continue;
    const own = spare.get(desired.address) ?? pool[next++];
    if (own === undefined) found.set(desired, { desired, relation: 'created', ...lostOf(claims, desired) });
    else take(desired, 'replaced', own);
  }

  const inFiles = new Set(roots.map((desired) => desired.address));
  return {
    matches: roots.map((desired) => found.get(desired) as Match),
    orphans: findOrphans(owned, taken, { entries, found }),
    gone: [...claims.lost.keys(), ...claims.doubles].filter((address) => !inFiles.has(address)).sort(),
    unmanaged: live
      .filter((object) => !taken.has(object.id) && !claims.byId.has(object.id))
      .sort(compareObjects),
    claimed: claims.byId,
  };
}

interface Claims {
  /** By object id, the address that has it. */
  byId: Map<string, Address>;
  /** By address, the object that it has. */
  owned: Map<Address, LiveObject>;
  /** Addresses whose object is gone, or is not what state says it is. */
  lost: Map<Address, StateResource>;
  /** Addresses that claim an object which another has. */
  doubles: Address[];
}

function readClaims({ roots, live, entries }: MatchInput): Claims {
  const objects = new Map(live.map((object) => [object.id, object]));
  const claims: Claims = { byId: new Map(), owned: new Map(), lost: new Map(), doubles: [] };
  let keys: ReadonlyMap<Address, string> | undefined;
  const claim = (address: Address, object: LiveObject): void => {
    claims.byId.set(object.id, address);
    claims.owned.set(address, object);
  };
  for (const [address, entry] of entries) {
    const object = objects.get(entry.id);
    if (object === undefined || object.key !== entry.key) {
      claims.lost.set(address, entry);
      continue;
    }
    const other = claims.byId.get(object.id);
    if (other === undefined) {
      claim(address, object);
      continue;
    }
    keys ??= new Map(roots.map((desired) => [desired.address, desired.naturalKey]));
    const isFirst = isBefore(address, other, { keys, object });
    claims.doubles.push(isFirst ? other : address);
    if (!isFirst) continue;
    claims.owned.delete(other);
    claim(address, object);
  }
  return claims;
}

/** Of two claims on an object the one that no file has any more comes first, so that the plan tells of the move. */
function isBefore(
  a: Address,
  b: Address,
  { keys, object }: { keys: ReadonlyMap<Address, string>; object: LiveObject },
): boolean {
  const rank = (address: Address): number => {
    if (!keys.has(address)) return 0;
    return keys.get(address) === object.key ? 1 : 2;
  };
  return rank(a) - rank(b) < 0 || (rank(a) === rank(b) && a < b);
}

function lostOf({ lost }: Claims, { address }: Root): Pick<Match, 'lost'> {
  const entry = lost.get(address);
  return entry === undefined ? {} : { lost: entry };
}

/** Of several objects with one natural key: the claimed one, not the PBX's own, then by id. */
function preferredByKey(
  live: readonly LiveObject[],
  claims: ReadonlyMap<string, Address>,
): Map<string, LiveObject> {
  const byKey = new Map<string, LiveObject>();
  const isBetter = (a: LiveObject, b: LiveObject): boolean => {
    if (claims.has(a.id) !== claims.has(b.id)) return claims.has(a.id);
    if (a.internal !== b.internal) return b.internal;
    return a.id < b.id;
  };
  for (const object of live) {
    const other = byKey.get(object.key);
    if (other === undefined || isBetter(object, other)) byKey.set(object.key, object);
  }
  return byKey;
}

function findOrphans(
  owned: ReadonlyMap<Address, LiveObject>,
  taken: ReadonlySet<string>,
  { entries, found }: { entries: MatchInput['entries']; found: ReadonlyMap<Root, Match> },
): Orphan[] {
  const left = [...owned].filter(([, live]) => !taken.has(live.id));
  if (left.length === 0) return [];
  const claimantOf = new Map([...found.values()].map((match) => [match.desired.address, match.claimant]));
  const orphans = left.map(([claimant, live]): Orphan => {
    const known = entries.get(claimant) as StateResource;
    return { address: vacated(claimant, claimantOf), claimant, known, live };
  });
  return orphans.sort((a, b) => (a.address < b.address ? -1 : 1));
}

/**
 * The address under which an object is lost. Where its own now names an object that was found under another address,
 * the two have changed places, so that no address stands in a plan twice. It ends: each step goes to the claimant of
 * another object, and the first one's object is nobody's.
 */
function vacated(claimant: Address, claimantOf: ReadonlyMap<Address, Address | undefined>): Address {
  let free = claimant;
  for (let next = claimantOf.get(free); next !== undefined && next !== free; next = claimantOf.get(free)) {
    free = next;
  }
  return free;
}

function compareObjects(a: LiveObject, b: LiveObject): number {
  if (a.key !== b.key) return a.key < b.key ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}
