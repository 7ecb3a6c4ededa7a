import fc from 'fast-check';
import { expect, test } from 'vitest';
import { conditionSchema, holds, parseCondition } from '../../../src/kinds/condition.ts';
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
  [1e-7, 1e-7, true],
  ['<= 250ms', 0.25, true],
])('%j of %j is %j', (written, actual, isMet) => {
  const condition = parseCondition(written);
  expect(condition !== undefined && holds(condition, actual)).toBe(isMet);
});

test.each(['', '>=', 'fast', '>= x', '< 5 apples', '5s5', '1m1h', -1])('%j is no condition', (written) => {
  expect(parseCondition(written)).toBeUndefined();
});

test('whatever the schema lets through is a condition', () => {
  const pattern = new RegExp(String(conditionSchema(false)['pattern']));
  const parts = fc.constantFrom('<=', '=', '!=', ' ', '0', '5', '.', '%', 'h', 'm', 's', 'ms', '-');
  const text = fc.array(parts, { maxLength: 6 }).map((each) => each.join(''));
  fc.assert(
    fc.property(text, (written) => pattern.test(written) === (parseCondition(written) !== undefined)),
    { numRuns: 5000 },
  );
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
