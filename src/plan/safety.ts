/** Finds the reasons to refuse a plan. Each refusal is an error that names the option which overrides it. */

import { ownerOf } from '../kinds/address.ts';
import { isListKind, kindOf } from '../kinds/registry.ts';
import type { Address, KindName } from '../model/address.ts';
import { DEFAULT_MAX_DESTROYS, type EmptyPlace, type Limit, type Policy } from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Change } from '../model/plan.ts';
import type { StateResource } from '../model/state.ts';
import { findEmptyPlace } from './empty-place.ts';

/** Below this many resources a share is meaningless, and the default limit is used. */
const LEAST_FOR_SHARES = 10;

export interface SafetyInput {
  changes: readonly Change[];
  policy: Policy;
  /** Emptied files and sections. */
  empty: readonly EmptyPlace[];
  /** The state entry of a resource. */
  knownOf(address: Address): StateResource | undefined;
  /** How many addresses the state has: servers and queues, and all with the agent lists. */
  owned: { objects: number; resources: number; queues: number };
  isProtected(address: Address): boolean;
  /** Whether this is a plan of the `destroy` command. */
  destroy: boolean;
  allowDestroys?: number;
}

export function findRefusals(input: SafetyInput): Diagnostic[] {
  const lost = input.changes.filter((change) => !isListKind(change.kind) && removesObject(change));
  const refusals: Diagnostic[] = lost
    .filter((change) => input.isProtected(change.address))
    .map((change) => ({
      code: 'CQ401',
      severity: 'error',
      summary: `${change.address} is protected by prevent_destroy, and the plan would ${change.action} it`,
      hint: `to ${change.action} it, write \`lifecycle: { prevent_destroy: false }\` for it, apply that, then plan again`,
      address: change.address,
      ...(change.source === null ? {} : { source: change.source }),
    }));
  const most =
    input.allowDestroys ?? countOf(input.policy.maxDestroys, input.owned.objects, DEFAULT_MAX_DESTROYS);
  if (!input.destroy && lost.length > most) {
    refusals.push({
      code: 'CQ402',
      severity: 'error',
      summary: `the plan destroys or replaces ${lost.length}, and ${describeDestroys(input)} is allowed`,
      hint: `if that is meant: --allow-destroys ${lost.length}`,
    });
  }
  if (!input.destroy && input.allowDestroys === undefined) refusals.push(...refuseEmptied(lost, input));
  const updates = input.changes.filter((change) => change.action === 'update').length;
  if (updates > countOf(input.policy.maxUpdates, input.owned.resources)) {
    refusals.push({
      code: 'CQ403',
      severity: 'error',
      summary: `the plan updates ${updates}, and ${describe(input.policy.maxUpdates, input.owned.resources)} by policy.max_updates is allowed`,
      hint: 'if that is meant, raise policy.max_updates, or apply in parts with --target',
    });
  }
  const { maxChangedQueues } = input.policy;
  const queues = changedQueues(input.changes).size;
  if (
    !input.destroy &&
    maxChangedQueues !== undefined &&
    queues > countOf(maxChangedQueues, input.owned.queues)
  ) {
    refusals.push({
      code: 'CQ414',
      severity: 'error',
      summary: `the plan changes ${queues} queues, and ${describe(maxChangedQueues, input.owned.queues)} by policy.max_changed_queues is allowed`,
      hint: 'if that is meant, raise policy.max_changed_queues, or apply in parts with --target',
    });
  }
  return refusals;
}

/** A file or section that was commented out as a whole was probably not meant to destroy its resources. */
function refuseEmptied(lost: readonly Change[], { empty, knownOf }: SafetyInput): Diagnostic[] {
  const emptied = lost.flatMap(({ address, kind }) => {
    const place = findEmptyPlace(empty, { kind, file: knownOf(address)?.file });
    return place === undefined ? [] : [{ address, place }];
  });
  const [first] = emptied;
  if (first === undefined) return [];
  const { file = 'a part of the project', kind } = first.place;
  const what = kind === undefined ? file : `\`${kind}s\` in ${file}`;
  const more = emptied.length === 1 ? '' : ` and ${emptied.length - 1} more`;
  return [
    {
      code: 'CQ427',
      severity: 'error',
      summary: `${what} is empty now, and the plan would destroy or replace ${first.address}${more}`,
      hint: `write its contents again; if that is meant: --allow-destroys ${lost.length}`,
    },
  ];
}

/** Existing queues that are changed, or whose agents are. */
function changedQueues(changes: readonly Change[]): Set<Address> {
  const touched = changes.filter(({ action, fields }) => action === 'destroy' || fields.length > 0);
  const owners = touched.filter(({ kind }) => hasCallers(kind)).map(({ address }) => ownerOf(address));
  const created = new Set(changes.filter(({ action }) => action === 'create').map(({ address }) => address));
  return new Set(owners.filter((address) => !created.has(address)));
}

function hasCallers(kind: KindName): boolean {
  const { parent } = kindOf(kind);
  return kindOf(parent ?? kind).hasCallers;
}

function removesObject(change: Change): boolean {
  return change.action === 'destroy' || change.action === 'replace';
}

/**
 * A small project can still destroy many unmanaged objects under `policy.unmanaged: destroy`, so the default limit
 * applies below a minimum.
 */
function countOf(limit: Limit, owned: number, below = Infinity): number {
  if ('count' in limit) return limit.count;
  return owned < LEAST_FOR_SHARES ? below : Math.floor(limit.share * owned + 1e-9);
}

function describeDestroys({ allowDestroys, policy: { maxDestroys }, owned }: SafetyInput): string {
  if (allowDestroys !== undefined) return `${allowDestroys} by --allow-destroys`;
  if ('share' in maxDestroys && owned.objects < LEAST_FOR_SHARES)
    return `${DEFAULT_MAX_DESTROYS}, while the project owns fewer than ${LEAST_FOR_SHARES} objects,`;
  return `${describe(maxDestroys, owned.objects)} by policy.max_destroys`;
}

function describe(limit: Limit, owned: number): string {
  return 'count' in limit ? String(limit.count) : `${Math.round(limit.share * 100)}% of ${owned}`;
}
