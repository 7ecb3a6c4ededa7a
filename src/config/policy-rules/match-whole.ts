/** Regular expressions that a file brings along: one that never ends must not hang a pipeline. */

import { createContext, Script } from 'node:vm';

const LIMIT_MS = 2000;
const MATCH = new Script('texts.map((text) => whole.test(text))');

/** Undefined for what is no regular expression. */
export function wholePattern(pattern: string): RegExp | undefined {
  try {
    return new RegExp(`^(?:${pattern})$`, 'u');
  } catch {
    return undefined;
  }
}

/** Whether each text matches from its beginning to its end; undefined when finding out takes too long. */
export function matchesWhole(pattern: string, texts: readonly string[]): readonly boolean[] | undefined {
  const whole = wholePattern(pattern);
  if (whole === undefined) return texts.map(() => true);
  try {
    return MATCH.runInContext(createContext({ texts, whole }), { timeout: LIMIT_MS }) as boolean[];
  } catch {
    return undefined;
  }
}
