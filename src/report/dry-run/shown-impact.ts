/** Figures before and after, worked out once for every format that shows them. */

import type { FigureChange, RoutingImpact } from '../../model/simulation.ts';
import { changeText, figureText, figureTitle, goodness, spreadText } from './figure-text.ts';
import { SUBJECT } from './shown-result.ts';

export interface FigureChanges {
  readonly [figure: string]: FigureChange;
}
export type ShownFigure = ReturnType<typeof showFigures>[number];
export type ShownImpact = ReturnType<typeof showImpact>;

/** Of a table of what changes. */
export const IMPACT_TITLES = [SUBJECT.queues, 'figure', 'now', 'after', 'change'] as const;

export function showFigures(figures: FigureChanges) {
  return Object.entries(figures).map(([name, { before, after, change, ci95, significant }]) => {
    const sign = goodness(name) * Math.sign(change ?? 0);
    return {
      /** Dotted, as in `wait_s.p90`. */
      name,
      title: figureTitle(name),
      before: figureText(name, before),
      after: figureText(name, after),
      change: changeText(name, change),
      /** Empty where there is no interval. */
      spread: spreadText(name, ci95),
      /** For callers. */
      tone: sign === 0 ? undefined : sign > 0 ? ('good' as const) : ('bad' as const),
      isSignificant: significant,
      /** By more than noise, or there on one side only. */
      isChange: significant || (before === null) !== (after === null),
      isEqual: change === null || change === 0,
    };
  });
}

export function showImpact({ scenario, replications, queues, agents }: RoutingImpact) {
  const hasChange = (figures: FigureChanges) => showFigures(figures).some(({ isChange }) => isChange);
  const changed = Object.entries(queues).filter(([, figures]) => hasChange(figures));
  return {
    scenario,
    replications,
    /** Those with a figure that changes. */
    queues: changed.map(([name, changes]) => {
      const figures = showFigures(changes);
      return {
        name,
        changed: figures.filter(({ isChange }) => isChange),
        noise: figures.filter(({ isChange, isEqual }) => !isChange && !isEqual),
      };
    }),
    /** How many queues do not change, and how many agents do. */
    sameQueues: Object.keys(queues).length - changed.length,
    changedAgents: Object.values(agents).filter(hasChange).length,
  };
}
