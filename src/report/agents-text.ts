/**
 * What happened to an agent list, in words: who was added, removed, moved, re-levelled.
 *
 * A move is told by the longest common order of those who stay: whoever is outside of it was moved. Two lists that
 * have little in common are not worth that work, so beyond a bound only "new order" is said.
 */

import { diffArrays } from 'diff/lib/diff/array.js';
import { skillLevelOf } from '../kinds/agents.ts';
import { isObject, type Json } from '../model/json.ts';
import type { Palette } from './palette.ts';
import { printable } from './sanitize.ts';

/** Lines of one kind that are shown before the rest is folded into one. */
const FOLD_AFTER = 12;
const MAX_EDITS = 400;

interface Agent {
  number: string;
  level: number | undefined;
}

function readAgents(items: Json): Agent[] {
  if (!Array.isArray(items)) return [];
  return items.filter(isObject).map((item) => ({
    number: String(item['extension_number'] ?? ''),
    level: typeof item['skill_level'] === 'number' ? item['skill_level'] : undefined,
  }));
}

function findMoved(before: string[], after: string[]): Set<string> | undefined {
  if (before.join('\n') === after.join('\n')) return new Set();
  const parts = diffArrays(before, after, { maxEditLength: MAX_EDITS });
  return parts && new Set(parts.filter((part) => part.added).flatMap((part) => part.value));
}

function fold(lines: string[], noun: string): string[] {
  if (lines.length <= FOLD_AFTER + 1) return lines;
  return [...lines.slice(0, FOLD_AFTER), `  … and ${lines.length - FOLD_AFTER} more ${noun}`];
}

const levelText = (level: number | undefined) => (level === undefined ? '' : `  level ${level}`);

/**
 * A level that the later list does not name is kept as it is. One line each, in the order: added, removed, re-levelled, moved.
 */
export function describeAgents(beforeItems: Json, afterItems: Json, palette: Palette): string[] {
  const [before, after] = [readAgents(beforeItems), readAgents(afterItems)];
  const old = new Map(before.map((agent) => [agent.number, agent]));
  const levelBefore = (number: string) => skillLevelOf({ skill_level: old.get(number)?.level });
  const now = new Map(after.map((agent) => [agent.number, agent]));
  const staying = after.filter((agent) => old.has(agent.number));
  const moved = findMoved(
    before.filter((agent) => now.has(agent.number)).map((agent) => agent.number),
    staying.map((agent) => agent.number),
  );
  const place = new Map(after.map((agent, index) => [agent.number, index + 1]));
  const oldPlace = new Map(before.map((agent, index) => [agent.number, index + 1]));

  const added = after
    .filter((agent) => !old.has(agent.number))
    .map((agent) => `${palette.create('+')} ${printable(agent.number)}${levelText(agent.level)}`);
  const removed = before
    .filter((agent) => !now.has(agent.number))
    .map((agent) => `${palette.destroy('-')} ${printable(agent.number)}${levelText(agent.level)}`);
  const levelled = staying
    .filter(({ number, level }) => level !== undefined && level !== levelBefore(number))
    .map(
      (agent) =>
        `${palette.update('~')} ${printable(agent.number)}  level ${levelBefore(agent.number)} -> ${agent.level}`,
    );
  const movedLines = staying
    .filter((agent) => moved?.has(agent.number))
    .map(
      (agent) =>
        `${palette.move('>')} ${printable(agent.number)}  place ${oldPlace.get(agent.number)} -> ${place.get(agent.number)}`,
    );
  const lines = [
    ...fold(added, 'added'),
    ...fold(removed, 'removed'),
    ...fold(levelled, 're-levelled'),
    ...fold(movedLines, 'moved'),
  ];
  if (moved === undefined) lines.push(`${palette.move('>')} ${staying.length} agents in a new order`);
  return lines.length > 0 || after.length > 0 ? lines : ['(nobody)'];
}
