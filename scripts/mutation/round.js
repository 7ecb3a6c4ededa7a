/** One round of `npm run mutation`, in a process of its own, which can be ended: `{ files, tests, temporary }` comes as its argument. */

import { fileURLToPath } from 'node:url';
import { Stryker } from '@stryker-mutator/core';

const { files, tests, temporary } = JSON.parse(process.argv[2]);
const runner = fileURLToPath(import.meta.resolve('@stryker-mutator/vitest-runner'));
const tell = fileURLToPath(new URL('./tell.js', import.meta.url));

await new Stryker({
  mutate: files,
  testFiles: tests,
  testRunner: 'vitest',
  vitest: { related: true },
  coverageAnalysis: 'perTest',
  plugins: [runner, tell],
  reporters: ['told'],
  tempDirName: temporary,
  cleanTempDir: 'always',
  ignorePatterns: ['/dist', '/coverage', '/docs', '/examples', '/bench'],
  concurrency: 2,
  allowConsoleColors: false,
  logLevel: 'error',
}).runMutationTest();
process.disconnect();
