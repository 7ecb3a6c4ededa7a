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

/**
 * Whether each text matches from its beginning to its end; undefined when finding out takes too long. What is no regular
 * expression does not come here: it was reported with the files.
 */
export function matchesWhole(pattern: string, texts: readonly string[]): readonly boolean[] | undefined {
  const context = createContext({ texts, whole: wholePattern(pattern) });
  try {
    return MATCH.runInContext(context, { timeout: LIMIT_MS }) as boolean[];
  } catch {
    return undefined;
  }
}
