/** The course of a run in intervals, worked out by hand, and how it adds up. */

import { describe, expect, test } from 'vitest';
import { Engine } from '../../../src/engine/engine.ts';
import { Statistics } from '../../../src/engine/statistics.ts';
import type { TimelineFigures } from '../../../src/engine/timeline.ts';
import { buildConfig, type World } from '../../support/engine.ts';

function timelineOf(world: World, window: { fromMs: number; untilMs: number }): TimelineFigures {
  const config = buildConfig(world);
  const thresholds = config.queues.map(() => 20_000);
  const statistics = new Statistics(config.queues.length, config.agents.length, thresholds, window, 4);
  new Engine(config, statistics, null).run();
  return statistics.timeline as TimelineFigures;
}

const world: World = {
  queues: [{ agents: [0], autoReady: false }],
  wrapUps: [5],
  calls: [
    { at: 0, talk: 15 },
    { at: 5, talk: 10 },
    { at: 12, talk: 1, patience: 3 },
  ],
};

describe('a timeline', () => {
  test('is not kept unless asked for', () => {
    expect(new Statistics(1, 1, [0], { fromMs: 0, untilMs: 1 }).timeline).toBeNull();
  });

  test('has who waited, who came and was answered, and what the agent did, interval by interval', () => {
    // Talk 0-15, wrap-up 15-20, talk 20-30, wrap-up 30-35; the second waits 5-20, the third 12-15.
    const timeline = timelineOf(world, { fromMs: 0, untilMs: 40_000 });
    expect(timeline).toMatchObject({ fromMs: 0, intervalMs: 10_000, intervals: 4 });
    expect([...timeline.waitingMs]).toEqual([5000, 10_000 + 3000, 0, 0]);
    expect([...timeline.waitingMax]).toEqual([1, 2, 0, 0]);
    expect([...timeline.offered]).toEqual([2, 1, 0, 0]);
    expect([...timeline.answered]).toEqual([2, 0, 0, 0]);
    expect([...timeline.inTime]).toEqual([2, 0, 0, 0]);
    expect([...timeline.talkMs]).toEqual([10_000, 5000, 10_000, 0]);
    expect([...timeline.wrapUpMs]).toEqual([0, 5000, 0, 5000]);
    expect([...timeline.shiftMs]).toEqual([10_000, 10_000, 10_000, 10_000]);
  });

  test('leaves out what is outside of the window', () => {
    const timeline = timelineOf(world, { fromMs: 10_000, untilMs: 30_000 });
    expect(timeline).toMatchObject({ fromMs: 10_000, intervalMs: 5000 });
    expect([...timeline.waitingMs]).toEqual([5000 + 3000, 5000, 0, 0]);
    expect([...timeline.waitingMax]).toEqual([2, 1, 0, 0]);
    expect([...timeline.offered]).toEqual([1, 0, 0, 0]);
    expect([...timeline.answered]).toEqual([0, 0, 0, 0]);
    expect([...timeline.talkMs]).toEqual([5000, 0, 5000, 5000]);
    expect([...timeline.shiftMs]).toEqual([5000, 5000, 5000, 5000]);
  });
});
