/** From an opened project to planned work; the one way there, for plan, apply, destroy and drift. */

import type { PbxReader } from '../api/client.ts';
import { readLive } from '../api/live.ts';
import { readHolders } from '../api/number-holders.ts';
import type { Project } from '../config/load.ts';
import { parseAddress } from '../model/address.ts';
import type { Desired } from '../model/desired.ts';
import { UsageError } from '../model/errors.ts';
import type { Live } from '../model/live.ts';
import type { StateDocument } from '../model/state.ts';
import { liveNeeds } from '../plan/needs.ts';
import type { PlanInput, PlanOptions } from '../plan/planner.ts';
import { readAllLive } from './all-live.ts';
import { parseNumber } from './settings.ts';
import { suggest } from './suggestion.ts';

export interface SelectionOptions {
  target?: string[];
  exclude?: string[];
  allowDestroys?: string;
}

/**
 * The options of a plan as the command line gives them; addresses have to be ones that file or
 * state know, or all of a kind, as `queue.*`.
 */
export function readPlanOptions(
  options: SelectionOptions,
  destroy: boolean,
  known: { project: Project; state: StateDocument | null },
): PlanOptions {
  const addresses = [
    ...known.project.desired.resources.map((resource) => resource.address),
    ...Object.keys(known.state?.resources ?? {}),
  ];
  const check = (text: string, option: string): string => {
    if (parseAddress(text) === undefined) {
      throw new UsageError(`${option} ${text} is no address`, {
        hint: 'an address is a kind and a key, as queue.support, server.edge-1 or agents.support',
      });
    }
    if (parseAddress(text)?.key === '*') return text;
    if (addresses.includes(text as (typeof addresses)[number])) return text;
    throw new UsageError(
      `${option} ${text} names nothing that the project or its state knows`,
      suggest(text, addresses),
    );
  };
  return {
    targets: (options.target ?? []).map((text) => check(text, '--target')),
    excludes: (options.exclude ?? []).map((text) => check(text, '--exclude')),
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
  },
): Promise<PlanInput> {
  const { project, state, target, options } = known;
  const needs = liveNeeds(project.desired, state);
  const live =
    known.isWhole === true ? await readAllLive(reader, needs.fileIds) : await readLive(reader, needs);
  const asks =
    !options.destroy && (project.desired.policy.checkNumbers ?? project.target.kind === 'embedded');
  const holders = asks ? await readNewNumbers(reader, project.desired, live) : undefined;
  return {
    target,
    desired: project.desired,
    live: holders === undefined ? live : { ...live, holders },
    state,
    options,
    violations: project.violations,
  };
}

/** Nothing is asked when no queue is to have a number that no queue has. */
async function readNewNumbers(
  reader: PbxReader,
  { resources }: Desired,
  { queues }: Live,
): Promise<Live['holders']> {
  const have = new Set(queues.map(({ key }) => key));
  const wanted = resources.flatMap(({ kind, naturalKey }) => (kind === 'queue' ? [naturalKey] : []));
  const missing = wanted.filter((number) => !have.has(number));
  const agents = resources.flatMap((resource) => (resource.kind === 'agents' ? resource.items : []));
  const taken = queues[0]?.key ?? agents[0]?.extension_number;
  return taken === undefined || missing.length === 0 ? undefined : readHolders(reader, missing, taken);
}
