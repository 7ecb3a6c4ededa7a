/** The course of several replications as one: means of what each interval had. */

import type { Statistics } from '../engine/statistics.ts';
import type { TimelineFigures } from '../engine/timeline.ts';
import type { Timeline } from '../model/simulation.ts';
import type { BoundScenario } from './bind.ts';

/** Plain data, from a worker thread or not. */
export interface RunTimeline {
  figures: TimelineFigures;
  /** By queue: wait in ms, and how many calls waited so long. */
  waits: [waitMs: number, calls: number][][];
}

export function readTimeline(statistics: Statistics, scenario: BoundScenario): RunTimeline | null {
  const figures = statistics.timeline;
  if (figures === null) return null;
  return {
    figures,
    waits: scenario.queues.map((_queue, index) => [...statistics.queue(index).waits.entries()]),
  };
}

type Column =
  | 'waitingMs'
  | 'waitingMax'
  | 'offered'
  | 'answered'
  | 'inTime'
  | 'talkMs'
  | 'wrapUpMs'
  | 'shiftMs';

export function averageTimelines(
  scenario: BoundScenario,
  runs: readonly RunTimeline[],
): Timeline | undefined {
  const first = runs[0]?.figures;
  if (first === undefined) return undefined;
  const { intervals, intervalMs } = first;
  const mean = (column: Column, index: number, by: number): number[] =>
    Array.from({ length: intervals }, (_unused, interval) => {
      const place = index * intervals + interval;
      const sum = runs.reduce((total, { figures }) => total + (figures[column][place] as number), 0);
      return Math.round((sum / runs.length / by) * 1e4) / 1e4;
    });
  const queues: Timeline['queues'] = Object.create(null);
  scenario.queueKeys.forEach((key, index) => {
    queues[key] = {
      waiting: mean('waitingMs', index, intervalMs),
      waiting_max: mean('waitingMax', index, 1),
      offered: mean('offered', index, 1),
      answered: mean('answered', index, 1),
      in_time: mean('inTime', index, 1),
      waits: averageWaits(runs.map(({ waits }) => waits[index] ?? [])),
    };
  });
  const agents: Timeline['agents'] = Object.create(null);
  scenario.agentNumbers.forEach((number, index) => {
    agents[number] = {
      talk: mean('talkMs', index, intervalMs),
      wrap_up: mean('wrapUpMs', index, intervalMs),
      on_shift: mean('shiftMs', index, intervalMs),
    };
  });
  return { from_s: first.fromMs / 1000, interval_s: intervalMs / 1000, queues, agents };
}

function averageWaits(runs: readonly (readonly [number, number])[][]): [number, number][] {
  const calls = new Map<number, number>();
  for (const run of runs) {
    for (const [waitMs, count] of run) calls.set(waitMs, (calls.get(waitMs) ?? 0) + count);
  }
  return [...calls].sort(([a], [b]) => a - b).map(([waitMs, count]) => [waitMs / 1000, count / runs.length]);
}
