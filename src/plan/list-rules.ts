/**
 * How agent lists are compared under a queue's strategy.
 *
 * Order counts only for strategies that follow the configured order, levels only for those that go by skill. A level
 * that is not written is the API's default there.
 */

import { skillLevelOf } from '../kinds/agents.ts';
import { strategyFacts } from '../kinds/polling-strategies.ts';
import { compareText } from '../model/compare-text.ts';
import type { AgentEntry } from '../model/desired.ts';
import type { JsonObject } from '../model/json.ts';

export interface ListRules {
  isOrdered: boolean;
  countsLevels: boolean;
}

export function listRules(strategy: unknown): ListRules {
  const facts = strategyFacts(strategy);
  return { isOrdered: facts?.base === 'PRIORITIZED', countsLevels: facts?.bySkill === true };
}

export function isSameList(a: readonly AgentEntry[], b: readonly AgentEntry[], rules: ListRules): boolean {
  if (a.length !== b.length) return false;
  // Fast path: usually the order is equal, too.
  if (a.every((entry, index) => isSameAgent(entry, b[index], rules))) return true;
  if (rules.isOrdered) return false;
  const byNumber = new Map(b.map((entry) => [entry.extension_number, entry]));
  return a.every((entry) => isSameAgent(entry, byNumber.get(entry.extension_number), rules));
}

function isSameAgent(a: AgentEntry, b: AgentEntry | undefined, rules: ListRules): boolean {
  if (b === undefined || a.extension_number !== b.extension_number) return false;
  return !rules.countsLevels || skillLevelOf(a) === skillLevelOf(b);
}

/**
 * Sorts the list by number where order does not count, so that the order of the PBX's answer does not change the plan.
 */
export function stableList(items: readonly AgentEntry[], { isOrdered }: ListRules): readonly AgentEntry[] {
  if (isOrdered) return items;
  return [...items].sort((a, b) => compareText(a.extension_number, b.extension_number));
}

/** The list as plans print it and the state records it: with levels only where they count or are known. */
export function recordedList(items: readonly AgentEntry[], rules: ListRules): JsonObject[] {
  return items.map((entry) => {
    const { extension_number } = entry;
    const skill_level = shownLevel(entry, rules);
    return skill_level === undefined ? { extension_number } : { extension_number, skill_level };
  });
}

function shownLevel(entry: AgentEntry, { countsLevels }: ListRules): number | undefined {
  return countsLevels ? skillLevelOf(entry) : entry.skill_level;
}

/** Whether the state already records this list. */
export function isRecorded(
  shown: readonly AgentEntry[] | undefined,
  items: readonly AgentEntry[] | undefined,
  rules: ListRules,
): boolean {
  if (shown === undefined || items === undefined) return shown === items;
  if (shown.length !== items.length) return false;
  return items.every((entry, index) => {
    const other = shown[index];
    return (
      other?.extension_number === entry.extension_number && other.skill_level === shownLevel(entry, rules)
    );
  });
}
