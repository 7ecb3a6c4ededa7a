/** What there is to show of a dry run at a glance, worked out once for text and HTML. */

import type { PrintedReadings, SimulationResult } from '../../model/simulation.ts';
import { plural } from '../value-text.ts';

/** What there are figures of: one of them. */
export const SUBJECT = { queues: 'queue', agents: 'agent' } as const;

/** Ways to be lost, shown where anybody was. */
const LOSSES = ['timed_out', 'overflowed', 'unstaffed', 'night', 'callbacks'] as const;

export function showResult({ queues, agents, replications }: SimulationResult) {
  const all = { queues: Object.entries(queues), agents: Object.entries(agents) };
  const called = all.queues.filter(([, { offered }]) => offered > 0);
  const rung = all.agents.filter(([, agent]) => agent.rung > 0);
  const [quiet, idle] = [all.queues.length - called.length, all.agents.length - rung.length];
  return {
    /** With their names. */
    called,
    rung,
    /** What is said of the others; empty for none. */
    quietNote: quiet === 0 ? '' : `${plural(quiet, SUBJECT.queues)} without calls`,
    idleNote: idle === 0 ? '' : `${plural(idle, SUBJECT.agents)} never rung`,
    losses: LOSSES.filter((loss) => called.some(([, result]) => result[loss] > 0)),
    /** Goes on after what was played. */
    runs: replications === 1 ? '' : `, mean of ${replications} replications`,
  };
}

export function readingsText(readings: PrintedReadings): string {
  return Object.entries(readings)
    .map(([setting, value]) => `${setting} ${String(value)}`)
    .join(', ');
}
