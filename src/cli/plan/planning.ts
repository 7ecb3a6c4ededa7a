/** From an opened project to planned work; the one way there, for plan, apply, destroy and drift. */

import type { PbxReader } from '../../api/calls.ts';
import { type NameOf, readLive } from '../../api/live.ts';
import { readHolders } from '../../api/number-holders.ts';
import type { Project } from '../../config/load.ts';
import { parseAddress } from '../../kinds/address.ts';
import { identity } from '../../kinds/identity.ts';
import { isListKind, kindOf } from '../../kinds/registry.ts';
import type { Address } from '../../model/address.ts';
import { type Desired, type DesiredResource, isList } from '../../model/desired.ts';
import { UsageError } from '../../model/errors.ts';
import type { Live } from '../../model/live.ts';
import type { StateDocument } from '../../model/state.ts';
import { draftPlan } from '../../plan/draft.ts';
import { liveNeeds } from '../../plan/needs.ts';
import type { PlanInput, PlanOptions } from '../../plan/planner.ts';
import { isSelected } from '../../plan/select.ts';
import { findUnreadNeeds } from '../../plan/unread.ts';
import { readAllLive } from '../live/all-live.ts';
import { parseNumber } from '../settings.ts';
import { suggest } from '../suggestion.ts';

export interface SelectionOptions {
  target?: string[];
  exclude?: string[];
  allowDestroys?: string;
}

/**
 * The options of a plan as the command line gives them; addresses have to be ones that file or state know, or all of a
 * kind, as `queue.*`. Where the policy destroys what no file names, `readPlanInput` checks them: only the PBX has those.
 */
export function readPlanOptions(
  options: SelectionOptions,
  destroy: boolean,
  known: { project: Project; state: StateDocument | null },
): PlanOptions {
  const { desired } = known.project;
  const planOptions: PlanOptions = {
    targets: (options.target ?? []).map((text) => readAddress(text, '--target')),
    excludes: (options.exclude ?? []).map((text) => readAddress(text, '--exclude')),
    destroy,
    ...(options.allowDestroys === undefined
      ? {}
      : {
          allowDestroys: parseNumber(options.allowDestroys, '--allow-destroys', {
            least: 0,
            most: 1_000_000,
            whole: true,
          }),
        }),
  };
  if (desired.policy.unmanaged !== 'destroy') {
    demandKnown(planOptions, writtenAddresses(desired, known.state), 'the project or its state');
  }
  return planOptions;
}

function readAddress(text: string, option: string): string {
  if (parseAddress(text) !== undefined) return text;
  throw new UsageError(`${option} ${text} is no address`, {
    hint: 'an address is a kind and a key, as queue.support, server.edge-1 or agents.support',
  });
}

function writtenAddresses(desired: Desired, state: StateDocument | null): string[] {
  return [...desired.resources.map(({ address }) => address), ...Object.keys(state?.resources ?? {})];
}

function demandKnown({ targets, excludes }: PlanOptions, known: readonly string[], whose: string): void {
  const named = [
    ...targets.map((text) => ({ text, option: '--target' })),
    ...excludes.map((text) => ({ text, option: '--exclude' })),
  ];
  const addresses = new Set(known);
  for (const { text, option } of named) {
    if (parseAddress(text)?.key === '*' || addresses.has(text)) continue;
    throw new UsageError(`${option} ${text} names nothing that ${whose} knows`, suggest(text, known));
  }
}

export async function readPlanInput(
  reader: PbxReader,
  known: {
    project: Project;
    state: StateDocument | null;
    target: string;
    options: PlanOptions;
    /** Also what the plan does not need: a dry run does. */
    isWhole?: boolean;
    /** The options are those of a saved plan, and were checked when it was made. */
    isSaved?: boolean;
  },
): Promise<PlanInput> {
  const { project, state, target, options } = known;
  const { desired, violations } = project;
  const also = new Set<Address>();
  const isNeeded = (address: Address): boolean => also.has(address) || isSelected(address, options);
  for (;;) {
    const needs = liveNeeds(desired, state, isNeeded);
    const nameOf = objectNames(desired, state);
    const live =
      known.isWhole === true
        ? await readAllLive(reader, { fileIds: needs.fileIds, nameOf })
        : await readLive(reader, needs, nameOf);
    const asks = !options.destroy && (desired.policy.checkNumbers ?? project.target.kind === 'embedded');
    const wanted = desired.resources.filter(({ address }) => isNeeded(address));
    const holders = asks ? await readNewNumbers(reader, wanted, live) : undefined;
    const input: PlanInput = {
      target,
      desired,
      live: holders === undefined ? live : { ...live, holders },
      state,
      options,
      violations,
    };
    demandDrafted(input, known.isSaved === true);
    // Without a selection all is read, and there is nothing to look for.
    if (options.targets.length + options.excludes.length === 0) return input;
    const missing = findUnreadNeeds(input).filter((address) => !also.has(address));
    if (missing.length === 0) return input;
    for (const address of missing) also.add(address);
  }
}

/** Where the policy destroys what no file names, an option may name what only the PBX has. */
function demandDrafted(input: PlanInput, isSaved: boolean): void {
  const { desired, options, state } = input;
  const isSelective = options.targets.length + options.excludes.length > 0;
  if (desired.policy.unmanaged === 'destroy' && isSelective && !isSaved) {
    const drafted = draftPlan(input).steps.map(({ change }) => change.address);
    demandKnown(
      options,
      [...writtenAddresses(desired, state), ...drafted],
      'the project, its state or the PBX',
    );
  }
}

/** What messages about a live object call it, by its number or its id. */
function objectNames(desired: Desired, state: StateDocument | null): NameOf {
  const names = new Map<string, string>();
  for (const [address, { kind, id }] of Object.entries(state?.resources ?? {})) {
    if (!isListKind(kind)) names.set(id, address);
  }
  for (const { kind, naturalKey, address } of desired.resources) {
    if (!isListKind(kind)) names.set(identity(kind, naturalKey), address);
  }
  return ({ kind, id, key }) => names.get(identity(kind, key)) ?? names.get(id);
}

/** Nothing is asked when nobody is to have a number that no object has. */
async function readNewNumbers(
  reader: PbxReader,
  resources: readonly DesiredResource[],
  { objects }: Live,
): Promise<Live['holders']> {
  const hasNumber = (kind: string): boolean => kindOf(kind).holderType !== undefined;
  const have = new Set(objects.filter(({ kind }) => hasNumber(kind)).map(({ key }) => key));
  const wanted = resources.flatMap(({ kind, naturalKey }) => (hasNumber(kind) ? [naturalKey] : []));
  const missing = wanted.filter((number) => !have.has(number));
  const agents = resources.flatMap((resource) => (isList(resource) ? resource.items : []));
  const taken = [...have][0] ?? agents[0]?.extension_number;
  return taken === undefined || missing.length === 0 ? undefined : readHolders(reader, missing, taken);
}
