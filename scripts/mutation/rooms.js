/**
 * The rooms that are tried, and the tests that have to notice what is made wrong there: those of the room, and those of others
 * that hold it to its promises. Left out are tests that try the tests themselves, those that mock modules or start
 * processes, and those that take minutes.
 */

export const ROOMS = {
  plan: ['test/unit/plan/*.test.ts', 'test/property/{planner,unread,worlds}.property.test.ts'],
  apply: ['test/unit/apply/*.test.ts', 'test/scenarios/scenarios.test.ts'],
  kinds: ['test/unit/kinds/*.test.ts'],
  state: ['test/unit/state/!(local-lock*).test.ts', 'test/property/lock.property.test.ts'],
  engine: [
    'test/unit/engine/!(engine-mutations|engine-oracles).test.ts',
    'test/property/{engine,live}.property.test.ts',
  ],
};
