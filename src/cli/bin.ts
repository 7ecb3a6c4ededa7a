#!/usr/bin/env node
/** The command. `--version` alone is answered here, so that it costs no more than starting node. */

import { describeExhaustion } from './run/exhaustion.ts';
import { findStreamFailure, watchStream } from './run/stream-failures.ts';
import { readVersion } from './version.ts';

async function printVersion(): Promise<number> {
  watchStream(process.stdout);
  process.stdout.write(`${readVersion()}\n`);
  const failure = await findStreamFailure(process);
  if (failure !== undefined) process.stderr.write(`error ${failure.code}: ${failure.message}\n`);
  return failure === undefined ? 0 : 1;
}

async function run(args: readonly string[]): Promise<number> {
  if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) return printVersion();
  const { main } = await import('./main.ts');
  return main(args);
}

/** False for what is none, which is a bug and is left to Node to show. */
function sayExhaustion(error: unknown): boolean {
  const known = describeExhaustion(error);
  if (known === undefined) return false;
  process.stderr.write(`error ${known.code}: ${known.message}\n  hint: ${known.hint}\n`);
  process.exitCode = 1;
  return true;
}

// Before and after the run, which has a handler of its own: Node's own parts allocate when they are first used, in promises
// that nobody holds.
process.on('uncaughtException', (error) => {
  if (process.listenerCount('uncaughtException') > 1) return;
  if (sayExhaustion(error)) process.exit();
  throw error;
});

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  if (!sayExhaustion(error)) throw error;
}
