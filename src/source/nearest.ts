/** Did you mean. */

import { distance } from 'fastest-levenshtein';

const MAX_COMPARED = 5000;

/** The nearest of the names, when it is near enough to be what was meant. */
export function nearestName(text: string, names: Iterable<string>): string | undefined {
  if (text.length > 100) return undefined;
  let best: string | undefined;
  let least = Math.max(2, Math.floor(text.length / 3)) + 1;
  let compared = 0;
  for (const name of names) {
    compared += 1;
    if (compared > MAX_COMPARED) break;
    if (Math.abs(name.length - text.length) >= least) continue;
    const far = distance(text.toLowerCase(), name.toLowerCase());
    // Of short names everything is near: at least half has to be right.
    if (far < least && far * 2 <= Math.max(name.length, text.length)) {
      least = far;
      best = name;
    }
  }
  return best;
}

/** A hint with the nearest name, else with all of them when they are few. */
export function suggest(text: string, names: readonly string[]): string | undefined {
  const nearest = nearestName(text, names);
  if (nearest !== undefined) return `did you mean ${nearest}?`;
  if (names.length === 0 || names.length > 12) return undefined;
  return `it can be ${orList(names)}`;
}

export function orList(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
