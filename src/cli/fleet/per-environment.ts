/** Runs a command for the environment that was named, or for each of several. */

import type { Format } from '../../report/formats.ts';
import type { Invocation } from '../invocation.ts';
import { emit } from '../output/emit.ts';
import { tellGithub } from '../output/github-actions.ts';
import type { Result } from '../output/result.ts';
import type { ExitCode } from '../run/exit-codes.ts';

/** Prints what `find` finds; for several environments, or with `--all`, for each of them. */
export function perEnvironment<
  F extends Format,
  Options extends { all?: boolean; out?: string; isOffline?: boolean },
>(
  title: string,
  find: (invocation: Invocation<F>, options: Options) => Promise<Result<F>>,
  options: Options,
): (invocation: Invocation<F>) => Promise<ExitCode> {
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
