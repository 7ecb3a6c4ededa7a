/** One round of `npm run mutation`, in a process of its own, which can be ended: `{ files, tests, temporary, concurrency }` comes as its argument. */

import { fileURLToPath } from 'node:url';
import { Stryker } from '@stryker-mutator/core';

const { files, tests, temporary, concurrency } = JSON.parse(process.argv[2]);
const plugins = ['./held-runner.js', './tell.js', './texts.js'].map((path) =>
  fileURLToPath(new URL(path, import.meta.url)),
);

process.env.CQCTL_MUTATION_TESTS = JSON.stringify(tests);

await new Stryker({
  mutate: files,
  testRunner: 'held',
  coverageAnalysis: 'perTest',
  // Only for loops that never let go of the thread: the runner has limits of its own.
  timeoutFactor: 3,
  timeoutMS: 20_000,
  dryRunTimeoutMinutes: 30,
  plugins,
  reporters: ['told'],
  ignorers: ['texts'],
  tempDirName: temporary,
  cleanTempDir: 'always',
  ignorePatterns: ['/dist', '/coverage', '/docs', '/examples', '/bench'],
  concurrency,
  allowConsoleColors: false,
  logLevel: 'error',
}).runMutationTest();
process.disconnect();
