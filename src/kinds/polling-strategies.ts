/** The order in which a queue rings its agents, and what counts in which. */

export const POLLING_STRATEGIES = [
  'RING_SIMULTANEOUSLY',
  'PRIORITIZED_HUNT',
  'CYCLIC_HUNT',
  'LEAST_WORKED_HUNT',
  'SKILL_BASED_ROUTING_PRIORITIZED_HUNT',
  'SKILL_BASED_ROUTING_CYCLIC_HUNT',
  'SKILL_BASED_ROUTING_LEAST_WORKED_HUNT',
] as const;

/** Strategies that go through the agents by skill level: only for these do skill levels count. */
export const SKILL_STRATEGIES = POLLING_STRATEGIES.filter((name) => name.startsWith('SKILL_BASED_ROUTING_'));

/** Strategies that follow the configured order: only for these does the order of the agents count. */
export const ORDERED_STRATEGIES = POLLING_STRATEGIES.filter((name) => name.endsWith('PRIORITIZED_HUNT'));

/** All but ringing everybody at once; sticky routing works with these. */
export const SERIAL_STRATEGIES = POLLING_STRATEGIES.filter((name) => name !== 'RING_SIMULTANEOUSLY');
