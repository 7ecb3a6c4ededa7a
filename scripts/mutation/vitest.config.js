/** One project, of the tests of a room, which the round names: looking for tests is then a small part of a mutant's time. */

import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: JSON.parse(process.env['CQCTL_MUTATION_TESTS'] ?? '[]'),
    setupFiles: ['test/support/fast-check-seed.ts', 'scripts/mutation/first-failure.js'],
    // One thread, in which all tests are held.
    pool: 'threads',
    isolate: false,
    maxWorkers: 1,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    sequence: { shuffle: false },
  },
});
