/** What a command has found out, not yet printed: so that it can stand alone or beside other environments. */

import type { JsonObject } from '../../model/json.ts';
import type { ExitCode } from '../run/exit-codes.ts';
import type { Renderings } from './emit.ts';
import type { GithubFacts } from './github-actions.ts';

export interface Result {
  exitCode: ExitCode;
  /** For a table of several environments, without a full stop. */
  headline: string;
  /** Whether there is anything to do. */
  isChanged: boolean;
  /** True when the headline says it all. */
  isQuiet: boolean;
  renderings: Renderings;
  /** What is printed as JSON, as a value. */
  document(): JsonObject;
  /** For later steps of a pipeline. */
  outputs?: GithubFacts['outputs'];
}
