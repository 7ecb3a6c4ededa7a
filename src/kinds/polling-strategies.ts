/** The strategies by which a queue rings its agents: one object each, with what counts in it. */

export interface PollingStrategy {
  readonly description: string;
  /** How the engine chooses among those who may be rung. */
  readonly base: 'SIMULTANEOUS' | 'PRIORITIZED' | 'CYCLIC' | 'LEAST_WORKED';
  /** Agents are rung level by level: only then do skill levels count. */
  readonly bySkill: boolean;
}

const STRATEGIES = {
  RING_SIMULTANEOUSLY: {
    description: 'Ring all available agents at once.',
    base: 'SIMULTANEOUS',
    bySkill: false,
  },
  PRIORITIZED_HUNT: {
    description: 'One after another, in the configured order, each call from the top.',
    base: 'PRIORITIZED',
    bySkill: false,
  },
  CYCLIC_HUNT: {
    description: 'One after another; first the agent whom a call of this queue rang longest ago.',
    base: 'CYCLIC',
    bySkill: false,
  },
  LEAST_WORKED_HUNT: {
    description: 'One after another; first the agent who answered a call of this queue longest ago.',
    base: 'LEAST_WORKED',
    bySkill: false,
  },
  SKILL_BASED_ROUTING_PRIORITIZED_HUNT: {
    description: 'By skill level, level 1 first; within a level in the configured order.',
    base: 'PRIORITIZED',
    bySkill: true,
  },
  SKILL_BASED_ROUTING_CYCLIC_HUNT: {
    description: 'By skill level, level 1 first; within a level the agent rung longest ago.',
    base: 'CYCLIC',
    bySkill: true,
  },
  SKILL_BASED_ROUTING_LEAST_WORKED_HUNT: {
    description: 'By skill level, level 1 first; within a level the agent who answered longest ago.',
    base: 'LEAST_WORKED',
    bySkill: true,
  },
} as const satisfies { readonly [name: string]: PollingStrategy };

type StrategyName = keyof typeof STRATEGIES;

export const POLLING_STRATEGIES = Object.keys(STRATEGIES) as StrategyName[];
export const STRATEGY_DESCRIPTIONS = Object.values(STRATEGIES).map(({ description }) => description);

/** Undefined for a value that no strategy has: a newer PBX may have more. */
export function strategyFacts(value: unknown): PollingStrategy | undefined {
  return POLLING_STRATEGIES.includes(value as StrategyName) ? STRATEGIES[value as StrategyName] : undefined;
}

const namesWhere = (holds: (strategy: PollingStrategy) => boolean): StrategyName[] =>
  POLLING_STRATEGIES.filter((name) => holds(STRATEGIES[name]));

/** Only for these do skill levels count. */
export const SKILL_STRATEGIES = namesWhere(({ bySkill }) => bySkill);

/** All but ringing everybody at once; sticky routing works with these. */
export const SERIAL_STRATEGIES = namesWhere(({ base }) => base !== 'SIMULTANEOUS');
