/** One run, or the two of a comparison, as plots take them. */

import type { Comparison, QueueCourse, SimulationResult, Timeline } from '../../../model/simulation.ts';

export interface Series {
  label: string;
  color: string;
  fill: string;
  result: SimulationResult;
}

export const NAMES = { config: 'the files', live: 'now', planned: 'after apply' } as const;

export function seriesOf(result: SimulationResult): Series[] {
  return [{ label: NAMES[result.on], color: 'var(--accent)', fill: 'var(--accent-soft)', result }];
}

export function seriesOfBoth({ before, after }: Comparison): Series[] {
  return [
    { label: NAMES[before.on], color: 'var(--before)', fill: 'var(--before-soft)', result: before },
    ...seriesOf(after),
  ];
}

/** The course of a queue in each run that has it. */
export function coursesOf(
  series: readonly Series[],
  queue: string,
): { of: Series; course: QueueCourse; timeline: Timeline }[] {
  return series.flatMap((of) => {
    const { timeline } = of.result;
    const course = timeline?.queues[queue];
    return timeline === undefined || course === undefined ? [] : [{ of, course, timeline }];
  });
}

/** Where there are two, which is which. */
export function legendOf(series: readonly { of: Series }[]): { color: string; text: string }[] {
  return series.length < 2 ? [] : series.map(({ of }) => ({ color: of.color, text: of.label }));
}

/** `12:30`, `day 3` at midnight, or `0:30` from the start where the scenario has no wall clock. */
export function clockLabel(timeline: Timeline, seconds: number): string {
  const minutes = Math.round(((timeline.clock_s ?? 0) + seconds) / 60);
  const day = Math.floor(minutes / 1440);
  const hours = timeline.clock_s === undefined ? Math.floor(minutes / 60) : Math.floor(minutes / 60) % 24;
  const text = `${hours}:${String(minutes % 60).padStart(2, '0')}`;
  if (timeline.clock_s === undefined || day === 0) return text;
  return minutes % 1440 === 0 ? `day ${day + 1}` : `day ${day + 1} ${text}`;
}

const STEPS_S = [300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800];

/** Round times, five or so. */
export function clockTicks(timeline: Timeline, intervals: number): number[] {
  const spanS = intervals * timeline.interval_s;
  const step = STEPS_S.find((each) => spanS / each <= 5) ?? spanS / 5;
  const offset = (timeline.clock_s ?? 0) % step;
  const ticks: number[] = [];
  const from = Math.ceil((timeline.from_s + offset) / step) * step - offset;
  for (let at = from; at <= timeline.from_s + spanS; at += step) ticks.push(at);
  return ticks;
}

/** At most so many rows in the table of a plot: neighbours are taken together. */
const MOST_ROWS = 24;

/** Groups of neighbouring intervals: from, and until before. */
export function tableSpans(intervals: number): [number, number][] {
  const size = Math.ceil(intervals / MOST_ROWS);
  return Array.from({ length: Math.ceil(intervals / size) }, (_unused, index) => [
    index * size,
    Math.min(intervals, (index + 1) * size),
  ]);
}
