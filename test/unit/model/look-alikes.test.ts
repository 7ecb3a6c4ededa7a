import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { distinguishTexts, escapeInvisible } from '../../../src/model/look-alikes.ts';

describe('texts that look the same are shown with what differs as escapes', () => {
  test.each([
    ['an accent apart', 'Cafe\u0301', 'Caf\u00e9', 'Cafe\\u0301', 'Caf\\u00e9'],
    ['a no-break space', 'Help desk', 'Help\u00a0desk', 'Help desk', 'Help\\u00a0desk'],
    ['a thin space', 'Help desk', 'Help\u2009desk', 'Help desk', 'Help\\u2009desk'],
    ['a blank Braille pattern', 'a b', 'a\u2800b', 'a b', 'a\\u2800b'],
    ['a zero-width space', 'Sales', 'Sa\u200bles', 'Sales', 'Sa\\u200bles'],
    ['a variation selector', 'Hi ❤', 'Hi ❤\ufe0f', 'Hi ❤', 'Hi ❤\\ufe0f'],
    ['a Hangul filler', 'ab', 'a\u3164b', 'ab', 'a\\u3164b'],
    ['a tag beyond the first plane', 'ab', 'a\u{e0041}b', 'ab', 'a\\u{e0041}b'],
    ['a Cyrillic letter', 'Sales', 'S\u0430les', 'Sales', 'S\\u0430les'],
    ['a Greek letter', 'Office', '\u039fffice', 'Office', '\\u039fffice'],
    ['only what differs', 'Zürich a b', 'Zürich a\u00a0b', 'Zürich a b', 'Zürich a\\u00a0b'],
  ])('%s', (_what, before, after, shownBefore, shownAfter) => {
    expect(distinguishTexts(before, after)).toEqual([shownBefore, shownAfter]);
    expect(distinguishTexts(after, before)).toEqual([shownAfter, shownBefore]);
  });

  test.each([
    ['Café', 'Cafe'],
    ['Продажи', 'Поддержка'],
    ['Sales', 'sales'],
    ['東京', '京都'],
    ['same', 'same'],
    ['a  b', 'a b'],
  ])('%s and %s can be told apart as they are', (before, after) => {
    expect(distinguishTexts(before, after)).toEqual([before, after]);
  });

  test('two that differ are never shown as one', () => {
    const letter = fc.constantFrom(
      'e',
      '\u0301',
      '\u00e9',
      ' ',
      '\u00a0',
      '\u200b',
      'a',
      '\u0430',
      '\ufe0f',
      '\u{e0041}',
    );
    const word = fc.string({ unit: letter, maxLength: 6 });
    fc.assert(
      fc.property(word, word, (before, after) => {
        fc.pre(before !== after);
        const [old, now] = distinguishTexts(before, after);
        expect(old.normalize('NFKC')).not.toBe(now.normalize('NFKC'));
      }),
      { numRuns: 2000 },
    );
  });
});

test('JSON with escapes is the same value', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const json = escapeInvisible(JSON.stringify({ [text]: [text] }));
      expect(JSON.parse(json)).toEqual({ [text]: [text] });
    }),
  );
  expect(escapeInvisible('"Cafe\u0301\u00a0\u{e0041}é"')).toBe('"Cafe\\u0301\\u00a0\\udb40\\udc41é"');
});
