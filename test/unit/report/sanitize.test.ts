import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { printable, printableLines, truncate } from '../../../src/report/sanitize.ts';

describe('text from elsewhere', () => {
  test('keeps nothing that a terminal obeys', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(printable(text)).not.toMatch(/\p{Cc}|\p{Cf}|\p{Cs}|\p{Zl}|\p{Zp}/u);
        expect(printableLines(text)).not.toMatch(/[^\P{Cc}\n]|\p{Cf}|\p{Cs}|\p{Zl}|\p{Zp}/u);
      }),
    );
  });

  test.each([
    ['\u001b[2J', '\\x1b[2J'],
    ['a\r\nb\tc', 'a\\r\\nb\\tc'],
    ['\u202eevil', '\\u202eevil'],
    ['\ud800', '\\ud800'],
    ['\u{e0041}', '\\u{e0041}'],
    ['Zoë 日本 👍', 'Zoë 日本 👍'],
  ])('%j becomes %j', (text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  test('is cut by characters, never inside one', () => {
    expect(truncate('👍👍👍👍', 3)).toBe('👍👍…');
    expect(truncate('abc', 3)).toBe('abc');
  });
});
