/**
 * Selects steps by --target and --exclude.
 *
 * The options name steps. Every step that a named one needs, or would leave half done without, is added: the step that
 * frees its number, the queue of an agent list, the agents of a replaced queue, all replaces of a circle. A warning
 * names each added step. An excluded step is never added; the plan is refused instead, because either half alone would
 * do harm.
 */

import { listAddress, ownerOf, parseAddress } from '../kinds/address.ts';
import { identity } from '../kinds/identity.ts';
import { isListKind } from '../kinds/registry.ts';
import type { Address } from '../model/address.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Live, LiveObject } from '../model/live.ts';
import type { Step } from '../model/plan.ts';
import { orderSteps } from './order.ts';

export interface Selection {
  targets: readonly string[];
  excludes: readonly string[];
}

export interface Choice {
  /** In the order of the given steps. */
  steps: Step[];
  /** Whether the options leave an address out, with a step or without. Apply must not change its state either. */
  isLeftOut(address: Address): boolean;
  warnings: Diagnostic[];
  refusals: Diagnostic[];
}

export function chooseSteps(all: readonly Step[], selection: Selection, live: Live): Choice {
  const { targets, excludes } = selection;
  if (targets.length === 0 && excludes.length === 0) {
    return { steps: [...all], isLeftOut: () => false, warnings: [], refusals: [] };
  }
  const needsOf = readNeeds(all);
  const taken = new Set(
    all.map(({ change }) => change.address).filter((each) => isSelected(each, selection)),
  );
  const warnings: Diagnostic[] = [];
  const refusals: Diagnostic[] = [];
  for (const address of taken) {
    for (const need of needsOf(address)) {
      if (taken.has(need)) continue;
      if (isExcluded(need, selection)) {
        refusals.push(refuseExcluded(address, need));
        continue;
      }
      taken.add(need);
      warnings.push({
        code: 'CQ412',
        severity: 'warning',
        summary: `${need} is taken in, because ${address} cannot be done without it`,
        address: need,
      });
    }
  }
  const steps = all.filter((step) => taken.has(step.change.address));
  const refused = new Set(refusals.map(({ address }) => address));
  refusals.push(...refuseTaken(steps, live).filter(({ address }) => !refused.has(address)));
  const stepped = new Set(all.map(({ change }) => change.address));
  const isLeft = (address: Address): boolean =>
    stepped.has(address) ? !taken.has(address) : !isSelected(address, selection);
  return {
    steps,
    // A list without a step moves with its queue, or not at all.
    isLeftOut: (address) => isLeft(address) || isLeft(ownerOf(address)),
    warnings,
    refusals,
  };
}

/**
 * The step that would free a number may be missing because it was refused, and that refusal is not part of this plan.
 */
function refuseTaken(steps: readonly Step[], live: Live): Diagnostic[] {
  const freed = new Set(
    steps.flatMap(({ change, live: old }) =>
      change.action === 'destroy' || change.action === 'replace' ? (old?.id ?? []) : [],
    ),
  );
  const held = new Map(
    live.objects
      .filter(({ id }) => !freed.has(id))
      .map((object) => [identity(object.kind, object.key), object]),
  );
  return steps.flatMap(({ change, desired }): Diagnostic[] => {
    if (desired === undefined || (change.action !== 'create' && change.action !== 'replace')) return [];
    const holder = held.get(identity(change.kind, desired.naturalKey));
    if (holder === undefined) return [];
    return [
      {
        code: 'CQ404',
        severity: 'error',
        summary: `${change.address} is to have ${desired.naturalKey}, which "${holder.name}" on the PBX has, and nothing in this plan sets it free`,
        hint: 'plan without --target and --exclude to see what keeps it',
        address: change.address,
        source: desired.source,
      },
    ];
  });
}

/** By address: the steps that must be done together with this one. */
function readNeeds(all: readonly Step[]): (address: Address) => Iterable<Address> {
  const byAddress = new Map(orderSteps(all).map((step) => [step.change.address, step]));
  const movesFrom = new Map(all.map(({ change }) => [change.previous_address, change.address]));
  return (address) => {
    const step = byAddress.get(address) as Step;
    const { change, dependsOn, clears = [] } = step;
    const needs = dependsOn.filter((need) => isEssential(step, byAddress.get(need) as Step));
    needs.push(...clears.map((other) => other.change.address));
    // A move onto an entry needs that entry to be moved away first.
    const onward = change.previous_address === undefined ? undefined : movesFrom.get(address);
    if (onward !== undefined) needs.push(onward);
    const list = change.action === 'replace' ? listAddress(address) : undefined;
    return list !== undefined && byAddress.has(list) ? [...needs, list] : needs;
  };
}

/** A forward to a queue does not require its creation; other needs do. A list needs the id of its queue. */
function isEssential(step: Step, need: Step): boolean {
  if (need.change.action === 'destroy' || need.change.action === 'replace') return true;
  const isKnown = need.change.action === 'update' && need.change.previous_address === undefined;
  return isListKind(step.change.kind) && !isKnown;
}

function refuseExcluded(address: Address, need: Address): Diagnostic {
  const isOwnList = ownerOf(need) === address;
  return {
    code: 'CQ419',
    severity: 'error',
    summary: isOwnList
      ? `${address} is replaced, and without ${need}, which is excluded, it would have no agents afterwards`
      : `${address} cannot be done without ${need}, which is excluded`,
    hint: `exclude ${address} too, or neither`,
    address,
  };
}

/** Whether the options select an address. A queue's name covers its agents too, `queue.*` all queues. */
export function isSelected(address: Address, selection: Selection): boolean {
  if (isExcluded(address, selection)) return false;
  return selection.targets.length === 0 || selection.targets.some((name) => covers(name, address));
}

/** Whether the fields of a queue, or its agents as `items`, were not read because the options leave the queue out. */
export function isUnread(
  address: Address,
  live: LiveObject | undefined,
  { part, selection }: { part: 'fields' | 'items'; selection: Selection },
): boolean {
  return live !== undefined && live[part] === undefined && !isSelected(address, selection);
}

function isExcluded(address: Address, { excludes }: Selection): boolean {
  return excludes.some((name) => covers(name, address));
}

function covers(name: string, address: Address): boolean {
  const owner = ownerOf(address);
  const [kind, ownerKind] = [address, owner].map((each) => parseAddress(each)?.kind);
  return name === address || name === owner || name === `${kind}.*` || name === `${ownerKind}.*`;
}
