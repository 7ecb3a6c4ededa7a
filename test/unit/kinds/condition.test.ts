import { expect, test } from 'vitest';
import { holds, parseCondition } from '../../../src/kinds/condition.ts';
import { parseDurationMs } from '../../../src/kinds/duration.ts';

test.each([
  ['>= 0.8', 0.8, true],
  ['>=0.8', 0.79, false],
  ['<= 20s', 20, true],
  ['< 1m', 60, false],
  ['> 1h30m', 5401, true],
  ['5%', 0.05, true],
  ['== 3', 3, true],
  ['= 3', 4, false],
  ['!= 3', 4, true],
  [3, 3, true],
  ['<= 250ms', 0.25, true],
])('%j of %j is %j', (written, actual, isMet) => {
  const condition = parseCondition(written);
  expect(condition !== undefined && holds(condition, actual)).toBe(isMet);
});

test.each(['', '>=', 'fast', '>= x', '< 5 apples'])('%j is no condition', (written) => {
  expect(parseCondition(written)).toBeUndefined();
});

test.each([
  ['90s', 90_000],
  ['1h30m', 5_400_000],
  ['1.5m', 90_000],
  ['250ms', 250],
  ['1h 30m', undefined],
  ['', undefined],
  ['m', undefined],
  ['-5s', undefined],
  [2.5, 2500],
  [-1, undefined],
])('the duration %j is %j ms', (written, ms) => {
  expect(parseDurationMs(written)).toBe(ms);
});
