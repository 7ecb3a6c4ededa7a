import { expect, test } from 'vitest';
import { createScenarioClock } from '../../../src/pbx/live/scenario-clock.ts';

function clockAt(speed: number) {
  let realMs = 1_000_000;
  const clock = createScenarioClock(speed, () => realMs);
  const after = (ms: number): number => {
    realMs += ms;
    return clock.nowMs();
  };
  return { clock, after };
}

test('stands still until it is started, then goes at its speed', () => {
  const { clock, after } = clockAt(20);
  expect(after(400)).toBe(0);
  clock.start();
  expect([after(0), after(100), after(0.04), after(0.04)]).toEqual([0, 2000, 2000, 2001]);
});

test('a second start changes nothing', () => {
  const { clock, after } = clockAt(1);
  clock.start();
  after(300);
  clock.start();
  expect(after(0)).toBe(300);
});

test('of a long pause only a moment counts', () => {
  const { clock, after } = clockAt(10);
  clock.start();
  expect(after(3_600_000)).toBeLessThanOrEqual(10_000);
  const before = clock.nowMs();
  expect(after(100) - before).toBe(1000);
});
