/** Durations as people write them: `90s`, `5m`, `1h30m`, `250ms`, or plain seconds. */

import type { JsonObject } from '../model/json.ts';

export const DURATION_FORMS = '`90s`, `5m`, `1h30m`, `250ms`, or plain seconds.';

/** The pattern of a duration with units, for use in other patterns. */
export const DURATION =
  '(?=[0-9])([0-9]+(\\.[0-9]+)?h)?([0-9]+(\\.[0-9]+)?m(?!s))?([0-9]+(\\.[0-9]+)?s)?([0-9]+(\\.[0-9]+)?ms)?';
const PATTERN = `^${DURATION}$`;

/** `isChecked`: with a description of the pattern for messages, which the published schema leaves out. */
export function durationSchema(isChecked: boolean): JsonObject {
  return {
    type: ['string', 'number'],
    minimum: 0,
    pattern: PATTERN,
    ...(isChecked ? { patternTitle: 'a duration such as 90s, 5m or 1h30m' } : {}),
  };
}

const UNITS_MS: { readonly [unit: string]: number } = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 };

/** Whole milliseconds; undefined if the text is not a duration. */
export function parseDurationMs(written: string | number): number | undefined {
  if (typeof written === 'number') return written >= 0 ? Math.round(written * 1000) : undefined;
  if (!new RegExp(PATTERN).test(written)) return undefined;
  let sum = 0;
  for (const [, amount, unit] of written.matchAll(/([0-9.]+)(h|ms|m|s)/g)) {
    sum += Number(amount) * (UNITS_MS[unit ?? ''] ?? 0);
  }
  return Math.round(sum);
}
