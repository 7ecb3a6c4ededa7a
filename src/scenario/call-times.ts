/** Times in the cells of a table: a number, or what is wrong with what is written. */

import { parseDurationMs } from '../kinds/duration.ts';
import { parseWallClockMs } from './wall-clock.ts';

export interface CellFault {
  summary: string;
  hint?: string | undefined;
}

/** Ms from the start of the scenario, which is at `startMs` where it says so. */
export function readMoment(text: string, startMs: number | undefined): number | CellFault {
  const ms = parseMs(text);
  if (ms !== undefined) return ms;
  const wallMs = parseWallClockMs(text);
  if (wallMs === undefined) {
    return {
      summary: `at is no time: ${JSON.stringify(text)}`,
      hint: 'write seconds or a duration from the start, or a date and time such as 2026-11-23T12:00:00',
    };
  }
  if (startMs === undefined) {
    return {
      summary: 'at is a date, but the scenario does not say when it starts',
      hint: 'add `start: "2026-11-23T08:00:00"` to the scenario',
    };
  }
  return wallMs >= startMs ? wallMs - startMs : { summary: `${text} is before the start of the scenario` };
}

/** Ms; -1 for an empty cell. */
export function readSpan(text: string, column: string): number | CellFault {
  const ms = text === '' ? -1 : parseMs(text);
  if (ms !== undefined) return ms;
  return {
    summary: `${column} is no duration: ${JSON.stringify(text)}`,
    hint: 'write seconds, or a duration such as 90s or 5m',
  };
}

/** Seconds, or a duration. */
function parseMs(text: string): number | undefined {
  if (/^[0-9]+(\.[0-9]+)?$/.test(text)) return Math.round(Number(text) * 1000);
  return parseDurationMs(text);
}
