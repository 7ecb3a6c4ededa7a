/** Executes the step of an agent list: sends the whole list and reads it back. */

import { skillLevelOf } from '../kinds/agents.ts';
import { kindOf } from '../kinds/registry.ts';
import type { AgentEntry, DesiredList } from '../model/desired.ts';
import { EnvironmentError, GateError } from '../model/errors.ts';
import type { JsonObject } from '../model/json.ts';
import type { Step } from '../model/plan.ts';
import { isSameList, type ListRules, listRules } from '../plan/list-rules.ts';
import { readUntil } from './read-back.ts';
import type { StepContext, StepOutcome } from './step-context.ts';

export async function setAgents(step: Step, context: StepContext): Promise<StepOutcome> {
  const desired = step.desired as DesiredList;
  const rules = listRules(step.strategy);
  const { action } = step.change;
  const isNew = action === 'create' || action === 'replace';
  const id = isNew ? context.idOf(desired.parent) : step.live?.id;
  if (id === undefined) {
    throw new EnvironmentError(`the queue of ${desired.address} is not there`, {
      code: 'CQ422',
      hint: 'plan again',
    });
  }
  const { entry } = step;
  const entries: StepOutcome['entries'] = entry === undefined ? [] : [[desired.address, { ...entry, id }]];
  if (step.send === undefined) return { id, entries };
  const list = kindOf(step.change.kind);
  const read = async (): Promise<AgentEntry[]> =>
    (await context.client.listItems(list, id)) as unknown as AgentEntry[];
  const fresh = isNew ? [] : await read();
  if (isNew || !isSameList(desired.items, fresh, rules)) {
    if (!isNew) assertUnchanged(step, fresh, rules);
    await context.client.setItems(list, id, toBody(desired.items, fresh, rules));
  }
  const shown = await readUntil(read, (items) => isSameList(desired.items, items, rules), context);
  if (isSameList(desired.items, shown, rules)) return { id, entries };
  return { id, entries: [], failure: describeUnkept(desired.items, shown, rules) };
}

/**
 * Where levels do not count, an unwritten level keeps the agent's current one; where they count, it is the default.
 */
function toBody(items: readonly AgentEntry[], fresh: readonly AgentEntry[], rules: ListRules): JsonObject[] {
  const levels = new Map(fresh.map((entry) => [entry.extension_number, entry.skill_level]));
  return items.map((entry) => {
    const { extension_number } = entry;
    const level = rules.countsLevels
      ? skillLevelOf(entry)
      : (entry.skill_level ?? levels.get(extension_number));
    return typeof level === 'number' ? { extension_number, skill_level: level } : { extension_number };
  });
}

/** When the strategy changes, the PBX may already show the list by the new strategy's rules. */
function assertUnchanged({ live, change }: Step, fresh: readonly AgentEntry[], rules: ListRules): void {
  const before = listRules(live?.fields?.['polling_strategy']);
  const both: ListRules = {
    isOrdered: before.isOrdered && rules.isOrdered,
    countsLevels: before.countsLevels && rules.countsLevels,
  };
  if (isSameList(live?.items ?? [], fresh, both)) return;
  throw new GateError(`${change.address} changed on the PBX since it was planned`, {
    code: 'CQ422',
    hint: 'it was left as it is: plan again',
  });
}

function describeUnkept(
  wanted: readonly AgentEntry[],
  shown: readonly AgentEntry[],
  rules: ListRules,
): EnvironmentError {
  const words = (items: readonly AgentEntry[]): string =>
    items
      .map((entry) =>
        rules.countsLevels
          ? `${entry.extension_number} level ${skillLevelOf(entry)}`
          : entry.extension_number,
      )
      .join(', ') || 'nobody';
  return new EnvironmentError(
    `the PBX did not keep the agents: sent ${words(wanted)}; kept ${words(shown)}`,
    {
      code: 'CQ420',
      hint: 'are all of them extensions of the PBX that may be agents?',
    },
  );
}
