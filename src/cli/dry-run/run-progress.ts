/** How far a long dry run is: on a terminal a line that changes; when it is done, how long it took. */

import { printable } from '../../report/sanitize.ts';
import type { Invocation } from '../invocation.ts';

/** Shorter runs are over before anybody reads. */
const NOTICED_MS = 500;

export function showRuns({ output }: Invocation, scenario: string) {
  const name = printable(scenario);
  const startedMs = performance.now();
  return {
    update(done: number, of: number): void {
      if (of > 1 && performance.now() - startedMs > NOTICED_MS) {
        output.showLive(`${name}: replication ${done} of ${of}`);
      }
    },
    end(calls: number): void {
      output.showLive(undefined);
      const seconds = (performance.now() - startedMs) / 1000;
      output.log('info', `${name}: ${calls} calls in ${seconds.toFixed(seconds < 10 ? 2 : 0)} s`);
    },
  };
}
