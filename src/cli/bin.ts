#!/usr/bin/env node
/** The command. `--version` alone is answered here, so that it costs no more than starting node. */

import { readVersion } from './version.ts';

const args = process.argv.slice(2);
if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
  process.stdout.write(`${readVersion()}\n`);
} else {
  const { main } = await import('./main.ts');
  process.exitCode = await main(args);
}
