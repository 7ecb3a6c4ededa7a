/** What a command has found out, not yet printed: so that it can stand alone or beside other environments. */

import type { JsonObject } from '../../model/json.ts';
import type { Format } from '../../report/formats.ts';
import type { MarkdownPart } from '../../report/plan-markdown.ts';
import type { ExitCode } from '../run/exit-codes.ts';
import type { Renderings } from './emit.ts';
import type { GithubFacts } from './github-actions.ts';

export interface Result<F extends Format = 'text'> {
  exitCode: ExitCode;
  /** For a table of several environments, without a full stop. */
  headline: string;
  /** Whether there is anything to do. */
  isChanged: boolean;
  /** True when the headline says it all. */
  isQuiet: boolean;
  renderings: Renderings<F>;
  /** What is printed as JSON, as a value. */
  document(): JsonObject;
  /** Its Markdown as a part of a comment about several environments. */
  markdownPart?(part: MarkdownPart): string;
  /** For later steps of a pipeline. */
  outputs?: GithubFacts['outputs'];
}
