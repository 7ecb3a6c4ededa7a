#!/usr/bin/env node
/** The command. `--version` alone is answered here, so that it costs no more than starting node. */

import { findStreamFailure, watchStream } from './stream-failures.ts';
import { readVersion } from './version.ts';

const args = process.argv.slice(2);
if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
  watchStream(process.stdout);
  process.stdout.write(`${readVersion()}\n`);
  const failure = await findStreamFailure(process);
  if (failure !== undefined) {
    process.stderr.write(`error ${failure.code}: ${failure.message}\n`);
    process.exitCode = 1;
  }
} else {
  const { main } = await import('./main.ts');
  process.exitCode = await main(args);
}
