import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeAgents } from '../../../src/report/agents-text.ts';
import { createPalette } from '../../../src/report/palette.ts';

const palette = createPalette(false);
const list = (...numbers: string[]) => numbers.map((number) => ({ extension_number: number }));

describe('an agent list', () => {
  test('the fewest moves explain a new order', () => {
    expect(describeAgents(list('1', '2', '3', '4'), list('4', '1', '2', '3'), palette)).toEqual([
      '> 4  place 4 -> 1',
    ]);
  });

  test('a level that was not written counts as 1', () => {
    const levelled = [{ extension_number: '1', skill_level: 1 }];
    expect(describeAgents(list('1'), levelled, palette)).toEqual([]);
  });

  test('an empty list is said to be one', () => {
    expect(describeAgents(null, [], palette)).toEqual(['(nobody)']);
  });

  test('a very different order is only said to be one', () => {
    const before = Array.from({ length: 3000 }, (_unused, index) => String(index));
    const shuffled = before.map((_number, index) => String((index * 1009) % 3000));
    expect(describeAgents(list(...before), list(...shuffled), palette)).toEqual([
      '> 3000 agents in a new order',
    ]);
  });

  test('whoever is in one list only is told of, in no more lines than there are agents', () => {
    const numbers = fc.uniqueArray(fc.integer({ min: 200, max: 208 }).map(String), { maxLength: 9 });
    fc.assert(
      fc.property(numbers, numbers, (before, after) => {
        const text = describeAgents(list(...before), list(...after), palette);
        for (const number of after) expect(text.includes(`+ ${number}`)).toBe(!before.includes(number));
        for (const number of before) expect(text.includes(`- ${number}`)).toBe(!after.includes(number));
        expect(text.length).toBeLessThanOrEqual(new Set([...before, ...after]).size + 1);
      }),
    );
  });
});
