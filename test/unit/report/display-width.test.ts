import { expect, test } from 'vitest';
import { displayWidth, truncateToWidth } from '../../../src/report/display-width.ts';

test.each([
  ['support', 7],
  ['Zoë', 3],
  ['Zoe\u0308', 3],
  ['日本', 4],
  ['サポート', 8],
  ['ｻﾎﾟｰﾄ', 5],
  ['한국', 4],
  ['Ａ（', 4],
  ['👍 …', 4],
])('%s takes %i columns', (text, width) => {
  expect(displayWidth(text)).toBe(width);
});

test.each([
  ['日本語', 6, '日本語'],
  ['日本語', 5, '日本…'],
  ['日本語', 4, '日…'],
  ['日本語', 1, '…'],
  ['日本語', 0, ''],
  ['abcdef', 4, 'abc…'],
])('%s in %i columns is %s', (text, limit, cut) => {
  expect(truncateToWidth(text, limit)).toBe(cut);
});
