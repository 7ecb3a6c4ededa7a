/** The plots of a queue: who waits when, how long they wait, and when the service level suffers. */

import { bin, max, mean, sum } from 'd3-array';
import { area, curveStepAfter, line } from 'd3-shape';
import { durationText } from '../../duration-text.ts';
import { renderPlot, round } from '../../html/plot.ts';
import { countText, secondsText, shareText } from '../figure-text.ts';
import { clockLabel, clockTicks, coursesOf, legendOf, type Series, tableSpans } from './series.ts';

type Course = ReturnType<typeof coursesOf>[number];

export function renderQueuePlots(series: readonly Series[], queue: string, id: string): string {
  const courses = coursesOf(series, queue);
  if (courses.length === 0) return '';
  return `<div class="plots">${waitingPlot(courses, `${id}-w`)}${waitsPlot(courses, `${id}-d`)}${servicePlot(courses, `${id}-s`)}</div>`;
}

function timeAxis({ timeline, course }: Course) {
  const intervals = course.waiting.length;
  const endS = timeline.from_s + intervals * timeline.interval_s;
  return {
    domain: [timeline.from_s, endS] as const,
    ticks: clockTicks(timeline, intervals),
    label: (seconds: number) => clockLabel(timeline, seconds),
  };
}

function waitingPlot(courses: readonly Course[], id: string): string {
  const [first] = courses as [Course, ...Course[]];
  const most = max(courses.flatMap(({ course }) => course.waiting_max)) ?? 0;
  return renderPlot(
    {
      title: 'Callers waiting',
      description: 'Mean number of callers waiting, over time; the most at once as a thin line.',
      x: timeAxis(first),
      y: { domain: [0, Math.max(1, most)], label: (value) => (Number.isInteger(value) ? String(value) : '') },
      legend: legendOf(courses),
      draw: ({ x, y }) =>
        courses
          .map(({ of, course, timeline }) => {
            const at = (_value: number, index: number) =>
              round(x(timeline.from_s + index * timeline.interval_s));
            const closed = (values: readonly number[]) => [...values, values.at(-1) ?? 0];
            const shape = area<number>()
              .x(at)
              .y0(round(y(0)))
              .y1((value) => round(y(value)))
              .curve(curveStepAfter)(closed(course.waiting));
            const stroke = line<number>()
              .x(at)
              .y((value) => round(y(value)))
              .curve(curveStepAfter);
            return `<path d="${shape}" fill="${of.fill}"/><path d="${stroke(closed(course.waiting))}" fill="none" stroke="${of.color}" stroke-width="1.6"/><path d="${stroke(closed(course.waiting_max))}" fill="none" stroke="${of.color}" stroke-width=".7" stroke-dasharray="2 2"/>`;
          })
          .join(''),
      data: {
        titles: ['from', ...courses.flatMap(({ of }) => [`waiting, ${of.label}`, `most, ${of.label}`])],
        rows: tableSpans(first.course.waiting.length).map(([from, until]) => [
          clockLabel(first.timeline, first.timeline.from_s + from * first.timeline.interval_s),
          ...courses.flatMap(({ course }) => [
            countText(Math.round((mean(course.waiting.slice(from, until)) ?? 0) * 100) / 100),
            countText(max(course.waiting_max.slice(from, until)) ?? 0),
          ]),
        ]),
      },
    },
    id,
  );
}

const BINS = 24;

function waitsPlot(courses: readonly Course[], id: string): string {
  const longest = max(courses.flatMap(({ course }) => course.waits.map(([wait]) => wait))) ?? 0;
  const end = Math.max(1, longest);
  const histogram = bin<[number, number], number>()
    .value(([wait]) => wait)
    .domain([0, end])
    .thresholds(Array.from({ length: BINS - 1 }, (_unused, index) => ((index + 1) * end) / BINS));
  const shares = courses.map(({ of, course }) => {
    const calls = sum(course.waits, ([, count]) => count);
    const values = histogram(course.waits.map((each): [number, number] => [...each])).map((each) =>
      calls === 0 ? 0 : sum(each, ([, count]) => count) / calls,
    );
    return { of, values };
  });
  const most = max(shares.flatMap(({ values }) => values)) ?? 0;
  const step = end / BINS;
  return renderPlot(
    {
      title: 'How long callers wait',
      description: 'Share of all callers by the time they waited, whether they were answered or not.',
      x: { domain: [0, end], ticks: roundTimes(end), label: durationText },
      y: { domain: [0, Math.max(0.01, most)], label: (share) => `${Math.round(share * 100)} %` },
      legend: legendOf(courses),
      draw: ({ x, y }) =>
        shares
          .map(({ of, values }, place) => {
            const width = (x(step) - x(0) - 1) / shares.length;
            return values
              .map((share, index) => {
                if (share === 0) return '';
                const left = round(x(index * step) + 0.5 + place * width);
                return `<rect x="${left}" y="${round(y(share))}" width="${round(width)}" height="${round(y(0) - y(share))}" fill="${of.color}"/>`;
              })
              .join('');
          })
          .join(''),
      data: {
        titles: ['waited up to', ...courses.map(({ of }) => `share, ${of.label}`)],
        rows: Array.from({ length: BINS }, (_unused, index) => [
          secondsText((index + 1) * step),
          ...shares.map(({ values }) => shareText(values[index] ?? 0)),
        ]),
      },
    },
    id,
  );
}

const ROUND_S = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800, 86_400];

/** Four or so. */
function roundTimes(end: number): number[] {
  const step = ROUND_S.find((each) => end / each <= 5) ?? end / 4;
  return Array.from({ length: Math.floor(end / step) + 1 }, (_unused, index) => index * step);
}

/** Bars of so many intervals together: a single one has too few callers to mean much. */
const TOGETHER = 4;

function servicePlot(courses: readonly Course[], id: string): string {
  const [first] = courses as [Course, ...Course[]];
  const intervals = first.course.offered.length;
  const levels = courses.map(({ of, course }) => ({
    of,
    values: Array.from({ length: Math.ceil(intervals / TOGETHER) }, (_unused, index) => {
      const span = [index * TOGETHER, (index + 1) * TOGETHER] as const;
      const offered = sum(course.offered.slice(...span));
      return offered === 0 ? null : sum(course.in_time.slice(...span)) / offered;
    }),
  }));
  const stepS = TOGETHER * first.timeline.interval_s;
  const within = first.of.result;
  return renderPlot(
    {
      title: 'Service level over time',
      description: `Share of callers who were answered in time, by when they called; ${within.replications} run${within.replications === 1 ? '' : 's'}.`,
      x: timeAxis(first),
      y: { domain: [0, 1], label: (share) => `${Math.round(share * 100)} %` },
      legend: legendOf(courses),
      draw: ({ x, y }) =>
        levels
          .map(({ of, values }, place) => {
            const width = (x(first.timeline.from_s + stepS) - x(first.timeline.from_s) - 1.5) / levels.length;
            return values
              .map((level, index) => {
                if (level === null) return '';
                const left = round(x(first.timeline.from_s + index * stepS) + 0.75 + place * width);
                return `<rect x="${left}" y="${round(y(level))}" width="${round(Math.max(0.5, width))}" height="${round(Math.max(1, y(0) - y(level)))}" fill="${of.color}"/>`;
              })
              .join('');
          })
          .join(''),
      data: {
        titles: ['from', ...courses.map(({ of }) => `service level, ${of.label}`)],
        rows: (levels[0]?.values ?? []).map((_level, index) => [
          clockLabel(first.timeline, first.timeline.from_s + index * stepS),
          ...levels.map(({ values }) => shareText(values[index] ?? null)),
        ]),
      },
    },
    id,
  );
}
