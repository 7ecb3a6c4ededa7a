/** Figures as people read them. */

import { type Metric, metricAt } from '../../routing/metrics.ts';
import { durationText } from '../duration-text.ts';

/** What is not there. */
export const NOTHING = '–';

export function secondsText(seconds: number | null): string {
  return seconds === null ? NOTHING : durationText(seconds);
}

/** `83.1 %`. */
export function shareText(share: number | null): string {
  return share === null ? NOTHING : `${(share * 100).toFixed(1)} %`;
}

/** Counts are whole; means of counts have a digit. */
export function countText(count: number | null): string {
  if (count === null) return NOTHING;
  return Number.isInteger(count) ? String(count) : trimmed(count, Math.abs(count) < 10 ? 2 : 1);
}

function trimmed(value: number, digits: number): string {
  return value.toFixed(digits).replace(/\.?0+$/, '');
}

const TEXTS: { readonly [U in Metric['unit']]: (value: number | null) => string } = {
  count: countText,
  seconds: secondsText,
  share: shareText,
};

function isShare(figure: string): boolean {
  return metricAt(figure).unit === 'share';
}

/** A figure by its dotted name, as in `wait_s.p90`. */
export function figureText(figure: string, value: number | null): string {
  return TEXTS[metricAt(figure).unit](value);
}

/** The same with a sign; of shares the points, since 5 % more of 50 % is something else. */
export function changeText(figure: string, value: number | null): string {
  if (value === null) return NOTHING;
  const text = isShare(figure) ? `${(value * 100).toFixed(1)} pts` : figureText(figure, value);
  return value > 0 ? `+${text}` : text;
}

/** Half of an interval: `± 1.2 s`. */
export function spreadText(figure: string, interval: readonly [number, number] | null | undefined): string {
  if (interval === null || interval === undefined) return '';
  const half = (interval[1] - interval[0]) / 2;
  return `± ${isShare(figure) ? `${(half * 100).toFixed(1)} pts` : figureText(figure, half)}`;
}

export function figureTitle(figure: string): string {
  return metricAt(figure).title;
}

/** Where there is little room. */
export function shortTitle(figure: string): string {
  const { short, title } = metricAt(figure);
  return short ?? title;
}

/** 1: more is better for callers; -1: less is; 0: neither. */
export function goodness(figure: string): -1 | 0 | 1 {
  const { better } = metricAt(figure);
  return better === undefined ? 0 : better === 'more' ? 1 : -1;
}
