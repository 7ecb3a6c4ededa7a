/** Conditions on a figure: `>= 0.8`, `<= 20s`, `5 %`, `== 3`, or a plain value. */

import type { JsonObject } from '../model/json.ts';
import { DURATION, parseDurationMs } from './duration.ts';

const OPERATORS = {
  '<=': (left: number, right: number) => left <= right,
  '>=': (left: number, right: number) => left >= right,
  '==': (left: number, right: number) => left === right,
  '!=': (left: number, right: number) => left !== right,
  '<': (left: number, right: number) => left < right,
  '>': (left: number, right: number) => left > right,
} as const;
type Operator = keyof typeof OPERATORS;

/** The pattern of a written condition; everything that matches it can be parsed. */
const PATTERN = `^\\s*(<=|>=|==|!=|<|>|=)?\\s*([0-9]+(\\.[0-9]+)?\\s*%?|${DURATION})\\s*$`;

/** `isChecked`: with a description of the pattern for messages, which the published schema leaves out. */
export function conditionSchema(isChecked: boolean): JsonObject {
  return {
    type: ['string', 'number'],
    minimum: 0,
    pattern: PATTERN,
    ...(isChecked ? { patternTitle: 'a condition such as ">= 0.8", "<= 20s" or "5%"' } : {}),
  };
}

export interface Condition {
  operator: Operator;
  /** Seconds where the figure is a time. */
  value: number;
  /** The normalised text for messages. */
  written: string;
}

/** Undefined if the text is not a condition. */
export function parseCondition(written: string | number): Condition | undefined {
  if (typeof written === 'number')
    return written < 0 ? undefined : { operator: '==', value: written, written: `== ${written}` };
  const text = written.trim();
  const operator = (Object.keys(OPERATORS) as Operator[]).find((each) => text.startsWith(each));
  const rest = text.slice(operator?.length ?? (text.startsWith('=') ? 1 : 0)).trim();
  const value = readValue(rest);
  if (value === undefined) return undefined;
  return { operator: operator ?? '==', value, written: `${operator ?? '=='} ${rest}` };
}

function readValue(text: string): number | undefined {
  if (/^[0-9]+(\.[0-9]+)?$/.test(text)) return Number(text);
  if (/^[0-9]+(\.[0-9]+)?\s*%$/.test(text)) return Number(text.replace('%', '')) / 100;
  const ms = text === '' ? undefined : parseDurationMs(text);
  return ms === undefined ? undefined : ms / 1000;
}

export function isMet({ operator, value }: Condition, actual: number): boolean {
  return OPERATORS[operator](actual, value);
}
