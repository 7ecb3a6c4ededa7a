import { defineConfig } from 'vitest/config';

/** `e2e` runs the built program; everything else runs from source. `vitest run --project unit test/unit/plan` is the fast loop. */
export default defineConfig({
  test: {
    sequence: { shuffle: true },
    setupFiles: ['test/support/fast-check-seed.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**', 'test/browser/**', 'test/postgres/**'],
        },
      },
      // For `npm run fuzz`, which says how long.
      { extends: true, test: { name: 'fuzz', include: ['test/fuzz/*.fuzz.ts'], setupFiles: [] } },
      // Needs a Chromium, which npm does not bring: `npm run test:browser`.
      { extends: true, test: { name: 'browser', include: ['test/browser/**/*.test.ts'] } },
      // Needs a PostgreSQL, likewise: `npm run test:postgres`.
      {
        extends: true,
        test: {
          name: 'postgres',
          include: ['test/postgres/**/*.test.ts'],
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
          globalSetup: ['test/support/global-setup.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          // Its tests mostly wait, for processes and for what these wait for: twice as many at once as a machine of two cores
          // could compute. It comes after the others, which have as many workers as there are cores.
          maxWorkers: 4,
          sequence: { groupOrder: 1 },
          globalSetup: ['test/support/global-setup.ts'],
        },
      },
    ],
    coverage: {
      include: ['src/**'],
      reporter: ['text-summary', 'json-summary'],
      // Of branches; what is there must not be lost.
      thresholds: {
        'src/engine/**': { branches: 95 },
        'src/{config,edit}/**': { branches: 95 },
        'src/plan/**': { branches: 95 },
        'src/kinds/**': { branches: 95 },
      },
    },
  },
});
