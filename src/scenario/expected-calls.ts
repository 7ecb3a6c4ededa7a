import type { Arrivals } from './scenario.ts';

/** How many calls arrive until then, on average. */
export function expectedCalls(arrivals: Arrivals, untilMs: number): number {
  if (arrivals.kind === 'table') return arrivals.table.atMs.length;
  if (arrivals.kind === 'every') return untilMs / arrivals.everyMs;
  const { steps } = arrivals;
  return steps.reduce((sum, { fromMs, perMs }, index) => {
    const endMs = Math.min(untilMs, steps[index + 1]?.fromMs ?? untilMs);
    return sum + Math.max(0, endMs - Math.max(0, fromMs)) * perMs;
  }, 0);
}
