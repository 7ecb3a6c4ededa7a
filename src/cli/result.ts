/** What a command has found out, not yet printed: so that it can stand alone or beside other environments. */

import { emit, type Renderings } from './emit.ts';
import type { ExitCode } from './exit-codes.ts';
import { type GithubFacts, tellGithub } from './github-actions.ts';
import type { Invocation } from './invocation.ts';

export interface Result {
  exitCode: ExitCode;
  /** For a table of several environments, without a full stop. */
  headline: string;
  /** Whether there is anything to do. */
  isChanged: boolean;
  /** True when the headline says it all. */
  isQuiet: boolean;
  renderings: Renderings;
  /** For later steps of a pipeline. */
  outputs?: GithubFacts['outputs'];
}

type Find<Options> = (invocation: Invocation, options: Options) => Promise<Result>;

/** Prints what `find` finds; for several environments, or with `--all`, for each of them. */
export function perEnvironment<Options extends { all?: boolean; out?: string; isOffline?: boolean }>(
  title: string,
  find: Find<Options>,
  options: Options,
): (invocation: Invocation) => Promise<ExitCode> {
  return async (invocation) => {
    if (options.all === true || invocation.settings.environments.length > 1) {
      const { runFleet } = await import('./fleet.ts');
      return runFleet(invocation, { ...options, title }, (child) => find(child, options));
    }
    const result = await find(invocation, options);
    await emit(invocation, result.renderings);
    await tellGithub(invocation, { title, outputs: {}, ...result });
    return result.exitCode;
  };
}
