import { nearestName } from '../source/nearest.ts';

/** A hint that names what was probably meant; nothing when nothing known is near. */
export function suggest(text: string, known: readonly string[]): { hint?: string } {
  const nearest = nearestName(text, known);
  return nearest === undefined ? {} : { hint: `did you mean ${nearest}?` };
}
