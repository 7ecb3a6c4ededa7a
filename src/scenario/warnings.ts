/** Warnings about a run that its figures do not show. */

import type { Code } from '../codes/registry.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { BoundScenario } from './bind.ts';
import type { RunResult } from './run.ts';

export function runWarnings(bound: BoundScenario, runs: readonly RunResult[]): Diagnostic[] {
  const warnings: Diagnostic[] = [];
  const warn = (code: Code, summary: string, hint?: string): void => {
    warnings.push({
      code,
      severity: 'warning',
      summary,
      ...(hint === undefined ? {} : { hint }),
    });
  };
  const unused = bound.readings.wrapUpWithAutoReady === 'skip' ? queuesWithUnusedWrapUp(bound, runs) : [];
  if (unused.length > 0) {
    warn(
      'CQ379',
      `wrap-up is not used in ${unused.join(', ')}: agent_auto_ready makes agents ready at once`,
      'write `agent_auto_ready: false`, or `routing: { wrap_up_with_auto_ready: timed }`',
    );
  }
  const loops = runs.reduce((sum, run) => sum + run.loops, 0);
  if (loops > 0) {
    const circle = forwardCircle(bound);
    warn(
      'CQ380',
      `${loops === 1 ? '1 call' : `${loops} calls`} went round in a circle: ${circle}`,
      'see the forward rules of these queues',
    );
  }
  const inside = runs.reduce((sum, run) => sum + run.inside, 0);
  if (inside === 1) warn('CQ381', '1 call never ended; it is in no outcome');
  if (inside > 1) warn('CQ381', `${inside} calls never ended; they are in no outcome`);
  return warnings;
}

/** Where an agent's wrap-up is said, above nothing, and the queue does not take it. */
function queuesWithUnusedWrapUp(
  { queues, queueKeys, agents }: BoundScenario,
  runs: readonly RunResult[],
): string[] {
  const wrapsUp = agents.map(({ habits: { wrapUp } }) => {
    return wrapUp !== null && !(wrapUp.kind === 'constant' && wrapUp.ms === 0);
  });
  return queueKeys.filter((_key, index) => {
    const queue = queues[index];
    const isCalled = runs.some((run) => (run.queues[index]?.offered ?? 0) > 0);
    return isCalled && queue?.autoReady === true && queue.members.some(({ agent }) => wrapsUp[agent]);
  });
}

/** `support -> overflow -> support`, the first there is. */
function forwardCircle({ queues, queueKeys, nightMode }: BoundScenario): string {
  const next = queues.map((queue) => (nightMode ? queue.night.queue : queue.noAnswer.queue));
  for (const [start] of queues.entries()) {
    const path = [start];
    for (let at = next[start] ?? -1; at >= 0; at = next[at] ?? -1) {
      const seen = path.indexOf(at);
      path.push(at);
      if (seen >= 0)
        return path
          .slice(seen)
          .map((queue) => queueKeys[queue])
          .join(' -> ');
    }
  }
  return 'their forward rules';
}
