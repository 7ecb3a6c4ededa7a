import fc from 'fast-check';
import { expect, test } from 'vitest';
import { conditionSchema, isMet, parseCondition } from '../../../src/kinds/condition.ts';
import { durationSchema, parseDurationMs } from '../../../src/kinds/duration.ts';

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
])('%j of %j is %j', (written, actual, expected) => {
  const condition = parseCondition(written);
  expect(condition !== undefined && isMet(condition, actual)).toBe(expected);
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

test('zero is a duration, and a plain number below it is none', () => {
  expect([0, '0s', -0.001].map(parseDurationMs)).toEqual([0, 0, undefined]);
});

test.each([
  ['a duration', durationSchema],
  ['a condition', conditionSchema],
])(
  'the schema of %s is for texts and numbers, and says in words what it wants only where that is read',
  (what, schema) => {
    const { pattern, ...rest } = schema(false);
    expect(rest).toEqual({ type: ['string', 'number'], minimum: 0 });
    expect(schema(true)).toEqual({ ...rest, pattern, patternTitle: expect.stringContaining(what) });
    expect(String(pattern)).toMatch(/^\^.*\$$/);
  },
);

test.each([
  ['  >=  0.8  ', { operator: '>=', value: 0.8, written: '>= 0.8' }],
  ['= 50 %', { operator: '==', value: 0.5, written: '== 50 %' }],
  ['12.50%', { operator: '==', value: 0.125, written: '== 12.50%' }],
  ['< 2m', { operator: '<', value: 120, written: '< 2m' }],
  [0, { operator: '==', value: 0, written: '== 0' }],
])('%j is read as %j', (written, expected) => {
  expect(parseCondition(written)).toEqual(expected);
});

test.each([
  ['<=', [true, true, false]],
  ['>=', [false, true, true]],
  ['==', [false, true, false]],
  ['!=', [true, false, true]],
  ['<', [true, false, false]],
  ['>', [false, false, true]],
] as const)('%s holds below, at and above: %j', (operator, expected) => {
  expect([1, 2, 3].map((actual) => isMet({ operator, value: 2, written: '' }, actual))).toEqual(expected);
});
