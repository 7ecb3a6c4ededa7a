/** Which other readings of the API would matter for this config. */

import type { ReadingEffect } from '../../model/simulation.ts';
import { createPalette, type TextStyle } from '../palette.ts';
import { printable } from '../sanitize.ts';
import { changeText, figureText, figureTitle } from './figure-text.ts';
import type { FigureChanges } from './shown-impact.ts';

/** What tells most, first. */
const HEADLINES = ['service_level.value', 'abandonment_rate', 'asa_s', 'wait_s.p90', 'answered'];

export function renderReadingEffects(effects: readonly ReadingEffect[], style: TextStyle): string {
  const palette = createPalette(style.color);
  const name = ({ setting, other }: ReadingEffect) => `${setting}: ${String(other)}`;
  const mattering = effects.filter((effect) => effect.matters);
  const others = effects.filter((effect) => !effect.matters);
  const lines = mattering.flatMap((effect) => [
    `  ${palette.warning(name(effect))} ${palette.dim(`instead of ${String(effect.value)}`)}`,
    ...Object.entries(effect.queues).map(
      ([queue, figures]) => `    ${printable(queue)}: ${headline(figures)}`,
    ),
  ]);
  const title =
    mattering.length === 0
      ? 'No other reading of the API changes these figures by more than noise.'
      : 'Other readings of the API that would change these figures:';
  const rest =
    others.length === 0 ? '' : palette.dim(`  none beyond noise: ${others.map(name).join(', ')}\n`);
  return `${[palette.bold(title), ...lines].join('\n')}\n${rest}`;
}

function headline(figures: FigureChanges): string {
  const chosen = HEADLINES.filter((figure) => figures[figure] !== undefined);
  const shown = chosen.length > 0 ? chosen.slice(0, 3) : Object.keys(figures).slice(0, 3);
  return shown
    .map((figure) => {
      const { before, after, change } = figures[figure] as NonNullable<(typeof figures)[string]>;
      return `${figureTitle(figure)} ${figureText(figure, before)} -> ${figureText(figure, after)} (${changeText(figure, change)})`;
    })
    .join(', ');
}
