/** Checks the dry runs of a plan against `policy.routing`. */

import { isMet } from '../kinds/condition.ts';
import type { Policy } from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { FigureChange, RoutingImpact } from '../model/simulation.ts';
import { figurePath } from './metrics.ts';

/** Saved in the plan file as well, because applying a saved plan runs no scenario. */
export const BAD_FOR_CALLERS = 'CQ413';

/** One refusal for each queue and figure; a queue without callers passes. */
export function findRoutingRefusals(
  policy: Policy['routing'],
  impacts: readonly RoutingImpact[],
): Diagnostic[] {
  return impacts.flatMap(({ scenario, queues }) =>
    Object.entries(queues).flatMap(([queue, figures]) => {
      const refusals: Diagnostic[] = [];
      const refuse = (what: string, before: number | null, after: number, demanded: string): void => {
        const was = before === null ? '' : ` (now ${before})`;
        refusals.push({
          code: BAD_FOR_CALLERS,
          severity: 'error',
          summary: `${queue} would have ${what} ${after}${was}, and policy.routing demands ${demanded}; scenario ${JSON.stringify(scenario)}`,
          hint: 'change the plan, or policy.routing if that is meant',
        });
      };
      for (const limit of policy.figures) {
        const { before = null, after = null } = figures[figurePath(limit.metric)] ?? {};
        if (after !== null && !isMet(limit, after)) refuse(limit.metric, before, after, limit.written);
      }
      const loss = lossOf(figures, 'after');
      if (policy.maxLoss !== undefined && loss !== null && loss > policy.maxLoss) {
        refuse('a loss of', lossOf(figures, 'before'), loss, `${policy.maxLoss} at most`);
      }
      return refusals;
    }),
  );
}

/** The share of callers that were neither answered nor called back; null without callers. */
function lossOf(
  figures: { readonly [figure: string]: FigureChange },
  side: 'before' | 'after',
): number | null {
  const figure = (name: string): number => figures[name]?.[side] ?? 0;
  const offered = figure('offered');
  if (offered === 0) return null;
  return Math.round((1 - (figure('answered') + figure('callbacks')) / offered) * 1e6) / 1e6;
}
