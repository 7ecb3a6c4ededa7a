import { closest, distance } from 'fastest-levenshtein';

/** A hint that names what was probably meant; nothing when nothing known is near. */
export function suggest(text: string, known: readonly string[]): { hint?: string } {
  if (known.length === 0) return {};
  const nearest = closest(text, known);
  return distance(text, nearest) <= Math.max(2, text.length / 3) ? { hint: `did you mean ${nearest}?` } : {};
}
