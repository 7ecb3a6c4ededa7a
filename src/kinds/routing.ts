/**
 * Where the sources on the API differ in what a PBX does with a call: each setting with its readings, the one that the
 * API reference suggests first. Written under `routing:` of a project or a scenario.
 */

export interface RoutingSetting {
  readonly description: string;
  readonly values: readonly (string | boolean)[];
}

export const ROUTING_SETTINGS = {
  skill_order: {
    description: 'Which skill level is the best: the lowest number, or the highest.',
    values: ['low_first', 'high_first'],
  },
  least_worked: {
    description:
      'What least worked means: nothing answered for the longest time, or the fewest calls answered.',
    values: ['longest_since_answer', 'fewest_answered'],
  },
  next_skill_group: {
    description:
      'When a call goes on to the next level: when nobody answers, or only when nobody is available.',
    values: ['on_no_answer', 'when_unavailable'],
  },
  after_other_call: {
    description: "An agent's state after a call that was not the queue's.",
    values: ['not_ready', 'wrap_up'],
  },
  unstaffed_check: {
    description: 'When it is looked whether anybody is online: on entry, or also when the last agent leaves.',
    values: ['on_entry', 'always'],
  },
  shared_agent: {
    description: 'Which call an agent of several queues gets: the oldest, or that of the first queue.',
    values: ['oldest_call', 'queue_order'],
  },
  max_callers_zero: {
    description: 'What `max_callers: 0` means: no limit, or nobody may wait.',
    values: ['unlimited', 'none'],
  },
  wrap_up_with_auto_ready: {
    description: 'Whether agents who are ready by themselves take their wrap-up time.',
    values: ['skip', 'timed'],
  },
  late_join: {
    description: 'Whether who becomes available during a simultaneous ring joins it.',
    values: [true, false],
  },
} as const satisfies { readonly [name: string]: RoutingSetting };

/** The one setting that is a time, not a choice. */
export const ROUND_GAP = {
  name: 'round_gap',
  description: 'A pause between rounds.',
  default: '0s',
} as const;
