/**
 * Waits between attempts take next to no time in this process: what comes of them is of interest, not how long they last.
 * Deadlines stay what they are.
 */

import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';

const MAX_WAIT_MS = 2;

export function shortenWaits(): void {
  const wait = timers.setTimeout;
  const shortened = (ms?: number, ...rest: [unknown?, object?]) =>
    wait(Math.min(ms ?? 0, MAX_WAIT_MS), ...rest);
  timers.setTimeout = shortened as typeof wait;
  syncBuiltinESMExports();
}
