/**
 * The time of a scenario that is played by the clock: so many times faster than real time.
 *
 * Where more than a moment went by since it was last looked at, the machine slept or playing takes longer than what is
 * played; then only that moment counts, so that the scenario falls behind instead of holding everything up.
 */

const MOMENT_MS = 500;

export interface ScenarioClock {
  /** Until then it is 0. */
  start(): void;
  /** Whole milliseconds from the start of the scenario. */
  nowMs(): number;
}

export function createScenarioClock(
  speed: number,
  realMs: () => number = () => performance.now(),
): ScenarioClock {
  let lookedMs: number | undefined;
  let scenarioMs = 0;
  return {
    start() {
      lookedMs ??= realMs();
    },
    nowMs() {
      if (lookedMs === undefined) return 0;
      const now = realMs();
      scenarioMs += Math.min(now - lookedMs, MOMENT_MS) * speed;
      lookedMs = now;
      return Math.floor(scenarioMs);
    },
  };
}
