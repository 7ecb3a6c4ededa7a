/** Regular expressions that a file brings along: one that never ends must not hang a pipeline. */

import { createContext, Script } from 'node:vm';

/** For all of a project together. */
const BUDGET_MS = 2000;
const MATCH = new Script('texts.map((text) => whole.test(text))');

export interface Demand {
  pattern: string;
  texts: readonly string[];
}

/** Whether each text matches from its beginning to its end; a word when that cannot be found out. */
export type Answer = readonly boolean[] | 'invalid' | 'endless';

/** In the order of the demands. Each may use an even share of the time that those before it have left. */
export function matchWhole(demands: readonly Demand[]): Answer[] {
  let leftMs = BUDGET_MS;
  return demands.map(({ pattern, texts }, index) => {
    const whole = wholePattern(pattern);
    if (whole === undefined) return 'invalid';
    const timeout = Math.max(1, Math.floor(leftMs / (demands.length - index)));
    const started = performance.now();
    try {
      return MATCH.runInContext(createContext({ texts, whole }), { timeout }) as boolean[];
    } catch {
      return 'endless';
    } finally {
      leftMs -= performance.now() - started;
    }
  });
}

function wholePattern(pattern: string): RegExp | undefined {
  try {
    return new RegExp(`^(?:${pattern})$`, 'u');
  } catch {
    return undefined;
  }
}
