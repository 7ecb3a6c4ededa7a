/**
 * When two agent lists are the same, and what differs.
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
  // Mostly the order is the same, too.
  if (a.every((entry, index) => isSameAgent(entry, b[index], rules))) return true;
  if (rules.isOrdered) return false;
  const byNumber = new Map(b.map((entry) => [entry.extension_number, entry]));
  return a.every((entry) => isSameAgent(entry, byNumber.get(entry.extension_number), rules));
}

function isSameAgent(a: AgentEntry, b: AgentEntry | undefined, rules: ListRules): boolean {
  if (b === undefined || a.extension_number !== b.extension_number) return false;
  return !rules.countsLevels || skillLevelOf(a) === skillLevelOf(b);
}

/** What the PBX has, in an order that it has no say in where order does not count: two readings give one plan. */
export function steadyList(items: readonly AgentEntry[], { isOrdered }: ListRules): readonly AgentEntry[] {
  if (isOrdered) return items;
  return [...items].sort((a, b) => compareText(a.extension_number, b.extension_number));
}

/** As a plan shows it, and state keeps it: the level only where it counts or is known. */
export function shownList(items: readonly AgentEntry[], rules: ListRules): JsonObject[] {
  return items.map((entry) => {
    const { extension_number } = entry;
    const skill_level = shownLevel(entry, rules);
    return skill_level === undefined ? { extension_number } : { extension_number, skill_level };
  });
}

function shownLevel(entry: AgentEntry, { countsLevels }: ListRules): number | undefined {
  return countsLevels ? skillLevelOf(entry) : entry.skill_level;
}

/** Whether that is what state keeps already. */
export function isShown(
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
